"""A number of a report opens the mentions behind it, and no others."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from listener.reports.compose import compose
from listener.reports.page import opens, page
from listener.reports.record import Record
from rules.query import Filter
from storage.records import StoredMention
from storage.store import Store
from tests.worlds.mentions import Filled
from tests.worlds.reported import ask, talk

PAGES = "https://pages.example.org/listener"


def shown(store: Store, address: str) -> list[StoredMention]:
    """What the page of an address shows, found slowly."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    verdict = Filter(asked["q"]) if "q" in asked else None
    since, until = datetime.fromisoformat(asked["since"]), datetime.fromisoformat(asked["until"])
    return [
        each
        for each in store.export()
        if since <= each.mention.said_at < until
        and ("brand" not in asked or asked["brand"] in {match.brand for match in each.matches})
        and (verdict is None or verdict.matches(each) is not None)
    ]


def counted(record: Record) -> int | None:
    """How many mentions a record says that there are; None where it counts something else."""
    if record.style == "count" and record.metric == "mentions":
        return int(record.value or 0)
    if record.metric == "share" and record.value is not None:
        return round(record.value * record.n)
    return record.n if record.metric == "mean rating" else None


@pytest.mark.parametrize("where", ["", "kettle OR parcel"])
@pytest.mark.parametrize("seed", range(3))
def test_what_a_number_opens_is_what_it_counts(filled: Filled, seed: int, where: str):
    store = filled()
    talk(store, seed)
    report = compose(store, ask(where=where, filter=Filter(where) if where else None, base_url=PAGES))
    checked = set()
    for record in report.records:
        address, expected = opens(record, PAGES), counted(record)
        if address and expected is not None and not record.id.endswith("/n"):
            assert address.startswith(f"{PAGES}/explore?")
            assert len(shown(store, address)) == expected, record.id
            checked.add(f"{record.metric} {record.part.partition(' ')[0].partition(':')[0]}".strip())
    kinds = {"mentions", "mentions source", "mentions author", "mentions story", "share intent"}
    assert checked >= kinds | {"share emotion", "mean rating"} | (set() if where else {"mentions word"})


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
