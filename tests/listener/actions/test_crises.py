"""The lead of a crisis is reminded, the pages stay away while people work, and a drill goes the whole way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from listener.actions import crises, incidents
from listener.actions.drills import prepared, start
from listener.app import App
from listener.pipeline.held import audible
from listener.pipeline.stages import Stages
from listener.situation.due import due
from rules.response import statements, steps, updates
from rules.response.updates import Told
from storage.clock import SimulatedClock
from storage.errors import Conflict, ListenerError
from storage.records import Delivery, Response, Who
from tests.conformance.stores import incident, poll, post
from tests.worlds.actors import by
from tests.worlds.pipeline import MINUTE, START, minutes, running

CONFIG = """
[listener]
store = "listener.db"
base_url = "https://listener.example.org"
[classify]
enabled = false
[[brands]]
name = "Acme"
[[queries]]
name = "acme"
brand = "Acme"
expression = "acme"
[[rules]]
name = "many"
type = "volume"
scope = "brand:Acme"
severity = 1
[[targets]]
name = "team"
type = "console"
[[targets]]
name = "mia-phone"
type = "console"
[[targets]]
name = "ann-phone"
type = "console"
[[people]]
name = "Ann"
targets = ["ann-phone"]
[[people]]
name = "Mia"
role = "manager"
targets = ["mia-phone"]
quiet = { from = "00:00", to = "23:59", wake = false }
[[policies]]
name = "wake"
levels = [{ page = ["person:Mia"], timeout = "5m" }]
stale_after = "1h"
[[inhibitions]]
source = { severity = "1" }
target = { rule = "many" }
[[routes]]
name = "team"
targets = ["team"]
policy = "wake"
"""
TEAM = Who.target("team")
TOLD = Told(status="Down", scope="All", actions="Looking")


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[tuple[App, Stages, SimulatedClock]]:
    path = folder / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    async with running(path) as parts:
        yield parts


async def opened(app: App, **more: Any) -> int:
    """An incident that nobody has taken."""
    made = incident(route="team", opened_at=app.clock.now(), **more)
    saved = await app.write(app.store.commit_incident, made, [])
    return saved.id


def said(app: App, kind: str) -> list[Delivery]:
    return [one for one in reversed(app.store.deliveries(limit=500)) if one.notice.kind == kind]


async def test_the_lead_is_reminded_until_the_update_is_posted(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, stages, clock):
        id = await opened(app)
        await crises.declare(app, id, severity=1, actor=by("Mia"))
        await minutes(stages, clock, 14)
        assert said(app, "reminder") == []
        await minutes(stages, clock, 20)
        first, second = said(app, "reminder")
        assert (first.target, first.person) == ("mia-phone", "Mia"), "quiet hours or not"
        assert first.sent_at == START + 15 * MINUTE
        assert second.sent_at == START + 30 * MINUTE
        assert "promised for 09:15 UTC" in first.notice.note
        assert f"listener crisis update {id}" in second.notice.note
        await crises.change(app, id, by("Mia"), lambda record, now: updates.post(record, TOLD, "Mia", now))
        await minutes(stages, clock, 29)
        assert len(said(app, "reminder")) == 2
        await minutes(stages, clock, 1)
        assert len(said(app, "reminder")) == 3


async def test_when_a_reminder_is_not_enough_the_executive_hears_of_it(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, stages, clock):
        id = await opened(app)
        await crises.declare(app, id, severity=1, actor=by("Mia"))
        await crises.change(
            app, id, by("Mia"), lambda record, now: steps.assign(record, "executive", "Ann", "Mia", now)
        )
        await minutes(stages, clock, 29)
        assert [one.person for one in said(app, "reminder")] == ["Mia"]
        await minutes(stages, clock, 2)
        assert sorted(str(one.person) for one in said(app, "reminder")) == ["Ann", "Mia", "Mia"]


async def test_stakeholders_get_the_words_of_an_update_and_nothing_to_press(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, stages, clock):
        id = await opened(app)
        await crises.declare(app, id, severity=1, actor=by("Mia"))

        def step(record: Response, now: datetime) -> Response:
            return updates.post(record, TOLD, "Mia", now)

        with pytest.raises(ListenerError, match="nothing was posted"):
            await crises.change(app, id, by("Mia"), step, [TEAM, Who.person("Nobody")])
        assert (await crises.found(app, id)).updates == ()
        await crises.change(app, id, by("Mia"), step, [TEAM, Who.person("Ann")])
        await crises.change(app, id, by("Mia"), step, [TEAM])
        await minutes(stages, clock, 1)
        sent = [one for one in said(app, "updated") if one.notice.note]
        assert [one.target for one in sent] == ["team", "ann-phone", "team"]
        assert all(one.sent_at and "Status: Down · Scope: All" in one.notice.note for one in sent)
        assert all(one.notice.alerts == one.notice.samples == one.notice.actions == () for one in sent)


async def test_an_approver_is_paged_in_the_night_and_a_second_press_sends_nothing(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as (app, _, clock):
        id = await opened(app)
        await crises.declare(app, id, severity=1, actor=by("Ann"))
        for step in (
            lambda record, now: steps.assign(record, "legal", "Mia", "Ann", now),
            lambda record, now: steps.assign(record, "executive", "Stranger", "Ann", now),
            lambda record, now: statements.draft(record, "We know", "We know.", "Ann", now),
        ):
            await crises.change(app, id, by("Ann"), step)
        await crises.ask(app, id, "We know", "mia", by("Ann"))
        with pytest.raises(Conflict, match="Mia was asked on"):
            await crises.ask(app, id, "We know", "Mia", by("Bo"))
        [sent] = said(app, "reminder")
        assert (sent.target, sent.person, sent.next_try_at) == ("mia-phone", "Mia", START), "quiet hours or not"
        assert "Ann asks you to approve the statement “We know”" in sent.notice.note
        with pytest.raises(ListenerError, match="nothing reaches Stranger, who was not asked"):
            await crises.ask(app, id, "We know", "Stranger", by("Ann"))
        [statement] = (await crises.found(app, id)).statements
        assert statement.asked == {"Mia": START}
        assert [each.who for _, each in app.store.audit_page(None, 9) if each.what.startswith("asked")] == ["Ann"]
        clock.move_to(START + 5 * MINUTE)
        await crises.ask(app, id, "We know", "Mia", by("Bo"))
        assert len(said(app, "reminder")) == 2


async def test_nobody_is_paged_for_an_approval_that_their_role_does_not_allow(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _, _):
        id = await opened(app)
        await crises.declare(app, id, severity=1, actor=by("Mia"))
        for step in (
            lambda record, now: steps.assign(record, "legal", "ann", "Mia", now),
            lambda record, now: statements.draft(record, "We know", "We know.", "Mia", now),
        ):
            await crises.change(app, id, by("Mia"), step)
        with pytest.raises(ListenerError, match=r"Ann, whose role is not enough, cannot .* needs the role manager"):
            await crises.ask(app, id, "We know", "Ann", by("Mia"))
        assert said(app, "reminder") == []
        found = await crises.found(app, id)
        waiting = due(found, app.config.undeciding).waiting
        assert waiting is not None
        assert (waiting.able, [each.asked for each in found.statements]) == ([], [{}])


async def test_a_lead_whom_nothing_reaches_is_reminded_through_the_route(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, stages, clock):
        await crises.declare(app, await opened(app), severity=1, actor=by("Somebody else"))
        await minutes(stages, clock, 16)
        assert [one.target for one in said(app, "reminder")] == ["team"]


async def test_a_crisis_pauses_publishing_until_it_is_resumed_or_over(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _, _clock):
        assert not await crises.paused(app)
        id = await opened(app)
        await crises.declare(app, id, severity=3, actor=by("Mia"))
        assert await crises.paused(app)
        await crises.change(app, id, by("Mia"), lambda record, now: steps.resume(record, "Mia", now))
        assert not await crises.paused(app)
        await crises.change(app, id, by("Mia"), lambda record, now: steps.pause(record, "Mia", now))
        await crises.change(app, id, by("Mia"), lambda record, now: steps.resolve(record, "Over.", "Mia", now))
        assert not await crises.paused(app)


async def test_two_who_work_on_a_crisis_at_once_both_get_through(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _, _clock):
        id = await opened(app)
        await crises.declare(app, id, severity=1, actor=by("Mia"))
        meanwhile = [True]

        def slow(record: Response, now: datetime) -> Response:
            if meanwhile:  # somebody else saves between our look and our save
                meanwhile.clear()
                app.store.commit_response(steps.note(record, "theirs", "Bo", now), [])
            return steps.note(record, "ours", "Mia", now)

        after = await crises.change(app, id, by("Mia"), slow)
        assert [entry.what for entry in after.timeline[-2:]] == ["theirs", "ours"]


async def test_a_step_that_is_not_possible_says_so_and_changes_nothing(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _, _clock):
        id = await opened(app)
        before = await crises.declare(app, id, severity=1, actor=by("Mia"), playbook="outage")
        with pytest.raises(ListenerError, match="wrote"):
            await crises.change(
                app,
                id,
                by("Mia"),
                lambda record, now: statements.approve(record, record.statements[0].name, "Mia", now),
            )
        with pytest.raises(Conflict, match="already"):
            await crises.declare(app, id, severity=1, actor=by("Bo"))
        assert await crises.found(app, id) == before
        assert len(app.store.audited(about="crisis", id=id)) == 1


async def test_whoever_works_on_a_crisis_has_not_forgotten_its_incident(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, stages, clock):
        plan = await prepared(app, "outage", incident=None, brand=None, severity=1, actor=by("Mia"))
        id = (await start(app, plan)).incident_id
        await incidents.acknowledge(app, id, by("Mia"))
        for _ in range(6):
            await minutes(stages, clock, 25)
            await crises.change(app, id, by("Mia"), lambda record, now: updates.post(record, TOLD, "Mia", now))
        assert said(app, "page") == []
        await minutes(stages, clock, 70)
        assert len(said(app, "page")) >= 1, "and when nobody does anything, somebody is paged again"


async def test_a_drill_goes_the_whole_way_and_says_so_in_every_message(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, stages, clock):
        plan = await prepared(app, "outage", incident=None, brand=None, severity=1, actor=by("Mia"))
        record = await start(app, plan)
        id = record.incident_id
        await minutes(stages, clock, 4)
        assert {one.notice.kind for one in app.store.deliveries()} == {"opened", "page"}
        await incidents.acknowledge(app, id, by("Mia"))
        await minutes(stages, clock, 12)
        await incidents.resolve(app, id, by("Mia"))
        await minutes(stages, clock, 1)
        sent = app.store.deliveries()
        assert {one.notice.kind for one in sent} == {"opened", "page", "reminder", "resolved"}
        assert all(one.notice.drill and one.sent_at for one in sent)
        assert all(one.notice.samples == () for one in sent), "no real post is shown as if it were of the drill"
        assert record.playbook == "outage"
        assert record.tasks
        assert record.drill


async def test_a_drill_leaves_everything_real_alone(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _, _clock):
        real = await opened(app, key='team {"brand": "Acme"}')
        before, totals = app.store.incident_by_id(real), app.store.totals()
        plan = await prepared(app, "outage", incident=None, brand="Acme", severity=1, actor=by("Mia"))
        id = (await start(app, plan)).incident_id
        assert id != real
        assert app.store.incident_by_id(real) == before
        assert app.store.incident('team {"brand": "Acme"}') == before
        assert app.store.totals() == totals
        assert not await crises.paused(app)
        with pytest.raises(ListenerError, match="drill"):
            await incidents.verdict(app, id, useful=True, actor=by("Mia"))
        drill = app.store.incident_by_id(id)
        assert drill is not None
        assert {alert.rule for alert in drill.alerts} == {"drill: many"}, "no rule is blamed for it"
        ends = app.clock.now() + 5 * MINUTE
        other = replace(incident().alerts[0], rule="many", fingerprint="f2", starts_at=START, ends_at=ends)
        assert await audible(app, [other], app.clock.now()), "it holds no real alert back"


async def test_a_past_crisis_is_replayed_with_its_own_alerts(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, stages, clock):
        then = post("then", "acme burns", published_at=START, url="https://example.org/then")
        await app.write(app.store.commit_polls, [poll("feed", then)], START)
        alert = replace(incident().alerts[0], evidence=(), starts_at=START, ends_at=START + 30 * MINUTE)
        old = await opened(app, alerts=(alert,))
        clock.move_to(clock.now() + 3000 * MINUTE)
        now = post("now", "acme shines", published_at=clock.now(), url="https://example.org/now")
        await app.write(app.store.commit_polls, [poll("feed", now)], clock.now())
        plan = await prepared(app, "outage", incident=old, brand=None, severity=2, actor=by("Mia"))
        id = (await start(app, plan)).incident_id
        drill, past = app.store.incident_by_id(id), app.store.incident_by_id(old)
        assert drill is not None
        assert past is not None
        assert [alert.summary for alert in drill.alerts] == [alert.summary for alert in past.alerts]
        assert drill.alerts[0].starts_at == clock.now()
        assert drill.alerts[0].fingerprint != past.alerts[0].fingerprint
        await minutes(stages, clock, 2)
        (told,) = [one.notice for one in said(app, "opened") if one.notice.drill]
        assert [one.text for one in told.samples] == ["acme burns"], "posts of then, not of now"


async def test_a_drill_for_a_brand_that_is_not_there_is_refused(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _, _clock):
        with pytest.raises(ListenerError, match="there are: Acme"):
            await prepared(app, "outage", incident=None, brand="Acne", severity=1, actor=by("Mia"))
