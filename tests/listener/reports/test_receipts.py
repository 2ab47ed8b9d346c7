"""A number of a report opens the mentions behind it, and no others."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from listener.explore.answer import answer
from listener.explore.copy import Copy
from listener.explore.place import Place
from listener.explore.question import read
from listener.reports.compose import compose
from listener.reports.page import opens, page
from listener.reports.record import Record
from rules.query import Filter
from storage.records import Scope, StoredMention
from tests.worlds.mentions import NOW, Filled
from tests.worlds.reported import ZONE, ask, talk

PAGES = "https://pages.example.org/listener"


def shown(stored: list[StoredMention], address: str) -> list[StoredMention]:
    """What the page of an address shows of what is stored, found slowly."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    verdict = Filter(asked["q"]) if "q" in asked else None
    since, until = datetime.fromisoformat(asked["since"]), datetime.fromisoformat(asked["until"])
    scope = Scope.brand(asked["brand"]) if "brand" in asked else Scope.ALL
    return [
        each
        for each in stored
        if since <= each.mention.said_at < until
        and ("brand" not in asked or asked["brand"] in {match.brand for match in each.matches})
        and (verdict is None or verdict.matches(each, scope=scope) is not None)
    ]


def counted(record: Record) -> int | None:
    """How many mentions a record says that there are; None where it counts something else."""
    if record.id.endswith("/n"):
        return record.n
    if record.style == "count" and record.metric in ("mentions", "without a tone"):
        return int(record.value or 0)
    if record.metric in ("share", "tone") and record.value is not None:
        return round(record.value * record.n)
    return record.n if record.metric == "mean rating" else None


@pytest.mark.parametrize("where", ["", "kettle OR parcel", "tone:negative OR lovely"])
@pytest.mark.parametrize("seed", range(2))
def test_what_a_number_opens_is_what_it_counts(filled: Filled, seed: int, where: str):
    store = filled()
    talk(store, seed)
    report = compose(store, ask(where=where, filter=Filter(where) if where else None, base_url=PAGES))
    checked, stored = set(), list(store.export())
    for record in report.records:
        address, expected = opens(record, PAGES), counted(record)
        if address and expected is not None:
            assert address.startswith(f"{PAGES}/explore?")
            assert len(shown(stored, address)) == expected, record.id
            checked.add(f"{record.metric} {record.part.partition(' ')[0].partition(':')[0]}".strip())
    kinds = {"mentions", "mentions source", "mentions author", "mentions story", "mentions word", "share intent"}
    kinds |= {"share emotion", "tone negative", "mean rating"}
    assert checked >= kinds if not where else len(checked) > 5


def test_every_number_of_the_page_leads_somewhere(filled: Filled):
    store = filled()
    talk(store, 4)
    for base_url in (None, PAGES):
        report = compose(store, ask(base_url=base_url))
        tree = LexborHTMLParser(page(report))
        inside = {f"#{node.attributes['id']}" for node in tree.css(".receipts tr[id]")}
        links = [str(node.attributes["href"]) for node in tree.css("a.r")]
        assert len(links) > 40
        assert all(link in inside or link.startswith(f"{base_url}/explore?") for link in links)
        assert any(link.startswith("https:") for link in links) == (base_url is not None)


def test_an_expression_that_others_wrote_stays_in_its_address(filled: Filled):
    hostile = 'a" OR brand:"x&until=2000'
    record = Record(
        id="mentions/brand:A&B/now/source", metric="mentions", scope="brand:A&B", since=ask().period.since,
        until=ask().period.until, where=hostile, value=1, n=1, asks='source:"x"',
    )  # fmt: skip
    [asked] = [parse_qs(urlsplit(str(opens(record, PAGES))).query)]
    assert asked["q"] == [f'({hostile}) source:"x"']
    assert asked["brand"] == ["A&B"]
    assert asked["until"] == [ask().period.until.isoformat().replace("+00:00", "Z")]


@pytest.mark.parametrize("where", ["", "tone:negative OR lovely"])
def test_the_page_that_a_number_opens_counts_the_same(filled: Filled, where: str):
    store = filled()
    talk(store, 1)
    report = compose(store, ask(where=where, filter=Filter(where) if where else None, base_url=PAGES))
    state, checked = Copy(store).state(), 0
    for record in report.records:
        address, expected = opens(record, PAGES), counted(record)
        if address and expected is not None:
            given = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
            found = answer(store, state, read(Place.of(given).question(NOW, ZONE)))
            assert (found.size.value, found.size.exact) == (expected, True), record.id
            checked += 1
    assert checked > 20
