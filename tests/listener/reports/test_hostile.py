"""Whatever strangers write into texts, titles, names and words, a report is made, and does nothing of it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default

import openpyxl
import pypdf
import pytest
from selectolax.lexbor import LexborHTMLParser

from listener.config.reports import ReportSection
from listener.notify.render.texts import render
from listener.notify.smtp.letter import letter
from listener.reports.carried import carried
from listener.reports.compose import compose
from listener.reports.document import Report, Said
from listener.reports.files import rendered
from listener.reports.sending import asking, drafted, told
from storage.intake.storable import clean_text
from storage.records import Author, Delivery, Mention
from tests.worlds.hostile_texts import TRICKS
from tests.worlds.mentions import NOW, Filled, mention
from tests.worlds.notices import outlet
from tests.worlds.reported import ask

LONG = "h" * 40_000
SAID = (
    *TRICKS,
    "=HYPERLINK(1) +1 -1 @evil \t=1+1 =cmd|' /C calc'!A0",
    '#set page(fill: red) #import "x" $ x $ `#panic()` \\ ] ) } */ // @cite <label>',
    "</script><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} <r><t>x</t></r> ]]>",
    "\x00\x01\x07\x08\x0b\x0c\x1b[31m \u202eevil\u202c \u2066x\u2069 \u200b\u2028\u2029 \ufffe \ud83d \u0085",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \u0639\u0631\u0628\u064a " + "\u0301\u0302\u0303" * 300,
    LONG,
)


def posts(said: str) -> Sequence[Mention]:
    """Two weeks of it, so that its words can rise, each told twice, so that it is a story."""
    author = Author(id=said[:300], name=said[:4000], handle=said[:300])
    text = f"acme cola {said}"
    return [mention(text, n, title=said[:5000], author=author, url=f"https://x.example.org/{n}") for n in range(1, 40)]


@pytest.mark.parametrize("said", SAID, ids=[str(number) for number in range(len(SAID))])
def test_in_every_format_it_is_a_text_and_nothing_else(filled: Filled, said: str):
    report = compose(filled(posts(said)), ask())
    _page(report)
    _paper(report)
    _book(report)
    stored = Said(clean_text(said))
    _mail(replace(report, title=(stored, " was told of"), summary=[(stored, ".")]))


def _mail(report: Report) -> None:
    """What reviewers and readers get; a report's title names whom it is about."""
    notice = told(report, ReportSection(name="week", type="weekly"), NOW, ())
    for each in (notice, asking(drafted(ReportSection(name="week", type="weekly"), notice, NOW))):
        delivery = Delivery(key="week/1/team", target="team", notice=each, next_try_at=NOW)
        sent = letter(render(outlet(), delivery), delivery, Address("", "a", "a.example"), (), "a.example").as_bytes()
        read = message_from_bytes(sent, policy=default)
        assert len(sent) < 400_000
        assert "\n" not in str(read["Subject"])
        assert [part.get_content_type() for part in read.walk()][1:] == ["text/plain", "text/html"]
        tree = LexborHTMLParser(read.get_body(("html",)).get_content())
        assert not tree.css("script, img, iframe, object, embed, link, form, [onerror], [onload], at")
        assert all("evil" not in (node.attributes["href"] or "") for node in tree.css("a[href]"))


def _page(report: Report) -> None:
    content, _ = rendered(report, "html")
    tree = LexborHTMLParser(content.decode())
    [script] = tree.css("script")
    assert script.attributes["type"] == "application/json"
    assert not tree.css("img, iframe, object, embed, link, form, [onerror], [onload], [style]")
    assert len(carried(content)["records"]) == len(report.records)
    addresses = {node.attributes["href"] or "" for node in tree.css("a[href]")}
    assert all(address.startswith(("#", "https://x.example.org/")) for address in addresses)


def _paper(report: Report) -> None:
    content, _ = rendered(report, "pdf")
    read = pypdf.PdfReader(io.BytesIO(content))
    assert len(read.pages) < 12
    assert "What the numbers mean" in " ".join(page.extract_text() for page in read.pages)


def _book(report: Report) -> None:
    content, _ = rendered(report, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert not any(sheet._hyperlinks for sheet in book)
