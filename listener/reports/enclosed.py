"""The files of a report that waits, or waited: what was made, or nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

from storage.errors import ListenerError
from storage.records import Enclosed, ReportDraft


class Gone(ListenerError):
    """The file is there no more, or is not what was made."""


def file_of(draft: ReportDraft, name: str) -> Enclosed | None:
    """The one of that name; None where the report has no such file."""
    return next((each for each in draft.notice.enclosed if each.name == name), None)


def content(file: Enclosed) -> bytes:
    """What is in it. Raises Gone."""
    try:
        found = Path(file.path).read_bytes()
    except OSError:
        raise Gone("this file is there no more: files of reports are kept for a while only") from None
    if hashlib.sha256(found).hexdigest() != file.digest:
        raise Gone("this file was changed: it is not shown, nor sent, as it is not what was made")
    return found
