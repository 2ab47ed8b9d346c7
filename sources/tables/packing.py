"""What files come packed in: gzip and zip are opened within bounds, everything else is named."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Literal
from zipfile import BadZipFile, ZipFile, ZipInfo

from sources.tables.problems import UnreadableError
from storage.figures import counted

LARGEST = 400_000_000
"""Bytes of a file when it is unpacked."""
TOO_LARGE = f"unpacked it is larger than the {LARGEST // 10**6} MB that are read; split it"
CHUNK = 1 << 20
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0"
Format = Literal["xlsx", "xlsb", "ods", "xls"]
PARTS: Mapping[str, Format] = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb"}
"""Part of an archive that makes it a workbook."""
OPEN_DOCUMENT, SPREADSHEET, LONGEST_TYPE = "mimetype", b"opendocument.spreadsheet", 1_000
SHOWN = 5
DEEPEST = 3

# How a file begins -> what it is, and what to do.
OTHERS = (
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"BZh", "packed with bzip2; unpack it first"),
    (b"\xfd7zXZ\x00", "packed with xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed with Zstandard; unpack it first"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x89PNG", "a picture; a table is read, not its picture"),
    (b"\xff\xd8\xff", "a picture; a table is read, not its picture"),
    (b"GIF8", "a picture; a table is read, not its picture"),
    (b"{\\rtf", "a text document; save its table as CSV"),
    (b"%PDF", "a PDF; export the posts as CSV or XLSX instead"),
    (b"PAR1", "a Parquet file; save it as CSV"),
    (b"SQLite format 3\x00", "a database of SQLite; export its table as CSV"),
)
PAGES = (b"<!doctype html", b"<html", b"<table", b"<?xml")


def unpacked(data: bytes, member: str | None = None, depth: int = 0) -> bytes:
    """The table of a file; a workbook as it is.

    Args:
        member: Which file of an archive.

    Raises:
        UnreadableError: It is something else, holds several files of which none is named, or is larger than LARGEST
            when it is unpacked.
    """
    if depth > DEEPEST:
        raise UnreadableError("it is packed in archives in archives; unpack it first")
    if data.startswith(GZIP):
        return unpacked(_gunzipped(data), member, depth + 1)
    if data.startswith(ZIP) and workbook_format(data) is None:
        return unpacked(_file(data, member), depth=depth + 1)
    if member is not None:
        raise UnreadableError(f"it is no archive, so it holds no {member!r}; name no member")
    _refuse(data)
    return data


def workbook_format(data: bytes) -> Format | None:
    """What sort of workbook it is; None where it is none."""
    if data.startswith(COMPOUND):
        return "xls"
    if not data.startswith(ZIP):
        return None
    archive = archive_of(data)
    names = archive.namelist()
    if OPEN_DOCUMENT in names and SPREADSHEET in bounded(archive, archive.getinfo(OPEN_DOCUMENT), LONGEST_TYPE):
        return "ods"
    return next((format for part, format in PARTS.items() if part in names), None)


def bounded(archive: ZipFile, member: ZipInfo, room: int = LARGEST) -> bytes:
    """The bytes of a member, however large it says that it is. Raises UnreadableError beyond `room`."""
    parts, size = [], 0
    try:
        with archive.open(member) as opened:
            while part := opened.read(CHUNK):
                size += len(part)
                if size > room:
                    raise UnreadableError(TOO_LARGE)
                parts.append(part)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise UnreadableError(f"its archive is damaged ({error})") from error
    except RuntimeError as error:  # a password
        raise UnreadableError(f"its archive cannot be opened ({error}); unpack it first") from error
    return b"".join(parts)


def archive_of(data: bytes) -> ZipFile:
    """A zip archive. Raises UnreadableError where it is none."""
    try:
        return ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableError(f"its archive is damaged ({error}); it may not have been copied whole") from error


def _file(data: bytes, name: str | None) -> bytes:
    archive = archive_of(data)
    files = [member for member in archive.infolist() if _is_file(member)]
    found = [each for each in files if name is None or name in (each.filename, each.filename.rpartition("/")[2])]
    if len(found) != 1:
        listed = ", ".join(member.filename for member in files[:SHOWN]) + (" …" if len(files) > SHOWN else "")
        example = files[0].filename if files else "NAME"
        what = f"has no file {name!r}" if name is not None else f"holds {counted(len(files), 'file')}"
        raise UnreadableError(
            f'its zip archive {what} ({listed}); import them one by one by their names, as member "{example}"'
        )
    return bounded(archive, found[0])


def _is_file(member: ZipInfo) -> bool:
    name = member.filename.rpartition("/")[2]
    return bool(name) and not name.startswith(".") and not member.filename.startswith("__MACOSX/")


def _gunzipped(data: bytes) -> bytes:
    """All members of a gzip file, one behind the other."""
    parts, size, rest = [], 0, data
    while rest.startswith(GZIP):
        decompressor = zlib.decompressobj(wbits=31)
        try:
            part = decompressor.decompress(rest, LARGEST - size + 1)
        except zlib.error as error:
            raise UnreadableError(f"its gzip packing is damaged ({error})") from error
        size += len(part)
        if size > LARGEST:
            raise UnreadableError(TOO_LARGE)
        if not decompressor.eof:
            raise UnreadableError("its gzip packing ends too early; it may not have been copied whole")
        parts.append(part)
        rest = decompressor.unused_data
    return b"".join(parts)


def _refuse(data: bytes) -> None:
    if data[257:262] == b"ustar":
        raise UnreadableError("it is a tar archive; unpack it first")
    for beginning, what in OTHERS:
        if data.startswith(beginning):
            raise UnreadableError(f"it is {what}")
    if data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(PAGES):
        raise UnreadableError("it is a web page or XML, as some programs save under .xls; save it as CSV or XLSX")
