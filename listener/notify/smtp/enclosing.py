"""The files that go with a mail, read when it is sent: the same content at every attempt, or none."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from storage.errors import DeliveryError
from storage.records import Enclosed, Notice


def enclosed(notice: Notice) -> Sequence[tuple[str, bytes]]:
    """Names and contents. Raises DeliveryError where a file is gone, or is another one by now."""
    return [(each.name, _content(each)) for each in notice.enclosed]


def _content(file: Enclosed) -> bytes:
    again = "the message is not sent; make the report again with: listener report"
    try:
        content = Path(file.path).read_bytes()
    except OSError as error:
        text = f"the enclosed file {file.name} cannot be read: {error.strerror}; {again}"
        raise DeliveryError(text, permanent=isinstance(error, FileNotFoundError)) from error
    if hashlib.sha256(content).hexdigest() != file.digest:
        raise DeliveryError(f"the enclosed file {file.name} was changed; {again}", permanent=True)
    return content
