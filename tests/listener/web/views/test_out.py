"""Addresses that were given out show one thing, what strangers wrote as text, and nothing once they are withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from structlog.testing import capture_logs

from listener.app import App
from storage.clock import SimulatedClock
from storage.records import Annotation, Arrival, Author, Match, Mention, Poll, SourceState
from tests.worlds.clients import FAR, PUBLIC, browser, local, send, signed_in, visit
from tests.worlds.hostile_texts import TRICKS
from tests.worlds.incidents import NOW
from tests.worlds.talked import BOLT, talk

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = (
    "</content></feed><script>x()</script>",
    "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>",
    "\u0000\u0008\uffff",
    *TRICKS[5:8],
)


def given(client: Any, **fields: str) -> str:
    """The path of a new address."""
    page = send(client, "/settings/shares", do="make", name="for all", **fields).text
    found = re.search(r"/out/[\w-]+\.(?:atom|svg)", page)
    assert found, page
    return found[0]


async def test_a_feed_tells_the_posts_of_a_selection_to_whoever_has_the_address(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        talk(app)
        client = local(app)
        path = given(client, kind="feed", q="intent:complaint", brand="Bolt & Co")
        far = browser(app, PUBLIC, FAR)
        answer = far.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
        entries = ET.fromstring(answer.content).findall(f"{ATOM}entry")
        wanted = [
            each.mention.text for each in app.store.search(limit=500)
            if any(match.brand == "Bolt & Co" for match in each.matches)
            and each.classification and each.classification.label("intent") == "complaint"
        ]  # fmt: skip
        assert [each.findtext(f"{ATOM}content") for each in entries] == wanted[:50]
        assert len({each.findtext(f"{ATOM}id") for each in entries}) == len(entries)
        [share] = app.store.shares()
        assert share.used_at == NOW

    await visit(tmp_path, look, more=BOLT)


async def test_a_chart_may_stand_in_other_pages_and_runs_nothing(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        talk(app)
        word = Annotation(at=NOW - timedelta(days=2), text="</text><script>x()</script>", who="Mia", made_at=NOW)
        app.store.annotate(word)
        client = local(app)
        for chart in ("volume", "net", "voice"):
            answer = browser(app, PUBLIC, FAR).get(given(client, kind="chart", brand="Acme", chart=chart, span="7d"))
            assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "sandbox" in policy
            assert "script-src" not in policy
            assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
            picture = ET.fromstring(answer.content)
            assert not [each for each in picture.iter() if each.tag.endswith(("script", "image", "foreignObject"))]
            assert "script>x()" in "".join(picture.itertext())

    await visit(tmp_path, look, more=BOLT)


async def test_whatever_strangers_wrote_is_text_in_a_feed(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        app.store.commit_polls([Poll(state=SourceState(name="feed", next_due_at=NOW), arrivals=hostile())], NOW)
        raw = browser(app, PUBLIC, FAR).get(given(local(app), kind="feed", q="", brand="")).content
        entries = ET.fromstring(raw).findall(f"{ATOM}entry")
        assert len(entries) == len(HOSTILE)
        assert b"<script" not in raw
        assert b"<!ENTITY" not in raw
        assert {each.attrib.get("href", "http")[:4] for entry in entries for each in entry.iter()} == {"http"}
        assert all((entry.findtext(f"{ATOM}content") or "").startswith("acme") for entry in entries)

    await visit(tmp_path, look)


def hostile() -> list[Arrival]:
    """A post of each text in every field."""
    posts = [
        Mention(
            kind="social",
            native_id=text,
            text=f"acme {text}",
            title=text,
            author=Author(name=text),
            url=text,
            collected_at=NOW,
        )
        for text in HOSTILE
    ]
    return [Arrival(mention=post, matches=(Match(query="acme", brand="Acme"),), tokens="acme") for post in posts]


async def test_it_ends_when_it_is_withdrawn_and_nothing_but_itself_was_told(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client, far = local(app), browser(app, PUBLIC, FAR)
        with capture_logs() as logs:
            path = given(client, kind="feed", q="", brand="Acme")
            assert far.get(path).status_code == 200
            assert far.get(path.replace(".atom", ".svg")).status_code == 404, "it is no chart"
            assert far.get("/").status_code != 200, "it lets nobody in"
            page = client.get("/settings/shares").text
            secret = path.removeprefix("/out/").removesuffix(".atom")
            assert (secret in page, "for all" in page) == (False, True)
            assert "withdraw" in send(client, "/settings/shares", do="withdraw", id="1").text.lower()
            assert far.get(path).status_code == 404
        known = [*map(str, logs), *(entry.what for entry in app.store.audited()), *map(repr, app.store.shares())]
        assert not any(secret in text for text in known)
        assert [entry.what.split(" ")[0] for entry in app.store.audited() if entry.about == "share"] == [
            "withdrew",
            "gave",
        ]

    await visit(tmp_path, look)


async def test_what_cannot_be_shown_is_not_given_out(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        for fields in (
            {"kind": "feed", "q": "(broken", "brand": ""},
            {"kind": "feed", "q": "", "brand": "Nobody"},
            {"kind": "chart", "brand": "Nobody", "chart": "volume", "span": "7d"},
            {"kind": "chart", "brand": "Acme", "chart": "pie", "span": "7d"},
        ):
            assert send(client, "/settings/shares", do="make", name="x", **fields).status_code == 422, fields
        assert app.store.shares() == []
        responder = signed_in(app, "Mia", "responder")
        assert responder.get("/settings/shares").status_code == 403

    await visit(tmp_path, look)


async def test_a_view_of_the_inbox_is_a_feed_of_its_cases(tmp_path: Path) -> None:
    from storage.records import Case, Filing

    def look(app: App, _: SimulatedClock) -> None:
        talk(app, 8)
        first, second, *_ = app.store.search(limit=2)
        for lead, brand in ((first.id, "Acme"), (second.id, "Other")):
            case = Case(lead=lead, reason="Complaints", brands=(brand,), filed_at=NOW)
            app.store.commit_filing([Filing(case=case, mention=lead, part="lead")], (0, 0))
        client = local(app)
        inbox = client.get("/inbox?brand=Acme").text
        [address] = re.findall(r'href="(/settings/shares\?[^"]+)"', inbox)
        form = client.get(address.replace("&amp;", "&")).text
        assert 'name="of" value="inbox"' in form
        answer = browser(app, PUBLIC, FAR).get(given(client, kind="feed", of="inbox", brand="Acme"))
        assert list(_texts(answer.content)) == [first.mention.text]

    await visit(tmp_path, look, more=BOLT)


def _texts(raw: bytes) -> Iterator[str | None]:
    return (each.findtext(f"{ATOM}content") for each in ET.fromstring(raw).findall(f"{ATOM}entry"))
