"""In no format stands a number without a record: what is set is read back."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import replace

import openpyxl
import pypdf
import pytest

from listener.reports import charts
from listener.reports.compose import compose
from listener.reports.document import Course, Figures, Prose, Quote, Quotes, Report, Row, Said, Table, When, plain
from listener.reports.files import rendered
from listener.reports.record import Record
from listener.reports.refusing import _sentences
from listener.wording.moments import full_stamp
from rules.volume import Volume
from storage.errors import ExportError
from storage.store import Store
from tests.worlds.mentions import Filled
from tests.worlds.reported import ZONE, ask, talk

RULE = Volume(name="rise 24", scope="brand:Acme")


def report(store: Store, type: str = "weekly") -> Report:
    talk(store, 5)
    return compose(store, ask(type, rules=[RULE] if type == "weekly" else ()))  # type: ignore[arg-type]


def tokens(texts: Iterable[str]) -> set[str]:
    """Words with a digit, without what stands around them."""
    words = (word.strip(".,;:()[]“”·±") for text in texts for word in re.split(r"[\s\u202f]+", text))
    return {word for word in words if re.search(r"\d", word)}


def _of_post(quote: Quote) -> tuple[str, ...]:
    return quote.text, quote.author, quote.place, quote.when, quote.link or ""


def allowed(made: Report) -> set[str]:
    """Numbers with records, and words that are no numbers of ours: moments, names, posts, definitions, axes."""
    found = [made.period, f"Made {full_stamp(made.made_at, ZONE)}", "95 of 100", "1 2 3 4 5 6 7 8 9"]
    found += [text for record in made.records for text in (str(record), record.margin)]
    found += [piece for one in _sentences(made) for piece in one if isinstance(piece, Said | When)]
    found += [text for metric in made.metrics for text in (metric.definition, metric.formula)]
    for block in made.blocks:
        if isinstance(block, Quotes):
            found += [text for each in block.quotes for text in _of_post(each)]
        if isinstance(block, Course):
            found += [day for day, _ in block.days]
            found += re.findall(r">([^<]+)</text>", charts.course(block, ""))
    return tokens(found)


@pytest.mark.parametrize("type", ["weekly", "compare", "coverage"])
def test_every_number_of_a_pdf_has_its_record(filled: Filled, type: str):
    made = report(filled(), type)
    read = pypdf.PdfReader(io.BytesIO(rendered(made, "pdf")[0]))
    shown = tokens(page.extract_text() for page in read.pages)
    assert len(shown) > (2 if type == "coverage" else 20)
    assert shown <= allowed(made)


def test_every_number_of_a_workbook_has_its_record(filled: Filled):
    made = report(filled())
    book = openpyxl.load_workbook(io.BytesIO(rendered(made, "xlsx")[0]))
    values = {each for record in made.records for each in (record.value, record.low, record.high)}
    cells = [cell.value for name in ("Report", "Course") for row in book[name].iter_rows() for cell in row]
    numbers = [value for value in cells if isinstance(value, int | float)]
    assert len(numbers) > 40
    assert all(any(value == pytest.approx(known) for known in values if known is not None) for value in numbers)
    assert tokens(value for value in cells if isinstance(value, str)) <= allowed(made)


@pytest.mark.parametrize("format", ["html", "pdf", "xlsx", "json"])
def test_a_number_without_a_record_is_made_in_no_format(filled: Filled, format: str):
    made = report(filled())
    record: Record = made.records[0]
    other = replace(record, value=(record.value or 0) + 1)
    for block in (
        Prose(title="", sentences=[("There were 12 of them.",)]),
        Prose(title="Top 3", sentences=[]),
        Table(title="The 5 loudest of Acme", head=("", "now"), rows=[]),
        Table(title="Loudest", head=("of 5", "now"), rows=[]),
        Course(title="Mentions in 3 days", days=[("today", record)]),
        Table(title="", head=("", "now"), rows=[Row(name=("all",), cells=((other,),))]),
        Figures(figures=[]),
    ):
        wrong = replace(made, blocks=[*made.blocks, block])
        if isinstance(block, Figures):
            rendered(wrong, format)
        else:
            with pytest.raises(ExportError, match="not made"):
                rendered(wrong, format)
    with pytest.raises(ExportError, match="not made"):
        rendered(replace(made, title=("3 things",)), format)
    assert plain(made.title)
