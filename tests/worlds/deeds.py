"""Everything that somebody can do, as one call each: what every door leads to in the end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import Mock, patch

from listener.actions import (
    annotating,
    cases,
    correcting,
    crises,
    drills,
    exporting,
    importing,
    incidents,
    making,
    opening,
    outbox,
    people,
    polling,
    reporting,
    retrying,
    shares,
    silences,
    standing_in,
    tokens,
    viewing,
)
from listener.actions.actor import Action
from listener.actions.teaching import Teaching
from listener.app import App
from listener.config.reports import ReportSection
from listener.explore.place import Place
from listener.messages.dispatch import save
from rules.alerting.people import Rotation
from rules.response import statements, steps
from storage.records import (
    Actor,
    Arrival,
    Delivery,
    Level,
    Match,
    Mention,
    Notice,
    Paging,
    Policy,
    Poll,
    ReportDraft,
    Scope,
    Silence,
    SourceState,
    Who,
)

TEXT = "We look into it."
Deed = Callable[[App, Actor], Awaitable[Any]]


async def silence(app: App, actor: Actor) -> Any:
    now = app.clock.now()
    wanted = Silence(
        match={"brand": ("Acme",), "severity": ("3",)},
        who=actor.name,
        reason="launch",
        starts_at=now,
        ends_at=now + timedelta(hours=1),
    )
    return await silences.end(app, (await silences.begin(app, wanted, actor)).id or 0, actor)


async def page_the_next(app: App, actor: Actor) -> Any:
    await have_paged(app)
    return await incidents.escalate(app, 1, actor)


async def have_paged(app: App) -> None:
    """A policy pages somebody about the incident."""
    before = await app.incident(1)
    if before.paging:
        return
    level = Level(members=(Who.parse("person:Bo"),), timeout=timedelta(minutes=5))
    paging = Paging(policy=Policy(name="night", levels=(level,)), pages=1, next_at=app.clock.now())
    await save(app, before, replace(before, paging=paging), (), app.clock.now())


async def crisis(app: App, actor: Actor) -> Any:
    await crises.declare(app, 1, severity=2, actor=actor)
    return await crises.change(app, 1, actor, lambda found, now: steps.assign(found, "scribe", "Bo", actor.name, now))


async def stage(app: App, whom: str) -> None:
    """Somebody else has made a crisis and a statement, and gave one person the duty of a lawyer."""
    await have_paged(app)
    if await app.read(app.store.response, 1) is None:
        noor = Actor(name="Noor", role="responder", via="view")
        await crises.declare(app, 1, severity=2, actor=noor)
        await crises.change(app, 1, noor, lambda found, now: steps.assign(found, "legal", whom, "Noor", now))
        await crises.change(app, 1, noor, lambda found, now: statements.draft(found, "first", TEXT, "Noor", now))


async def approval(app: App, actor: Actor) -> Any:
    await stage(app, actor.name)
    return await crises.change(app, 1, actor, lambda found, now: statements.approve(found, "first", actor.name, now))


async def drill(app: App, actor: Actor) -> Any:
    plan = await drills.prepared(app, "outage", incident=None, brand="Acme", severity=2, actor=actor)
    return await drills.start(app, plan)


async def end_message(app: App, actor: Actor) -> Any:
    now = app.clock.now()
    notice = Notice(
        kind="opened", incident_id=1, thread="t", number=1, title="t", severity=2, scope=Scope.ALL, created_at=now
    )
    await app.write(app.store.enqueue, [Delivery(key="k", target="team", notice=notice, next_try_at=now)])
    [waiting] = await app.read(app.store.deliveries, pending=True)
    return await outbox.end(app, waiting.id or 0, "", actor)


async def look_after_people(app: App, actor: Actor) -> Any:
    await people.add(app, "Zoë", "zoe@example.org", "manager", actor)
    await people.change(app, "Zoë", actor, role="observer")
    await people.add(app, "Root", None, "administrator", actor)
    await people.link(app, "Root", actor)
    await people.sign_out(app, "Zoë", actor)
    return await people.remove(app, "Zoë", actor)


async def look_after_tokens(app: App, actor: Actor) -> Any:
    await tokens.add(app, "robot", "observer", timedelta(days=1), actor)
    return await tokens.end(app, "robot", actor)


async def make_a_source(app: App, actor: Actor) -> Any:
    table = {"type": "rss", "name": "made", "url": "https://example.org/feed"}
    await making.add(app, "sources", table, actor)
    await making.change(app, "sources", "made", {**table, "every": "1h"}, actor)
    return await making.remove(app, "sources", "made", actor)


async def make_a_rule(app: App, actor: Actor) -> Any:
    await making.add(app, "rules", {"type": "volume", "name": "made", "scope": "brand:Acme"}, actor)
    return await making.remove(app, "rules", "made", actor)


async def work_at_cases(app: App, actor: Actor) -> Any:
    """Everything that is done with cases, as somebody who may do all of it would."""
    case = await cases.put_in(app, app.store.search(limit=1)[0].id, actor)
    number = case.id or 0
    for step in (
        cases.take(app, [number], actor),
        cases.note(app, [number], "a note", actor),
        cases.label(app, [number], actor, add=["lid"]),
        cases.hold(app, [number], actor),
        cases.reopen(app, [number], actor),
        cases.draft(app, number, TEXT, actor),
        cases.answered(app, number, "https://example.org/1", actor),
        correcting.correct(app, number, "sentiment", "neutral", actor),
        cases.close(app, [number], actor),
        cases.undo(app, actor),
    ):
        await step
    return await cases.found(app, number)


async def store_a_post(app: App) -> None:
    """Something that a case can be made of."""
    post = Mention(kind="social", native_id="case", text="acme lid broke", collected_at=app.clock.now())
    arrival = Arrival(mention=post, matches=(Match(query="acme", brand="Acme"),), tokens="acme")
    state = SourceState(name="feed", next_due_at=app.clock.now())
    await app.write(app.store.commit_polls, [Poll(state=state, arrivals=[arrival])], app.clock.now())


async def look_at_a_report(app: App, actor: Actor) -> Any:
    """Two reports wait; the one is sent, the other not."""
    now = app.clock.now()
    section = ReportSection.model_validate({"name": "week", "type": "weekly", "to": ["target:team"]})
    app.adopt(replace(app.config, reports=(section,)))
    notice = Notice(
        kind="report", incident_id=None, thread="r", number=1, title="t", severity=3, scope=Scope.ALL, created_at=now
    )
    for key in ("one", "other"):
        await app.write(app.store.add_draft, ReportDraft(key=key, report="week", notice=notice, made_at=now), [])
    await reporting.approve(app, "one", actor)
    return await reporting.reject(app, "other", "a wrong number", actor)


async def annotate(app: App, actor: Actor) -> Any:
    made = await annotating.add(app, app.clock.now(), "price rise announced", "Acme", actor)
    await annotating.remove(app, made.id or 0, actor)
    return await annotating.restore(app, made.id or 0, actor)


async def give_out(app: App, actor: Actor) -> Any:
    _, made = await shares.add(app, "feed", "late ones", {"late": "1"}, actor)
    return await shares.withdraw(app, made.id or 0, actor)


async def bring_in(app: App, actor: Actor) -> Any:
    table = b"date,text\n2026-03-01,acme lid\n"
    return await importing.import_table(app, table, actor, source="archive")


async def teach(app: App, actor: Actor) -> Any:
    """Take a lesson back."""
    shelf = Mock()
    shelf.usable.return_value = [Mock(lesson=Mock(head="intent"), corrected={})]
    shelf.undo.return_value = 0
    school = Teaching(config=app.config, actor=actor, model=Mock(), shelf=shelf, store=app.store)
    with patch.object(Teaching, "_reader"):
        return await app.read(school.undo, "intent")


async def look_after_sources(app: App, actor: Actor) -> Any:
    await polling.poll_now(app, actor, ["nothing"])
    await retrying.retry(app, None, actor)
    await retrying.dismiss(app, None, actor)
    return await make_a_source(app, actor)


async def look_after_the_desk(app: App, actor: Actor) -> Any:
    now = app.clock.now()
    turns = '[[rotations]]\nname = "desk"\npeople = ["Mia"]\nbegins = 2026-01-05T09:00:00Z\n'
    desk = Rotation(name="desk", people=("Mia",), begins=now)
    app.adopt(replace(app.config, text=app.config.text + turns, rotations=(*app.config.rotations, desk)))
    made = await standing_in.stand_in(app, "desk", "Mia", now, now + timedelta(hours=1), actor)
    return await standing_in.end(app, made.name, actor)


DEEDS: Mapping[Action, Deed] = {
    "views": lambda app, actor: viewing.keep(app, "Lids", Place(q="lid"), actor),
    "exports": lambda app, actor: exporting.begin(app, {"q": ""}, "csv", actor),
    "open": lambda app, actor: opening.open_by_hand(app, "Something is up", actor, brand="Acme"),
    "acknowledge": lambda app, actor: incidents.acknowledge(app, 1, actor),
    "escalate": page_the_next,
    "resolve": lambda app, actor: incidents.resolve(app, 1, actor),
    "note": lambda app, actor: incidents.note(app, 1, "a note", actor),
    "severity": lambda app, actor: incidents.set_severity(app, 1, 1, actor),
    "handover": lambda app, actor: incidents.hand_over(app, 1, "Bo", actor),
    "verdict": lambda app, actor: incidents.verdict(app, 1, useful=True, actor=actor),
    "silence": silence,
    "crisis": crisis,
    "approval": approval,
    "drill": drill,
    "oncall": look_after_the_desk,
    "outbox": end_message,
    "sources": look_after_sources,
    "imports": bring_in,
    "teaching": teach,
    "rules": make_a_rule,
    "reports": look_at_a_report,
    "cases": work_at_cases,
    "annotations": annotate,
    "shares": give_out,
    "people": look_after_people,
    "tokens": look_after_tokens,
}


def of(role: Any, via: Any) -> Actor:
    """Somebody of that role at that door."""
    return replace(Actor(name="Ann", via="view"), role=role, via=via)
