"""Messages to people and targets: which ways each takes, when it may arrive, and whether a page is still needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from listener.app import App
from listener.config.config import Config
from listener.messages.compose import compose
from listener.messages.links import links
from listener.messages.recipients import Reach, pageable, person_meant, quiet_end, recipients, zone_of
from listener.notify.outbox.digest import hold, holds
from rules.alerting.escalation import Page, Reached
from storage.delivering import Delivering
from storage.errors import StoreError
from storage.records import Delivery, Incident, Notice, Who
from storage.store import Evaluating

log = structlog.get_logger()

RECENT = 500
"""Among how many of the newest messages a later page is looked for."""


def reached(app: App, incident: Incident, now: datetime) -> Reached:
    """Whom each member of an incident's policies reaches now, by name."""
    levels = [level for search in incident.searches for level in search.policy.levels]
    members = dict.fromkeys(member for level in levels for member in level.members)
    return {
        member: tuple(dict.fromkeys(reach.name for reach in pageable(app.config, member, now))) for member in members
    }


async def pages(app: App, incident: Incident, page: Page, now: datetime) -> list[Delivery]:
    """A page for everybody whom its level reaches."""
    notice = replace(await compose(app, incident, "page", now), note=page.why, number=page.number)
    return await addressed(app, incident, notice, page.members, now, f"page-{page.number}")


async def woken(app: App, incident: Incident, by: str) -> tuple[Who, ...]:
    """Whom pages of an incident have reached, other than who ended it: they hear that it is over."""
    sent = await app.read(app.store.deliveries, pending=False, limit=RECENT)
    pages = (each for each in sent if each.notice.kind == "page" and each.notice.incident_id == incident.id)
    names = dict.fromkeys(each.person for each in pages if each.person and each.sent_at and each.person != by)
    return tuple(map(Who.person, names))


async def addressed(
    app: App, incident: Incident, notice: Notice, whom: Iterable[Who], now: datetime, number: str
) -> list[Delivery]:
    """A notice for everybody who is meant, each way to them once, with links that act in the name of whoever gets it.

    Args:
        number: What sets this message apart from others of its incident: the same at every repetition of the step.
    """
    ways: dict[Reach, None] = {}
    for who in whom:
        found = (pageable if notice.kind == "page" else recipients)(app.config, who, now)
        ways |= dict.fromkeys(found)
        if not found:
            log.warning("nobody is reached: no working channel", who=who, incident=incident.id, kind=notice.kind)
    return [await _delivery(app, incident, notice, way, now, number) for way in ways]


async def _delivery(app: App, incident: Incident, notice: Notice, way: Reach, now: datetime, number: str) -> Delivery:
    until = waits_until(app.config, way, notice, now)
    if until and notice.kind == "page":
        number = f"page-until-{until:%Y%m%dT%H%MZ}"  # of the pages of one night, the sleeper gets one in the morning
    actions = await app.read(links, app, incident, way.person)
    return Delivery(
        key="/".join((notice.thread, number, way.target, *((way.person,) if way.person else ()))),
        target=way.target,
        notice=replace(notice, actions=actions),
        next_try_at=until or now,
        to=way.to,
        person=way.person,
    )


def waits_until(config: Config, way: Reach, notice: Notice, now: datetime) -> datetime | None:
    """The end of the quiet hours of whoever is meant, or the digest that tells it; None where it need not wait.

    Severity 1 comes through where the person's `wake` says so, and as a page always.
    """
    person = person_meant(config, Who.person(way.person), now) if way.person else None
    if person is None:
        return None
    wakes = notice.severity == 1 and (notice.kind == "page" or (person.quiet is not None and person.quiet.wake))
    end = None if wakes else quiet_end(config, person, now)
    return hold(person, end or now, zone_of(config, person)) if holds(person, notice) else end


async def needless(app: App, delivery: Delivery) -> str | None:
    """Why a page that is about to be sent is not needed any more; None where it is needed.

    Pages wait: for the end of quiet hours, for a mail server that is down. Meanwhile somebody may have answered, or the
    same person may have been paged again.
    """
    if delivery.notice.kind != "page" or delivery.notice.incident_id is None:
        return None
    try:
        return await app.read(_needless, app.store, delivery, delivery.notice.incident_id)
    except StoreError:
        return None  # rather one page too many


class Known(Delivering, Evaluating, Protocol):
    """Incidents, and what was said of them."""


def _needless(store: Known, delivery: Delivery, id: int) -> str | None:
    incident = store.incident_by_id(id)
    if incident is None:
        return None
    if incident.state != "open" and not _is_asked_for(incident, delivery.notice):
        by = f" by {incident.acknowledged_by}" if incident.acknowledged_by else ""
        return f"not sent, not needed any more: the incident is {incident.state}{by}"
    if delivery.notice.number < incident.pages and any(
        _replaces(each, delivery) for each in store.deliveries(limit=RECENT)
    ):
        return "not sent, not needed any more: a later page says the same"
    return None


def _is_asked_for(incident: Incident, notice: Notice) -> bool:
    """Whether somebody had it sent although the incident was taken."""
    asked = (entry.at for entry in incident.timeline if entry.kind == "escalated")
    return incident.state == "acknowledged" and notice.created_at in asked


def _replaces(later: Delivery, delivery: Delivery) -> bool:
    same = (later.target, later.to, later.person) == (delivery.target, delivery.to, delivery.person)
    is_page = later.notice.kind == "page" and later.notice.thread == delivery.notice.thread
    return same and is_page and later.notice.number > delivery.notice.number
