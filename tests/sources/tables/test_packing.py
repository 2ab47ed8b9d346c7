"""Packed files: opened within bounds, or named."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest

from sources.tables import packing
from sources.tables.packing import unpacked
from sources.tables.problems import UnreadableError
from tests.worlds.tables import only, read
from tests.worlds.workbooks import workbook

TABLE = b"text,date\nhello,2026-09-01\n"


def zipped(files: dict[str, bytes], **how: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, **how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(content: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        entry = tarfile.TarInfo("posts.csv")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(TABLE),
        gzip.compress(TABLE[:10]) + gzip.compress(TABLE[10:]),
        zipped({"posts.csv": TABLE}),
        zipped({"in/posts.csv": TABLE, "__MACOSX/in/._posts.csv": b"x", "in/.DS_Store": b"x"}),
        zipped({"posts.csv.gz": gzip.compress(TABLE)}),
        zipped({"posts.xlsx": workbook({"A": [["text", "date"], ["hello", "2026-09-01"]]})}),
        gzip.compress('{"text": "hello", "date": "2026-09-01"}\n'.encode("utf-16")),
    ],
    ids=["gzip", "two gzips", "zip", "zip of a Mac", "gzip in zip", "workbook in zip", "UTF-16 in gzip"],
)
def test_what_is_packed_is_read(data: bytes) -> None:
    assert only(data, undated=False).text == "hello"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            zipped({"a.csv": TABLE, "b.csv": TABLE}),
            r"2 files \(a.csv, b.csv\); import them one by one by their names, as member .a.csv.",
        ),
        (zipped({}), "empty zip archive"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}), "holds 2 files"),
        (zipped({"a.csv": TABLE})[:40], "archive is damaged"),
        (gzip.compress(TABLE)[:-12], "ends too early"),
        (b"\x1f\x8b\x08nonsense", "damaged"),
        (bz2.compress(TABLE), "bzip2"),
        (lzma.compress(TABLE), "xz"),
        (tarred(TABLE), "tar archive"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(60), "7-Zip"),
        (b"Rar!\x1a\x07" + bytes(60), "RAR"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PAR1" + bytes(60), "Parquet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "picture"),
        (b"{\\rtf1 hello}", "text document"),
        (b"\xef\xbb\xbf\n<html><body><table><tr><td>text</td></tr></table>", "web page"),
        (b"<TABLE><TR><TD>text", "web page"),
    ],
    ids=lambda one: one if isinstance(one, str) else "data",  # what is packed holds the time of it
)
def test_what_cannot_be_read_is_named(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        unpacked(data)
    (problem,) = read(data).problems
    assert (problem.row, problem.is_note) == (0, False)


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "LARGEST", 1_000_000)
    monkeypatch.setattr(packing.bounded, "__defaults__", (1_000_000,))
    large = b"text\n" + b"x" * 2_000_000
    for packed in (gzip.compress(large), zipped({"a.csv": large}), zipped({"a.gz": gzip.compress(large)})):
        assert len(packed) < 10_000
        with pytest.raises(UnreadableError, match="larger than"):
            unpacked(packed)


def test_archives_in_archives_come_to_an_end() -> None:
    packed = TABLE
    for _ in range(10):
        packed = gzip.compress(packed)
    with pytest.raises(UnreadableError, match="archives in archives"):
        unpacked(packed)


def test_of_several_files_the_one_that_is_named_is_read() -> None:
    packed = zipped({"in/a.csv": TABLE, "in/b.csv": TABLE.replace(b"hello", b"bye")})
    for name in ("in/b.csv", "b.csv"):
        (mention,) = read(packed, member=name).mentions
        assert mention.text == "bye"
    assert "has no file 'c.csv' (in/a.csv, in/b.csv)" in read(packed, member="c.csv").problems[0].what
    assert "it is no archive" in read(TABLE, member="a.csv").problems[0].what
