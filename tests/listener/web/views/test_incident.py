"""The incident's page: forms for a person at this machine, and for nobody else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from listener.app import App
from listener.messages.compose import compose
from rules.wording.moments import utc
from storage.clock import SimulatedClock
from storage.records import Delivery, Level, NoticeKind, Paging, Policy, Response, TimelineEntry, Who
from tests.conformance.stores import poll, post
from tests.worlds.clients import HOME, browser, local, stored, token, visit
from tests.worlds.incidents import ALERT, HOUR, NOW, incident, world

PAGE = "/incidents/1"


def send(client: TestClient, headers: dict[str, str] | None = None, **fields: Any) -> httpx.Response:
    """As a browser sends the page's form."""
    given = {"token": token(client.get(PAGE).text), "who": "Mia"} | fields
    return client.post(PAGE, data=given, headers={"Origin": HOME, "Sec-Fetch-Site": "same-origin"} | (headers or {}))


async def test_everything_that_a_person_does_can_be_done_here(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        for fields in (
            {"action": "acknowledge"},
            {"action": "note", "text": "supplier\r\ninformed"},
            {"action": "severity", "severity": "1"},
            {"action": "handover", "to": "Bo"},
            {"action": "useful"},
            {"action": "resolve", "who": "Bo"},
        ):
            answer = send(client, **fields)
            assert (answer.status_code, answer.headers["location"]) == (303, PAGE), answer.text
        said = [(entry.who, entry.what) for entry in stored(app).timeline[2:]]
        assert said == [
            ("Mia", "acknowledged"),
            ("Mia", "supplier informed"),
            ("Mia", "raised severity from 2 to 1"),
            ("Mia", "handed over to Bo"),
            ("Mia", "called it useful"),
            ("Bo", "resolved"),
        ]
        page = LexborHTMLParser(client.get(PAGE).text)
        assert page.css_first("#verdict span").text() == "Mia called it useful, 09:00.", (
            "what was answered is not asked again"
        )
        assert "You are Bo" in client.get(PAGE).text, "the name is remembered"

    await visit(tmp_path, look)


async def test_one_of_the_rules_that_raised_it_can_be_judged_alone(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client = local(app)
        choices = LexborHTMLParser(client.get(PAGE).text).css("#verdict select[name=rule] option")
        assert [each.text() for each in choices] == ["many-posts", "angry"]
        assert send(client, action="useful").status_code == 303
        assert send(client, action="noise", rule="angry").status_code == 303
        judged = {each.rule: each.useful for each in app.store.verdicts(clock.now() - HOUR)}
        assert judged == {"many-posts": True, "angry": False}
        assert stored(app).timeline[-1].what == 'called the alert of "angry" noise'
        assert "did not raise incident 1" in send(client, action="noise", rule="other").text

    await visit(tmp_path, look)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "localhost:8350"},
    ],
    ids=lambda headers: " ".join(headers.values()) or "no origin",
)
async def test_forms_of_other_sites_are_refused_even_with_a_good_token(tmp_path: Path, headers: dict[str, str]) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        before = stored(app)
        answer = send(client, headers, action="acknowledge")
        assert answer.status_code == 403
        assert "Nothing was done" in answer.text
        assert "listener incidents" in answer.text
        assert stored(app) == before
        assert send(client, action="acknowledge").status_code == 303

    await visit(tmp_path, look)


@pytest.mark.parametrize(
    ("home", "client"),
    [(HOME, "127.0.0.1"), ("http://localhost:9000", "127.0.0.1")],
    ids=["here", "through a tunnel"],
)
async def test_only_a_browser_that_was_let_in_gets_forms(tmp_path: Path, home: str, client: str) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        stranger = browser(app, home, client)
        page = stranger.get(PAGE).text
        assert 'method="post"' not in page
        assert "listener link" in page
        known = local(app, home, client)
        fields = {"token": token(known.get(PAGE).text), "who": "Mia", "action": "acknowledge"}
        assert stranger.post(PAGE, data=fields, headers={"Origin": home}).status_code == 403
        assert stored(app).state == "open"
        assert known.post(PAGE, data=fields, headers={"Origin": home}).status_code == 303
        assert stored(app).state == "acknowledged"

    await visit(tmp_path, look)


