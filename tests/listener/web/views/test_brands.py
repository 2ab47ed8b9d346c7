"""Brands: each number with its interval, the one before, its definition and a way to the mentions behind it."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch
from urllib.parse import parse_qs, quote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from selectolax.lexbor import LexborHTMLParser

from listener.app import App
from listener.config.reports import ReportSection
from listener.exports.export import write_ndjson
from listener.exports.selection import Selection
from listener.notify.render.texts import render_text
from listener.reports.ask import Ask
from listener.reports.compose import compose
from listener.reports.document import Report
from listener.reports.page import page as report_page
from listener.reports.record import Record
from listener.reports.sending import told
from listener.wording.periods import Period
from rules.query import Filter
from storage.clock import SimulatedClock
from storage.records import Delivery, Scope, StoredMention
from tests.worlds.brands import of
from tests.worlds.clients import PUBLIC, local, signed_in, visit
from tests.worlds.incidents import NOW
from tests.worlds.programs import holder
from tests.worlds.talked import BOLT, talk

WEEK = Period(since=NOW - timedelta(days=7), until=NOW)
ACME = Scope.brand("Acme")
OTHER = "/brands/Bolt%20%26%20Co"


def words(html: str) -> str:
    return " ".join(LexborHTMLParser(html).body.text(separator=" ").split())  # type: ignore[union-attr]


async def test_a_number_stands_between_what_it_means_and_what_is_behind_it(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        talk(app)
        html = local(app).get("/brands/Acme").text
        page = LexborHTMLParser(html)
        labels = [each.text() for each in page.css(".figc summary")]
        assert labels == ["Mentions", "Net sentiment", "Share of voice", "Negative", "Authors"]
        for figure in page.css(".figc"):
            said = " ".join(figure.text(separator=" ").split())
            assert "While a source cannot be read" in said
            assert "from " in said, "the period before"
        assert "95 of 100: " in words(html)
        for title in ("What people want", "What they feel", "Terms that rose", "Where", "Languages", "Countries",
                      "Stories", "Authors", "Reviews"):  # fmt: skip
            assert title in [each.text() for each in page.css("h2")], title
        assert "Not shown: no case about it was put in the inbox." in words(html)
        assert "lids" in [each.text() for each in page.css("td a")], "the word that rose"

    await visit(tmp_path, look, more=BOLT)


def about_acme(app: App) -> list[StoredMention]:
    """What was said of it in the week."""
    every = app.store.export(since=WEEK.since, until=WEEK.until)
    return [each for each in every if any(match.brand == "Acme" for match in each.matches)]


async def test_every_way_to_the_mentions_is_an_expression_that_finds_as_many(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        talk(app)
        page = LexborHTMLParser(local(app).get("/brands/Acme").text)
        tried = 0
        for link in page.css('main a[href^="/explore?"]'):
            asked = {
                name: values[0] for name, values in parse_qs(urlsplit(link.attributes["href"] or "").query).items()
            }
            assert asked["brand"] == "Acme"
            if "q" not in asked:
                continue
            verdict = Filter(asked["q"], {})
            found = [each for each in about_acme(app) if verdict.matches(each, scope=ACME) is not None]
            told = re.fullmatch(r"([\d,]+) (negative|neutral|positive)", link.text())
            if told:
                assert len(found) == int(told[1].replace(",", "")), asked["q"]
                tried += 1
            elif link.parent and asked["q"].startswith("story:"):
                assert len(found) > 1
            elif link.parent and link.parent.tag == "td":
                assert found, asked["q"]
        assert tried == 6, "each of three tones stands behind two figures"

    await visit(tmp_path, look, more=BOLT)


async def test_page_export_program_report_and_mail_tell_the_same_numbers(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        talk(app)
        html = local(app).get("/brands/Acme").text
        api = holder(app).get("/api/v1/brands/Acme/figures").json()
        told = {(each["metric"], each["part"]): each for each in api["figures"]}
        out = io.BytesIO()
        exported = write_ndjson(app.store, Selection(since=WEEK.since, until=WEEK.until, brand="Acme"), out)
        report = compose(app.store, Ask(
            name="w", type="weekly", brands=["Acme"], compared=app.config.brands, period=WEEK, length=None,
            zone=ZoneInfo("UTC"), now=NOW,
        ))  # fmt: skip
        records = {each.id: each for each in report.records}
        mailed = mail_of(app, report)
        assert exported == told["mentions", ""]["value"] == records["mentions/brand:Acme/now"].value
        negative = [json.loads(line) for line in out.getvalue().splitlines()]
        assert sum(map(_is_negative, negative)) == round(
            told["tone", "negative"]["value"] * told["tone", "negative"]["n"]
        )
        for metric in ("net sentiment", "share of voice", "authors", "mean rating"):
            number = records[f"{metric}/brand:Acme/now"]
            assert (told[metric, ""]["value"], told[metric, ""]["n"]) == (pytest.approx(number.value), number.n)
            assert told[metric, ""]["before"]["value"] == pytest.approx(records[f"{metric}/brand:Acme/before"].value)
            figure = re.search(rf">{re.escape(str(number))}<", html)
            assert figure, f"{metric} {number} stands on the page"
            assert str(number) in report_page(report)
        for metric in ("mentions", "net sentiment"):
            assert str(records[f"{metric}/brand:Acme/now"]) in mailed, f"{metric} stands in the mail"

    await visit(tmp_path, look, more=BOLT)


COUNTRIES = {"DE": "DE", "France": "FR"}


def recounted(rows: list[dict], everybody: int) -> dict[tuple[str, str], float | None]:  # type: ignore[type-arg]
    """Every figure of a brand, counted one by one in what an export gave of it."""
    found: dict[tuple[str, str], float | None] = {("mentions", ""): len(rows)}
    heads = [(row["classification"] or {}).get("heads", {}) for row in rows]
    tones = Counter(tone for row in rows if (tone := _toned(row)))
    found |= {("tone", tone): tones[tone] / tones.total() for tone in ("negative", "neutral", "positive")}
    found["net sentiment", ""] = _net(rows)
    for head in ("intent", "emotion"):
        labels = Counter(each[head]["label"] for each in heads if head in each)
        found |= {("share", f"{head}:{label}"): count / labels.total() for label, count in labels.items()}
    stars = [row["rating"]["value"] for row in rows if row["rating"]]
    found |= {("stars", str(number)): stars.count(number) for number in range(1, 6)}
    found["mean rating", ""] = sum(stars) / len(stars)
    writers = {row["author"]["handle"]: row["author"]["followers"] for row in rows if row["author"]["followers"]}
    found["authors", ""] = len({row["author"]["handle"] for row in rows})
    found["reach", ""] = sum(writers.values())
    found["stories", ""] = len({row["story_id"] or row["id"] for row in rows})
    found["share of voice", ""] = len(rows) / everybody
    for kind, part in PARTS.items():
        for name in {name for row in rows for name in part(row)}:
            those = [row for row in rows if name in part(row)]
            found["mentions", f"{kind} {name}"] = len(those)
            found["net sentiment", f"{kind} {name}"] = _net(those)
    return found


PARTS: dict[str, Callable[[dict], set[str]]] = {  # type: ignore[type-arg]
    "source": lambda row: {each["source"] for each in row["sightings"]},
    "language": lambda row: {row["language"]} - {None},
    "country": lambda row: {COUNTRIES[row["extra"]["country"]]} if "country" in row["extra"] else set(),
    "kind": lambda row: {row["kind"]},
    "word": lambda row: set(re.findall("[a-z]+", row["text"])),
    "author": lambda row: {row["author"]["handle"]},
    "story": lambda row: {str(row["story_id"] or row["id"])},
}


def _net(rows: list[dict]) -> float | None:  # type: ignore[type-arg]
    tones = Counter(tone for row in rows if (tone := _toned(row)))
    return (tones["positive"] - tones["negative"]) / tones.total() if tones else None


async def test_every_figure_of_a_brand_is_the_same_in_page_program_and_export(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        talk(app)
        counts = {}
        for name in ("Acme", "Bolt & Co"):
            out = io.BytesIO()
            write_ndjson(app.store, Selection(since=WEEK.since, until=WEEK.until, brand=name), out)
            counts[name] = [json.loads(line) for line in out.getvalue().splitlines()]
        slow = recounted(counts["Acme"], sum(map(len, counts.values())))
        told = holder(app).get("/api/v1/brands/Acme/figures").json()["figures"]
        compared = set()
        for each in told:
            name = each["metric"], each["part"]
            if each["metric"] in ("change", "rise of a word"):
                continue  # of two periods; what they rest on is compared
            assert each["value"] == pytest.approx(slow[name]), name
            compared.add((each["metric"], each["part"].partition(" ")[0] if " " in each["part"] else ""))
        kinds = {("mentions", kind) for kind in PARTS} | {("net sentiment", "source"), ("net sentiment", "author")}
        assert kinds <= compared
        said = words(local(app).get("/brands/Acme").text)
        found = of(app.store, app.config, WEEK)
        shown = [pair.now for pair in found.every()] + list(found.alone())
        assert len(shown) == len(told), "the program gets all that stands on the page"
        for record in shown:
            assert record.value is None or _written(record) in said, record.id

    await visit(tmp_path, look, more=BOLT)


def _written(record: Record) -> str:
    """As the page says it; of tones it gives the posts."""
    if record.metric == "tone":
        return f"{round((record.value or 0) * record.n):,} {record.part}"
    return " ".join(str(record).split())


def mail_of(app: App, report: Report) -> str:
    """The mail that tells of a report, as it is read."""
    section = ReportSection(name="w", type="weekly")
    notice = told(report, section, NOW, ())
    text = render_text(app.outlet, Delivery(key="k", target="team", notice=notice, next_try_at=NOW))
    return " ".join(text.split())


def _is_negative(row: dict) -> bool:  # type: ignore[type-arg]
    return _toned(row) == "negative"


def _toned(row: dict) -> str | None:  # type: ignore[type-arg]
    """Toward the brand where that was read, else of the post; none of spam."""
    reading = row["classification"]
    if not reading or reading["heads"].get("intent", {}).get("label") == "spam":
        return None
    toward = reading["toward"].get("Acme") or reading["heads"].get("sentiment") or {}
    return toward.get("label")


async def test_the_time_is_chosen_in_the_address(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        talk(app)
        client = local(app)
        assert "24 hours to Mon 2 Mar, 09:00" in client.get("/brands/Acme?span=24h").text
        days = client.get("/brands/Acme?from=2026-02-20&to=2026-02-21").text
        assert "Fri 20 Feb 2026, 00:00 to Sun 22 Feb 2026, 00:00" in days
        assert 'value="2026-02-20"' in days
        wrong = client.get("/brands/Acme?since=yesterday-ish")
        assert wrong.status_code == 200
        assert "That time is not understood" in wrong.text
        for odd in (
            "since=0001-01-01",
            "since=9999-01-01",
            "from=2026-03-05&to=2026-03-01",
            "since=2026-02-01&until=3",
        ):
            assert "not understood" in client.get(f"/brands/Acme?{odd}").text, odd
        assert client.get("/brands/Nobody").status_code == 404

    await visit(tmp_path, look, more=BOLT)


async def test_a_brand_leads_to_its_mentions_as_a_file_and_to_a_report_of_it(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        talk(app)
        client = local(app)
        page = LexborHTMLParser(client.get("/brands/Acme").text)
        exported = page.css_first('a[download][href$="format=ndjson"]').attributes["href"]
        assert len(client.get(exported).text.splitlines()) == len(about_acme(app))
        for name in ("Acme", "Bolt & Co"):
            page = LexborHTMLParser(client.get(f"/brands/{quote(name)}").text)
            ordered = page.css_first('a[href^="/reports/new"]').attributes["href"]
            form = LexborHTMLParser(client.get(ordered).text)
            assert form.css_first("[name=name]").attributes["value"] == name
            assert [each.attributes["name"] for each in form.css("[name^='about:'][checked]")] == [f"about:{name}"]
        with patch("listener.web.views.brands.MOST_STREAMED", 1):
            page = LexborHTMLParser((mia := signed_in(app, "Mia", "manager")).get("/brands/Acme").text)
        form = page.css_first('form:has([value="export"])')
        asked = {"token": form.css_first("[name=token]").attributes["value"], "do": "export", "format": "ndjson"}
        answer = mia.post(form.attributes["action"], data=asked, headers={"Origin": PUBLIC})
        assert answer.headers["location"] == "/exports", "many are written beside everything else"
        looking = signed_in(app, "Olga", "observer")
        html = looking.get("/brands/Acme").text
        assert "/reports/new" not in html
        assert "/explore/export?" in html

    await visit(tmp_path, look, more=BOLT)


async def test_where_little_is_known_that_is_said(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        assert "nothing was heard in this time" in client.get("/brands/Acme").text
        assert "Nothing was heard of these brands" in client.get("/compare").text
        talk(app, 40)
        page = client.get("/brands/Acme").text
        assert "too little was read to speak of the tone" in page
        assert "Too little was read to say how net sentiment was" in page

    await visit(tmp_path, look, more=BOLT)


async def test_brands_are_compared_in_the_order_of_the_address(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        talk(app)
        client = local(app)
        page = LexborHTMLParser(client.get("/compare?brands=Bolt %26 Co,Acme,Acme,Nobody").text)
        assert [each.text() for each in page.css(".multi-h h2 a")] == ["Bolt & Co", "Acme"]
        assert "Posts that name two" in page.html
        alone = client.get("/compare?brands=Acme").text
        assert "Add a brand" in alone
        both = client.get("/brands").text
        assert both.index('href="/brands/Acme"') < both.index(f'href="{OTHER}"')
        assert "Bolt &amp; Co" in client.get(OTHER).text

    await visit(tmp_path, look, more=BOLT)


async def test_finding_and_the_first_page_lead_to_the_brand(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        assert f'href="{OTHER}"' in client.get("/find?q=bolt").text
        assert 'href="/brands/Acme"' in client.get("/").text

    await visit(tmp_path, look, more=BOLT)
