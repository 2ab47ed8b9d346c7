"""What files come packed in: gzip and zip are opened within bounds, everything else is named."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from sources.tables.problems import UnreadableError

LARGEST = 400_000_000
"""Bytes of a file when it is unpacked."""
TOO_LARGE = f"unpacked it is larger than the {LARGEST // 10**6} MB that are read; split it"
CHUNK = 1 << 20
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
WORKBOOK = "xl/workbook.xml"
SHOWN = 5
DEEPEST = 3

# How a file begins -> what it is, and what to do.
OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file, or one with a password; save it as .xlsx without one, or as CSV"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"BZh", "packed with bzip2; unpack it first"),
    (b"\xfd7zXZ\x00", "packed with xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed with Zstandard; unpack it first"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"%PDF", "a PDF; export the posts as CSV or XLSX instead"),
    (b"PAR1", "a Parquet file; save it as CSV"),
    (b"SQLite format 3\x00", "a database of SQLite; export its table as CSV"),
)
PAGES = (b"<!doctype html", b"<html", b"<table", b"<?xml")


def unpacked(data: bytes, depth: int = 0) -> bytes:
    """The table of a file; a workbook as it is.

    Raises:
        UnreadableError: It is something else, holds several files, or is larger than LARGEST when it is unpacked.
    """
    if depth > DEEPEST:
        raise UnreadableError("it is packed in archives in archives; unpack it first")
    if data.startswith(GZIP):
        return unpacked(_gunzipped(data), depth + 1)
    if data.startswith(ZIP) and not is_workbook(data):
        return unpacked(_only_file(data), depth + 1)
    _refuse(data)
    return data


def is_workbook(data: bytes) -> bool:
    """Whether it is an XLSX file."""
    return data.startswith(ZIP) and WORKBOOK in archive_of(data).namelist()


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


def _only_file(data: bytes) -> bytes:
    archive = archive_of(data)
    files = [member for member in archive.infolist() if _is_file(member)]
    names = {member.filename for member in archive.infolist()}
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise UnreadableError("it is a workbook of another format than .xlsx; save it as .xlsx or CSV")
    if len(files) != 1:
        listed = ", ".join(member.filename for member in files[:SHOWN]) + (" …" if len(files) > SHOWN else "")
        raise UnreadableError(f"it is a zip archive of {len(files)} files ({listed}); unpack it, and import each")
    return bounded(archive, files[0])


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
