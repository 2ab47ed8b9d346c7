"""LibreOffice, as it is installed, reads the tables that are exported as they were meant.

Not in CI: installing it takes over a minute (300 MB), these tests a quarter of one.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest

from listener.exports.export import Table, write_table
from listener.exports.profiles import PROFILES
from listener.exports.selection import Selection
from listener.reports.compose import compose
from listener.reports.files import rendered
from storage.records import Author
from tests.worlds.mentions import NOW, Filled, mention
from tests.worlds.reported import ZONE, ask, talk

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.servers,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        PROGRAM is None, reason="there is no soffice: apt-get install --no-install-recommends libreoffice-calc"
    ),
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


@pytest.mark.parametrize(("format", "profile"), [("csv", None), *(("xlsx", each) for each in (None, *PROFILES))])
def test_an_export_is_read_as_it_was_meant(filled: Filled, tmp_path: Path, format: Table, profile: str | None):
    posts = [mention(f"{text} acme cola", n, author=Author(id=text, name=text)) for n, text in enumerate(HOSTILE, 1)]
    out = io.BytesIO()
    write_table(filled(posts), Selection(), out, format=format, zone=ZONE, now=NOW, profile=profile)
    [lines] = sheets(tmp_path, f"table.{format}", out.getvalue())
    head, rows = lines[-len(HOSTILE) - 1], lines[-len(HOSTILE) :]
    assert all(len(row) == len(head) for row in rows)
    if profile is None:
        assert {row[head.index("published_at")][:10] for row in rows} == {"2026-03-10"}
        assert {row[head.index("likes")] for row in rows} == {"3"}
    texts = {cell.lstrip("'") for row in rows for cell in row}
    assert set(HOSTILE) <= texts, "none was computed, none was cut"
    assert {f"{text} acme cola" for text in HOSTILE} <= texts


def test_a_workbook_of_a_report_is_read_with_its_numbers(filled: Filled, tmp_path: Path):
    store = filled()
    talk(store, 5)
    report = compose(store, ask())
    content, _ = rendered(report, "xlsx")
    read = sheets(tmp_path, "report.xlsx", content)
    assert len(read) == 4, "what is told, the course, the shares, the records"
    assert not any(cell.startswith(("#", "Err:")) for sheet in read for row in sheet for cell in row)
    assert any(row[:1] == [report.records[0].id] for sheet in read for row in sheet)
