"""Whether an incident needs a person now, and who is paged next if none comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from listener.config.config import Config
from listener.messages.recipients import person_meant
from listener.wording.recipients import meant
from rules.alerting.escalation import soonest
from storage.records import Incident, Paging, Who


def needs_person(incident: Incident) -> bool:
    """Nobody has taken it, and it is urgent or people are being paged about it. A drill needs nobody for real."""
    paged = any(search.next_at for search in incident.searches)
    return incident.state == "open" and not incident.drill and (incident.severity == 1 or paged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level of an incident's policy.

    Attributes:
        names: Who is meant now: people, or targets.
        paged_at: When it was last paged; None if not yet.
        next_at: When it will be, if nobody takes the incident; None where it is not next.
    """

    number: int
    names: Sequence[str]
    paged_at: datetime | None
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The levels, and the wait that is running.

    Attributes:
        wait: How long the wait for the next page lasts from its beginning.
        pages, round: How many there have been, and how many times the levels are gone through.
    """

    policy: str
    rungs: Sequence[Rung]
    next_at: datetime | None
    wait: timedelta
    pages: int
    round: int

    @property
    def next(self) -> Rung | None:
        """The level that is paged next."""
        return next((rung for rung in self.rungs if rung.next_at), None)


def ladder(config: Config, incident: Incident, now: datetime) -> Ladder | None:
    """How the search for somebody stands that pages next; None where no route names a policy."""
    paging = search(incident)
    return _ladder(config, incident, paging, now) if paging else None


def search(incident: Incident) -> Paging | None:
    """The search for somebody that pages next; None where no route names a policy."""
    paging = soonest(incident)
    return paging if paging and paging.policy.levels else None


def ladders(config: Config, incident: Incident, now: datetime) -> list[Ladder]:
    """How every search stands, one a policy."""
    return [_ladder(config, incident, each, now) for each in incident.searches if each.policy.levels]


def _ladder(config: Config, incident: Incident, paging: Paging, now: datetime) -> Ladder:
    next_at = paging.next_at if incident.state != "resolved" else None
    pages = _pages(incident, paging)
    rungs = [
        Rung(
            number=index + 1,
            names=[_name(config, who, now) for who in level.members],
            paged_at=_last(pages, index, len(paging.policy.levels)),
            next_at=next_at if index == paging.level else None,
        )
        for index, level in enumerate(paging.policy.levels)
    ]
    return Ladder(
        policy=paging.policy.name,
        rungs=rungs,
        next_at=next_at,
        wait=_wait(incident, paging),
        pages=paging.pages,
        round=paging.round,
    )


def _pages(incident: Incident, paging: Paging) -> list[datetime]:
    """When pages went out since the search began, or began anew. Older entries do not name the policy: it was the
    first."""
    first = incident.searches[0].policy.name
    begun = next((n for n, entry in reversed(list(enumerate(incident.timeline))) if entry.kind == "stale"), 0)
    entries = (entry for entry in incident.timeline[begun:] if entry.kind == "paged")
    return [entry.at for entry in entries if (entry.policy or first) == paging.policy.name]


def _last(pages: Sequence[datetime], index: int, levels: int) -> datetime | None:
    """Pages go through the levels in turn."""
    return next((at for number, at in reversed(list(enumerate(pages))) if number % levels == index), None)


def _wait(incident: Incident, paging: Paging) -> timedelta:
    if incident.state == "acknowledged":
        return paging.policy.stale_after or timedelta(0)
    return paging.policy.levels[paging.level - 1].timeout if paging.pages else timedelta(0)


def _name(config: Config, who: Who, now: datetime) -> str:
    person = person_meant(config, who, now)
    return person.name if person else meant(who)
