"""Files that appear whole or not at all: whoever looks at the name sees the old content or all of the new one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast

from storage.errors import ExportError


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write beside the file, then take its place; what fails leaves it as it was.

    A pipe or a device is written to as it is. Raises ExportError where nothing can be written, or the disk is full.
    """
    there = path.resolve()
    try:
        if there.exists() and not there.is_file():
            with there.open("wb") as out:
                yield out
            return
        with NamedTemporaryFile(dir=there.parent, prefix=f".{there.name[:80]}.", delete=False) as part:
            try:
                yield cast("BinaryIO", part)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).replace(there)
            finally:
                Path(part.name).unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror or error}; what was there before is kept"
        ) from error
