"""What a report may say, shows, and carries along."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pypdf
import pytest
from selectolax.lexbor import LexborHTMLParser

from listener.exports.terms import Terms
from listener.metrics.base import Count, Value
from listener.metrics.change import CHANGE
from listener.metrics.mentions import MENTIONS
from listener.metrics.net_sentiment import NET_SENTIMENT
from listener.reports import carried as carrying
from listener.reports import sentences
from listener.reports.carried import carried
from listener.reports.compose import compose
from listener.reports.document import Prose, Table, plain
from listener.reports.files import rendered
from listener.reports.lacking import MISSING
from listener.reports.page import page
from listener.reports.pdf import pdf
from listener.reports.record import Record, Records, shown
from listener.reports.refusing import refuse
from listener.reports.verify import verify
from listener.reports.workbook import workbook
from rules.query import Filter
from storage.errors import ExportError
from storage.records import AuditEntry, Author, Brand, Classification, Correction, Reading, Rights
from tests.worlds.mentions import NOW, Filled, commit, mention
from tests.worlds.reported import BRANDS, ask, talk

HOSTILE = '</script><script>alert(1)</script> <b>acme cola</b> "&amp; =1+1'


def net(value: float, half: float, n: int = 200) -> Record:
    records = Records()
    given = Value(value=value, low=value - half, high=value + half, n=n)
    return records.add(NET_SENTIMENT, given, scope="all", period=("now", NOW, NOW), style="net")


def toned(now: Record, before: Record) -> str:
    size = Records().size(now)
    return plain(sentences.tone(now, before, size, "net sentiment", "the week before"))


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (net(0.3, 0.05), net(0.1, 0.05), "higher than the week before"),
        (net(0.1, 0.05), net(0.3, 0.05), "lower than the week before"),
        (net(0.12, 0.05), net(0.1, 0.05), "no clear change"),
        (net(0.3, 0.15), net(0.1, 0.15), "no clear change"),
        (net(0.3, 0.05, n=12), net(0.1, 0.05), "Too little was read"),
        (net(0.3, 0.05), net(0.1, 0.05, n=12), "too little was read"),
        (replace(net(0.0, 1.0), value=None, n=0), net(0.1, 0.05), "Nothing was read"),
    ],
)
def test_no_sentence_claims_more_than_its_interval_allows(now: Record, before: Record, said: str):
    assert said in toned(now, before)


def counted(count: int, when: str = "now") -> Record:
    return Records().add(MENTIONS, Count(value=count, n=count), scope="all", period=(when, NOW, NOW))


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (18, 10, "shows no clear change in volume this week"),
        (3, 4, "shows no clear change in volume this week"),
        (1050, 1000, "shows no clear change in volume this week"),
        (40, 10, "was talked about more this week"),
        (1000, 2000, "was talked about less this week"),
        (9, 0, "was talked about this week; "),
        (0, 9, "Acme was not heard of this week."),
        (0, 0, "Acme was not heard of this week."),
    ],
)
def test_no_headline_makes_a_change_of_what_may_be_chance(now: int, before: int, said: str):
    tones = (net(0.3, 0.05), net(0.1, 0.05))
    told = plain(sentences.headline("Acme", (counted(now), counted(before, "before")), tones, "week"))
    assert said in f"{told}."


def test_of_a_brand_that_nobody_named_nothing_else_is_said(filled: Filled):
    change = Records().add(CHANGE, Value(value=None, n=0), scope="all", period=("now", NOW, NOW))
    for before, said in ((0, ", nor in the week before."), (1, "; 1 time in the week before.")):
        told = sentences.loudness("Acme", counted(0), counted(before, "before"), change, "the week before")
        assert plain(told) == f"Acme was not heard of{said}"
    report = compose(filled(), ask(brands=["Silent"], compared=()))
    assert plain(report.title) == "Silent was not heard of this period"


def test_each_brand_of_a_report_is_named_above_its_numbers(filled: Filled):
    store = filled()
    talk(store, 2)
    report = compose(store, ask(brands=["Acme", "Other", "Brand 7"]))
    kinds = [block.title if isinstance(block, Prose) else type(block).__name__ for block in report.blocks]
    places = [at for at, kind in enumerate(kinds) if kind == "Figures"]
    assert [kinds[at - 1] for at in places[1:]] == ["Other", "Brand 7"]
    content, _ = rendered(report, "html")
    headings = [node.text() for node in LexborHTMLParser(content.decode()).css("h2")]
    assert {"Other", "Brand 7"} <= set(headings)


def test_a_comparison_of_many_names_once_whom_too_little_is_known_of(filled: Filled):
    store = filled()
    talk(store, 2, posts=400)
    many = [*BRANDS, *(Brand(name=f"Small {number}", role="competitor") for number in "abcdefghij")]
    report = compose(store, ask("compare", compared=many))
    said = [plain(each) for each in report.summary]
    assert len(said) == 2
    assert said[-1].startswith("Too little was read to compare the tone toward Acme and Small a, Small b")
    assert said[-1].endswith("Small h and others.")
    assert plain(report.title) == "Acme beside Other, Small a, Small b and others"
    titles = [block.title for block in report.blocks if isinstance(block, Table)]
    assert sum(title.startswith("Words that rose") for title in titles) <= 2, "none where no word rose"


@pytest.mark.parametrize(("now", "before", "chance"), [(18, 10, True), (40, 10, False), (1050, 1000, True)])
def test_a_difference_of_counts_that_may_be_chance_is_said_to_be(now: int, before: int, chance: bool):
    change = Records().add(CHANGE, Value(value=now / before - 1, n=now), scope="all", period=("now", NOW, NOW))
    said = plain(sentences.loudness("Acme", counted(now), counted(before, "before"), change, "the week before"))
    assert said.endswith("; this may be chance.") == chance


@pytest.mark.parametrize(
    ("value", "style", "said"),
    [
        (2611, "count", "2,611"),
        (0.384, "share", "38\u202f%"),
        (-0.084, "net", "\u22120.08"),
        (0.21, "net", "+0.21"),
        (-0.001, "net", "0.00"),  # as everywhere: nought has no sign
        (52.82, "change", "+5,282\u202f%"),
        (0.05, "change", "+5\u202f%"),
        (-0.5, "change", "\u221250\u202f%"),
        (10.73, "change", "+1,073\u202f%"),
        (None, "net", "unknown"),
        (1020, "time", "17 minutes"),
    ],
)
def test_how_numbers_are_read(value: float | None, style: str, said: str):
    assert shown(value, style) == said  # type: ignore[arg-type]


@pytest.mark.parametrize("type", ["weekly", "monthly", "compare", "coverage", "digest"])
def test_a_page_shows_nothing_without_its_record_and_carries_all(filled: Filled, type):
    store = filled()
    talk(store, 7)
    report = compose(store, ask(type))
    made = page(report)
    data = carried(made.encode())
    assert [Record.parse(row) for row in data["records"]] == list(report.records)
    tree = LexborHTMLParser(made)
    ids = {node.attributes["id"] for node in tree.css(".receipts tr[id]")}
    links = {node.attributes["href"] for node in tree.css("a.r")}
    assert {link.removeprefix("#") for link in links if link} <= ids
    assert not tree.css("script[src], link, img, iframe")


@pytest.mark.parametrize("format", ["html", "pdf", "xlsx", "json"])
def test_a_report_of_a_question_says_what_it_counts_before_any_number(filled: Filled, format: str):
    store, where = filled(), 'kettle NOT author:"user7"'
    talk(store, 7)
    report = compose(store, ask(where=where, filter=Filter(where), length="day"))
    assert plain(report.summary[0]) == f"Only what satisfies “{where}” is counted here."
    assert report.label == "Daily report"
    assert rendered(report, format)[0], "the expression is not ours, and may hold digits"
    assert plain(compose(store, ask()).summary[0]).startswith("Acme was mentioned")


def test_a_report_of_nothing_says_so(filled: Filled):
    report = compose(filled(), ask())
    assert plain(report.summary[0]) == "Acme was not heard of, nor in the period before."
    assert plain(report.title) == "Acme was not heard of this period"
    page(report)


def test_a_number_without_a_record_is_refused():
    record = Records().add(MENTIONS, Value(value=12, n=12), scope="all", period=("now", NOW, NOW))
    refuse(
        f"<body><p>There were <data value='{record.id}'>12</data> posts on <time>2 March</time></p></body>", [record]
    )
    for body in (
        f"<data value='{record.id}'>13</data>",
        "<data value='another'>12</data>",
        "<p>and 5 more</p>",
    ):
        with pytest.raises(ExportError, match="not made"):
            refuse(f"<body>{body}</body>", [record])


@pytest.mark.parametrize("format", ["html", "pdf", "xlsx", "json"])
def test_a_report_made_twice_is_the_same_file_but_for_its_date(filled: Filled, format: str):
    store = filled()
    talk(store, 3)
    first, second, later = (
        rendered(compose(store, ask(now=NOW + timedelta(days=days))), format)[0] for days in (0, 0, 1)
    )
    assert first == second
    assert first != later
    assert undated(first) == undated(later)


def undated(content: bytes) -> object:
    """A file's text or parts without the day on which it was made."""
    days = [f"{NOW + timedelta(days=days):%Y-%m-%d}" for days in (0, 1)]
    if content.startswith(b"PK"):
        book = zipfile.ZipFile(io.BytesIO(content))
        assert {each.date_time for each in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {each: book.read(each).decode().replace(days[1], days[0]) for each in book.namelist()}
    if content.startswith(b"%PDF"):
        read = pypdf.PdfReader(io.BytesIO(content))
        return [page.extract_text().replace(days[1], days[0]) for page in read.pages]
    return content.decode().replace(days[1], days[0])


def test_every_format_carries_the_same_records(filled: Filled, monkeypatch: pytest.MonkeyPatch):
    """Letter by letter, also where a cell ends within a word, or what somebody wrote looks like markup."""
    monkeypatch.setattr(carrying, "CELL", 7)
    store = filled([mention("acme cola", n, author=Author(name="<r>_x0041_ &amp; é </r> \U0001f525")) for n in (1, 2)])
    talk(store, 3)
    report = compose(store, ask())
    found = [carried(rendered(report, format)[0]) for format in ("json", "html", "pdf", "xlsx")]
    assert all(each == found[0] for each in found)
    assert "_x0041_" in str(found[0])


@pytest.mark.parametrize(
    "cut",
    [
        b"",
        b"%PDF-1.7",
        b"%PDF-1.7\n/Type/EmbeddedFile>>\nstream\nnot packed",
        b"PK\x03\x04",
        b"{",
        b'{"a":' * 100_000,
        b"<p>",
    ],
)
def test_a_file_that_carries_nothing_is_no_report(cut: bytes):
    with pytest.raises(ExportError, match="carries no records"):
        carried(cut)


def test_a_workbook_that_would_fill_the_memory_is_no_report():
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.create_sheet(carrying.SHEET).cell(1_048_576, 16_384, "x")
    book.save(out)
    with pytest.raises(ExportError, match="carries no records"):
        carried(out.getvalue())


def test_what_others_wrote_does_nothing_on_a_page(filled: Filled):
    posts = [mention(HOSTILE, n, author=Author(name="<img src=x onerror=1> 99")) for n in (1, 2)]
    made = page(compose(filled(posts), ask()))
    tree = LexborHTMLParser(made)
    assert len(tree.css("script")) == 1
    assert not tree.css("img, main b:not(header b)")
    assert carried(made.encode())["name"] == "week"


def test_a_text_that_must_not_leave_is_not_quoted(filled: Filled):
    terms = Terms(rights={"feed": Rights(exportable=False)}, places={"feed": "Walled Garden"})
    posts = [mention("acme cola is a secret recipe of ours", n) for n in (1, 2)]
    made = page(compose(filled(posts), ask(terms=terms)))
    assert "secret recipe" not in made
    assert "the terms of Walled Garden forbid it" in made


def test_a_report_is_verified_and_what_changed_is_named_with_its_reason(filled: Filled):
    store = filled()
    talk(store, 5)
    data = carried(page(compose(store, ask())).encode())
    calm = verify(store, data, {})
    assert (calm.changed, calm.same) == ([], len(data["records"]))
    late = mention(
        "acme cola came late", 999, published_at=NOW - timedelta(days=1), collected_at=NOW + timedelta(hours=2)
    )
    commit(store, [late], now=NOW + timedelta(hours=2))
    verdict = verify(store, data, {})
    assert "mentions/brand:Acme/now" in {each.id for each in verdict.changed}
    assert verdict.why == ["1 arrived late: they were collected after it was made"]


def test_what_was_read_again_is_named_as_that(filled: Filled):
    store = filled([mention(f"acme cola number {n} is bad", n) for n in range(1, 5)])
    data = carried(page(compose(store, ask())).encode())
    stored = next(store.export())
    good = Classification(model="another", heads={"sentiment": Reading(label="positive", probability=1)})
    store.commit_classifications({(stored.id, stored.mention.revision): good}, NOW)
    verdict = verify(store, data, {})
    assert "net sentiment/brand:Acme/now" in {each.id for each in verdict.changed}
    assert "read again, by another model" in verdict.why[0]


def test_a_number_of_a_former_definition_is_named_as_such(filled: Filled):
    store = filled()
    talk(store, 5)
    data = dict(carried(page(compose(store, ask())).encode()))
    assert verify(store, data, {}).redefined == []
    was = [{**each, "value": 0.9} if each["metric"] == "net sentiment" else each for each in data["records"]]
    metrics = {**data["metrics"], "net sentiment": "The median.", "buzz": "Loudness."}
    verdict = verify(store, {**data, "records": was, "metrics": metrics, "version": "0.0.9"}, {})
    sentiment, buzz = verdict.redefined
    assert (sentiment.metric, sentiment.then, buzz.metric, buzz.now) == ("net sentiment", "The median.", "buzz", "")
    assert "positive − negative" in sentiment.now
    assert sentiment.changed == len(verdict.changed) > 0
    assert (verdict.version, verdict.why) == ("0.0.9", [])
    with pytest.raises(ExportError, match="cannot be read"):
        verify(store, {**data, "metrics": "nothing"}, {})
    rule = {"type": "volume", "name": "loud", "scope": "brand:Acme", "tone": 1}
    with pytest.raises(ExportError, match='"tone" of a rule of the type volume is not understood any more') as raised:
        verify(store, {**data, "recipe": {**data["recipe"], "rules": [rule]}}, {})
    assert "http" not in str(raised.value)


def test_what_was_deleted_edited_and_corrected_is_told_apart(filled: Filled):
    posts = [mention(f"acme cola number {n} is bad", n) for n in range(1, 8)]
    store = filled(posts)
    data = carried(page(compose(store, ask())).encode())
    later = NOW + timedelta(hours=2)
    store.follow_deletions("feed", ["id-1", "id-2"], later)
    late = mention("acme cola came late", 999, published_at=NOW - timedelta(days=1), collected_at=later)
    edited = mention("acme cola number 3 is quite good", 3, collected_at=later)
    commit(store, [late, edited], now=later)
    [number_seven] = [each.id for each in store.export() if "number 7" in each.mention.text]
    store.correct([Correction(mention=number_seven, head="sentiment", label="positive", at=later, who="Mia")], later)
    why = verify(store, data, {}).why
    assert "1 arrived late: they were collected after it was made" in why
    assert "1 was edited since by who wrote" in why
    assert "1 has labels that somebody corrected since" in why
    assert "at least 2 are there no more: deleted, forgotten, or no longer matched" in why


def test_a_model_that_was_taught_since_is_named_as_a_reason(filled: Filled):
    store = filled([mention(f"acme cola number {n} is bad", n) for n in range(1, 5)])
    data = carried(page(compose(store, ask())).encode())
    stored, later = next(store.export()), NOW + timedelta(hours=2)
    good = Classification(model="taught", heads={"sentiment": Reading(label="positive", probability=1)})
    store.commit_classifications({(stored.id, stored.mention.revision): good}, later)
    for at in (NOW - timedelta(hours=1), later):
        store.audit(AuditEntry(at=at, who="Mia", via="command", what="taught sentiment", about="model"))
    why = verify(store, data, {}).why
    assert why == ["some may be read otherwise: the model was taught since, 1 time"]


@pytest.mark.parametrize(
    "file", [b"", b"<html></html>", b"{}", b"\xff\xfe", b'<script id="listener-report">{"format":1']
)
def test_what_is_no_report_is_told(file: bytes):
    with pytest.raises(ExportError, match="no report"):
        carried(file)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_pdf_is_tagged_and_whole(filled: Filled, paper: str):
    store = filled()
    talk(store, 9)
    report = compose(store, ask())
    made, notes = pdf(report, paper)
    read = pypdf.PdfReader(io.BytesIO(made))
    text = " ".join(page.extract_text() for page in read.pages)
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in read.xmp_metadata.stream.get_data().decode() if read.xmp_metadata else False
    width = {"a4": 595, "letter": 612}[paper]
    assert round(float(read.pages[0].mediabox.width)) == width
    assert "Share of voice" in text
    assert len(made) < 2_000_000
    assert pdf(report, paper)[0] == made
    assert all("no font" in note for note in notes)
    fonts = {name for page in read.pages for name in fonts_of(page)}
    assert {"Inter-Regular", "Inter-SemiBold"} <= fonts, "on every machine, whatever fonts it has"


def fonts_of(page: pypdf.PageObject) -> set[str]:
    resources = page["/Resources"]
    return {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in resources["/Font"].values()}  # type: ignore[index]


def test_letters_that_no_font_has_are_named(filled: Filled):
    rare = "\U00012000"
    made, notes = pdf(compose(filled([mention(f"acme cola {rare} {rare}", n) for n in (1, 2)]), ask()))
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    assert rare in notes[0]
    assert MISSING in text


def test_a_workbook_has_the_numbers_and_a_chart_of_its_own(filled: Filled):
    store = filled([mention(HOSTILE, n) for n in (1, 2)])
    report = compose(store, ask())
    book = openpyxl.load_workbook(io.BytesIO(workbook(report)))
    assert book.sheetnames == ["Report", "Course", "Shares", "Records", "Carried"]
    assert [sheet.title for sheet in book if sheet.sheet_state != "visible"] == ["Carried"]
    assert len(book["Course"]._charts) == 1  # what openpyxl keeps of charts has no other name
    rows = [[cell.value for cell in row] for row in book["Records"].iter_rows(min_row=2)]
    assert [row[0] for row in rows] == [record.id for record in report.records]
    assert [row[7] for row in rows] == pytest.approx([record.value for record in report.records])
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_one_brand_cannot_be_compared(filled: Filled):
    with pytest.raises(ExportError, match="two"):
        compose(filled(), ask("compare", compared=(), brands=["Acme"]))


def test_json_alone_can_be_verified_too(filled: Filled):
    store = filled()
    talk(store, 2)
    content, _ = rendered(compose(store, ask()), "json")
    assert json.loads(content)["format"] == 1
    assert verify(store, carried(content), {}).changed == []


def test_prose_of_coverage_says_when_nothing_is_known(filled: Filled):
    blocks = compose(filled(), ask("coverage")).summary
    assert "knows of no source" in plain(blocks[0])
    assert Prose(title="", sentences=blocks)
