"""LibreOffice, as it is installed, reads the tables that are exported as they were meant."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest

from listener.report.export import Table, write_table
from listener.report.selection import Selection
from listener.reports.compose import compose
from listener.reports.files import rendered
from storage.records import Author
from tests.worlds.mentions import NOW, Filled, mention
from tests.worlds.reported import ZONE, ask, talk

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.servers,
    pytest.mark.timeout(300),
    pytest.mark.skipif(PROGRAM is None, reason="there is no soffice: apt-get install libreoffice-calc-nogui"),
]
HOSTILE = "=1+1", "@evil", "+49 30 1234", "1294030472427835393"


def sheets(folder: Path, name: str, content: bytes) -> list[list[list[str]]]:
    """Every sheet of a file as LibreOffice shows it."""
    (folder / name).write_bytes(content)
    to_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    assert PROGRAM
    command = [PROGRAM, home, "--headless", "--convert-to", to_csv, "--outdir", str(folder / "out"), str(folder / name)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    found = sorted((folder / "out").glob("*.csv"), key=lambda path: path.stat().st_mtime_ns)
    return [list(csv.reader(io.StringIO(path.read_text(encoding="utf-8")))) for path in found]


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_an_export_is_read_as_it_was_meant(filled: Filled, tmp_path: Path, format: Table):
    posts = [mention(f"{text} acme cola", n, author=Author(id=text, name=text)) for n, text in enumerate(HOSTILE, 1)]
    out = io.BytesIO()
    write_table(filled(posts), Selection(), out, format=format, zone=ZONE, now=NOW)
    [[head, *rows]] = sheets(tmp_path, f"table.{format}", out.getvalue())
    read = [dict(zip(head, row, strict=True)) for row in rows]
    assert len(read) == len(HOSTILE)
    assert {each["author"].lstrip("'") for each in read} == set(HOSTILE), "none was computed, none was cut"


def test_a_workbook_of_a_report_is_read_with_its_numbers(filled: Filled, tmp_path: Path):
    store = filled()
    talk(store, 5)
    report = compose(store, ask())
    content, _ = rendered(report, "xlsx")
    read = sheets(tmp_path, "report.xlsx", content)
    assert len(read) == 3
    assert any(row[:1] == [report.records[0].id] for sheet in read for row in sheet)