async def test_a_form_acts_once_and_not_when_it_is_old_or_of_another_incident(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client = local(app)
        given = token(client.get(PAGE).text)
        assert send(client, token=given, action="note", text="once").status_code == 303
        again = send(client, token=given, action="note", text="once")
        assert again.status_code == 409
        assert "sent before" in again.text
        foreign = send(client, token=token(client.get("/incidents/2").text), action="resolve")
        assert foreign.status_code == 409
        old = token(client.get(PAGE).text)
        clock.move_to(NOW + timedelta(hours=12))
        assert "open for too long" in send(client, token=old, action="resolve").text
        assert send(client, token="", action="resolve").status_code == 403
        assert [entry.what for entry in stored(app).timeline].count("once") == 1
        assert stored(app).state == "open"

    await visit(tmp_path, look, incident(), incident(key="other"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"action": "note", "text": "\u200b\n "}, "the note is empty"),
        ({"action": "handover"}, "nobody is named"),
        ({"action": "severity", "severity": "7"}, "must be 1 (highest), 2 or 3"),
        ({"action": "severity", "severity": "high"}, "severity"),
        ({"action": "delete"}, "action"),
        ({}, "action"),
    ],
)
async def test_what_is_missing_is_said_and_nothing_is_done(tmp_path: Path, fields: dict[str, str], said: str) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        before = stored(app)
        answer = send(local(app), **({"text": "half a <thought>"} | fields))
        assert answer.status_code == 422
        assert said in answer.text.replace("&#34;", '"')
        assert "<thought>" not in answer.text
        assert stored(app) == before

    await visit(tmp_path, look)


async def test_a_browser_is_asked_once_who_sits_before_it_and_goes_on_with_what_was_sent(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        assert 'name="who"' not in client.get(PAGE).text.split("<main", 1)[1], "no form of the page asks for it"
        asked = send(client, action="note", text='half a\r\n<thought>" ', who=" ")
        assert asked.status_code == 422
        assert "Who are you?" in asked.text
        assert 'name="text" value="half a\r\n&lt;thought&gt;&#34; "' in asked.text
        assert [entry.what for entry in stored(app).timeline].count("acknowledged") == 0
        answer = send(client, token=token(asked.text), action="note", text="half a thought", who="Bo")
        assert answer.status_code == 303, "the form was not used up by the question"
        assert send(client, action="acknowledge", who="").status_code == 303, "it is known from now on"
        assert stored(app).acknowledged_by == "Bo"

    await visit(tmp_path, look)


async def test_of_two_people_the_second_sees_who_was_first(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        slow = token(client.get(PAGE).text)
        send(client, action="acknowledge")
        late = send(client, token=slow, who="Bo", action="acknowledge")
        assert late.status_code == 409
        assert "Somebody was first: Mia already takes care of this incident, since Mon 2 Mar, 09:00" in late.text

    await visit(tmp_path, look)


async def test_huge_and_odd_bodies_are_refused(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        own = {"Origin": HOME}
        assert client.post(PAGE, content=b"a" * 70_000, headers=own).status_code == 413
        assert client.post(PAGE, content=b"&".join([b"a=1"] * 90), headers=own).status_code == 400
        assert client.post(PAGE, content=b"\xff\xfe", headers=own).status_code == 400
        assert client.post("/incidents/99", headers=own).status_code == 404
        assert client.post(f"/incidents/{10**30}", headers=own).status_code == 404

    await visit(tmp_path, look)


async def test_the_page_says_how_the_search_for_somebody_stands(tmp_path: Path) -> None:
    levels = (
        Level(members=(Who.person("Mia"),), timeout=timedelta(minutes=5)),
        Level(members=(Who("oncall:desk"), Who.person("Bo")), timeout=timedelta(minutes=10)),
    )
    paging = Paging(policy=Policy(name="night", levels=levels), level=1, pages=1, next_at=NOW + timedelta(minutes=3))

    def look(app: App, _: SimulatedClock) -> None:
        text = " ".join(local(app).get(PAGE).text.split())
        assert "policy night" in text
        assert "Level 2: on call: desk, Bo" in text
        assert "will be paged" in text
        assert "09:03" in text
        assert '<p class="count " role="timer" data-until="2026-03-02T09:03:00+00:00">03:00</p>' in text
        assert "1 page so far" in text
        assert 'href="/incidents/7"' in text
        assert "DRILL" in text

    await visit(tmp_path, look, incident(paging=paging, follows=7, drill=True))


async def test_a_page_that_did_not_arrive_is_said_beside_the_level_that_was_paged(tmp_path: Path) -> None:
    levels = (Level(members=(Who.person("Mia"),), timeout=timedelta(minutes=5)),)
    paging = Paging(policy=Policy(name="night", levels=levels), level=0, pages=1, next_at=NOW + timedelta(minutes=3))
    paged = TimelineEntry(at=NOW, kind="paged", what="paged Mia", policy="night")

    async with world(tmp_path, incident(paging=paging, timeline=(paged,))) as (app, _):
        kinds: tuple[tuple[NoticeKind, str], ...] = (("page", "page-1"), ("opened", "1"))
        for kind, numbered in kinds:
            told = await compose(app, stored(app), kind, NOW)
            key = f"{told.thread}/{numbered}/mailbox/Mia"
            sent = Delivery(key=key, target="mailbox", person="Mia", notice=told, next_try_at=NOW)
            await app.write(app.store.enqueue, [sent])
        [page, opened] = await app.write(app.store.claim_deliveries, NOW, HOUR, 2)
        await app.write(app.store.finish_delivery, replace(page, permanent=True, error="550 <b>no such box</b>"))
        await app.write(app.store.finish_delivery, replace(opened, sent_at=NOW))

        def look() -> None:
            shown = LexborHTMLParser(local(app).get(PAGE).text).css_first("[data-live=paging]")
            level, messages = shown.css_first(".ladder2").text(), shown.css_first("details").text()
            assert "mailbox: not delivered: 550 <b>no such box</b>" in level
            assert "page to Mia (mailbox): not delivered: 550" in messages
            assert "opened to Mia (mailbox): accepted 09:00" in messages

        await asyncio.to_thread(look)


async def test_a_form_leads_back_to_where_it_stands_with_what_was_chosen(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        for query, back in (("", f"{PAGE}#timeline"), ("?span=7d&all=1", f"{PAGE}?span=7d&all=1#timeline")):
            form = LexborHTMLParser(client.get(PAGE + query).text).css_first("#timeline form")
            fields = {each.attributes["name"]: each.attributes["value"] for each in form.css("input[type=hidden]")}
            answer = send(client, **fields, action="note", text="seen")
            assert answer.headers["location"] == back

    await visit(tmp_path, look)


async def test_what_is_over_is_not_told_as_if_it_went_on(tmp_path: Path) -> None:
    counted = replace(ALERT, now="Now 12 posts, peak 120")

    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        assert client.get(PAGE).text.count("Now 12 posts") == 2, "among the reasons and below the chart"
        send(client, action="resolve")
        assert "Now 12 posts" not in client.get(PAGE).text

    await visit(tmp_path, look, incident(alerts=(counted,)))


async def test_the_page_says_that_it_is_a_crisis_and_what_is_due(tmp_path: Path) -> None:
    declared = Response(
        incident_id=1, severity=1, declared_at=NOW, declared_by="Mia", next_update_at=NOW + timedelta(minutes=15)
    )

    def look(app: App, _: SimulatedClock) -> None:
        assert "Crisis, severity" not in local(app).get(PAGE).text
        app.store.commit_response(declared, ())
        text = " ".join(local(app).get(PAGE).text.split())
        assert 'aria-current="step"><i></i>Investigating' in text
        assert "Crisis, severity 1" in text
        assert "Next update, promised for" in text
        assert "09:15" in text
        assert "Paused since" not in text, "nobody wrote down when"

    await visit(tmp_path, look)


async def test_what_was_typed_is_not_lost_with_a_page_that_was_too_old(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client = local(app)
        assert send(client, action="note", text="first").status_code == 303
        old = token(client.get(PAGE).text)
        clock.move_to(NOW + timedelta(hours=12))
        answer = send(client, token=old, action="note", text="half a <thought>")
        assert answer.status_code == 409
        assert 'value="half a &lt;thought&gt;"' in answer.text

    await visit(tmp_path, look)


async def test_a_page_has_one_clock_and_names_it(tmp_path: Path) -> None:
    at = NOW - timedelta(minutes=90)
    spoken = replace(ALERT, reasons=(f"Above that since {utc(at)}.",), now="Now 3 posts, peak 120", latest=3.0)

    def look(app: App, _: SimulatedClock) -> None:
        page = local(app).get(PAGE).text
        assert "Above that since Mon 2 Mar, 16:30." in page
        assert "UTC" not in page
        assert "Times are in Asia/Tokyo." in page
        assert "Now 3 posts, peak 120" in page

    await visit(tmp_path, look, incident(alerts=(spoken,)), listener='timezone = "Asia/Tokyo"')


async def test_the_gravest_reason_comes_first_and_the_posts_stand_beside_it(tmp_path: Path) -> None:
    rules = [
        replace(ALERT, rule=name, fingerprint=name, severity=n) for name, n in (("low", 3), ("high", 1), ("old", 3))
    ]

    def look(app: App, _: SimulatedClock) -> None:
        page = local(app).get(PAGE).text
        why = page[page.index('id="why"') : page.index('id="posts"')]
        assert why.index("rule high") < why.index("rule old") < why.index("rule low")
        lead = 'data-live="lead">No post about Acme in the last hour, 0 in the hour before.'
        assert lead in page
        over = local(app).get("/incidents/2").text
        assert "in the last hour" not in over
        assert 'data-live="lead"></p>' in over, "a page that stays open while it ends says no more how loud it is"

    past = incident(key="b", state="resolved", resolved_at=NOW)
    await visit(tmp_path, look, incident(alerts=tuple(rules)), past)


async def test_what_somebody_opened_by_hand_shows_the_posts_that_a_rule_has_found(tmp_path: Path) -> None:
    long_ago = NOW - timedelta(days=2)
    hand = replace(ALERT, rule="by hand", severity=1, fingerprint="hand", starts_at=NOW, ends_at=NOW)

    def look(app: App, _: SimulatedClock) -> None:
        app.store.commit_polls([poll("feed", post("1", text="the Acme lid burst", published_at=long_ago))], NOW)
        [found] = app.store.search(limit=1)
        app.store.commit_incident(replace(stored(app), alerts=(hand, replace(ALERT, evidence=(found.id,)))), [])
        page = local(app).get(PAGE).text
        assert "lid burst" in page
        assert "No post of it is stored" not in page

    await visit(tmp_path, look, incident())
