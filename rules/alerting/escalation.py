"""The search for somebody who answers: pages from level to level until a person takes the incident; pure.

Where several policies search, each pages its own people in its own time; who has been asked by one of them and still
has time to answer is not woken again by another.

Everything follows from the record and `now`: a clock that was set back or far ahead delays a page by one timeout at
most and never causes two. A step that changes nothing returns the record it was given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rules.wording.durations import span
from storage.records import Paging, TimelineEntry, Who

if TYPE_CHECKING:
    from storage.records import EntryKind, Incident, Policy

Reached = Mapping[Who, tuple[str, ...]]
"""Member of a level -> names of the people and targets that it reaches now; empty or absent: nobody."""

_NOW = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """People to be paged, together.

    Attributes:
        number: 1 for the first page of its incident.
        level: 1 for the first level of the policy.
        members: Those of the level who can be reached.
        why: Two or three sentences for whoever is paged: why, and what happens if nobody answers.
    """

    number: int
    level: int
    members: tuple[Who, ...]
    why: str


def begin(policy: Policy | None, now: datetime) -> Paging | None:
    """The search at its beginning, due now; None without a policy."""
    return Paging(policy=policy, next_at=now) if policy and policy.levels else None


def joined(incident: Incident, policies: Sequence[Policy], now: datetime) -> Incident:
    """With a search by each policy that does not search yet; where somebody takes care already, nobody is woken until
    that is stale."""
    running = {search.policy.name for search in incident.searches}
    for policy in policies:
        begun = begin(policy, now)
        if begun and policy.name not in running:
            running.add(policy.name)
            first = answered(begun, now) if incident.state == "acknowledged" else begun
            incident = _searching(incident, (*incident.searches, first))
    return incident


def page(incident: Incident, reached: Reached, now: datetime) -> tuple[Incident, tuple[Page, ...]]:
    """What is due, by each policy: a page of the next level, or of the first again where nobody touched what somebody
    took."""
    made: list[Page] = []
    for name in [search.policy.name for search in incident.searches]:
        search = next(one for one in incident.searches if one.policy.name == name)
        incident, one = _page(incident, search, reached, now)
        made += [one] if one else []
    return incident, tuple(made)


def _page(incident: Incident, paging: Paging, reached: Reached, now: datetime) -> tuple[Incident, Page | None]:
    if paging.next_at is None or incident.state == "resolved":
        return incident, None
    # A moment further ahead than anybody ever waits comes from a clock that was set back.
    due = min(paging.next_at, now + _wait(incident, paging))
    if due > now:
        return _with(incident, replace(paging, next_at=due)), None
    if incident.state == "acknowledged":
        return _search(_reopened(incident, paging, now), paging, reached, now, stale=True)
    return _search(incident, paging, reached, now)


def answered(paging: Paging, now: datetime) -> Paging:
    """Somebody took the incident: no page, until it is stale; then from the first level."""
    stale_after = paging.policy.stale_after
    return replace(paging, level=0, round=1, next_at=now + stale_after if stale_after else None, asked=())


def touched(incident: Incident, now: datetime) -> Incident:
    """Somebody did something about an incident that was taken: it is not stale for as long again."""
    return taken(incident, now) if incident.state == "acknowledged" else incident


def taken(incident: Incident, now: datetime) -> Incident:
    """With every search at rest: somebody takes care."""
    return _searching(incident, [answered(search, now) for search in incident.searches])


def hastened(incident: Incident, reached: Reached, who: str, now: datetime) -> tuple[Incident, Page | None]:
    """Somebody wants the next level paged now, of the policy whose turn is next; whoever has taken the incident keeps
    it. Raises ValueError where there is no level to page."""
    paging = soonest(incident)
    if paging is None or not paging.policy.levels:
        raise ValueError("no policy pages anybody about this incident; hand it over to somebody, or name a `policy`")
    entry = TimelineEntry(at=now, kind="escalated", what="had the next level paged", who=who)
    asked = replace(incident, timeline=(*incident.timeline, entry))
    if incident.state == "open":
        return _search(asked, paging if paging.next_at else replace(paging, level=0, round=1), reached, now)
    level = paging.pages % len(paging.policy.levels)
    after, made = _search(asked, replace(paging, level=level, round=1), reached, now)
    kept = answered(replace(paging, pages=paging.pages + 1 if made else paging.pages), now)
    why = f"You are paged because {who} asks for the next level. {incident.acknowledged_by} has taken the incident."
    return _with(after, kept), replace(made, why=why) if made else None


def soonest(incident: Incident) -> Paging | None:
    """The search that pages next; of those at rest the one that began first."""
    due = [(search.next_at, number) for number, search in enumerate(incident.searches) if search.next_at]
    return incident.searches[min(due)[1]] if due else incident.paging


def ended(incident: Incident) -> Incident:
    """No page any more."""
    return _searching(incident, [replace(search, next_at=None) for search in incident.searches])


def raised(incident: Incident, now: datetime) -> Incident:
    """An incident whose severity rose: where it is severity 1 now and a search has ended in vain, it begins anew."""
    if incident.state != "open" or incident.severity > 1:
        return incident
    return _searching(incident, [search if search.next_at else _anew(search, now) for search in incident.searches])


def was_stale(incident: Incident) -> bool:
    """Whether somebody had taken it and then nobody touched it: then it needs a person to end it."""
    return incident.last("stale") is not None


def _anew(paging: Paging, now: datetime) -> Paging:
    return replace(paging, level=0, round=1, next_at=now, asked=())


def _wait(incident: Incident, paging: Paging) -> timedelta:
    """How long it takes at most until the next page, as it stands."""
    if incident.state == "acknowledged":
        return paging.policy.stale_after or _NOW
    return _NOW if _is_fresh(paging) else paging.policy.levels[paging.level - 1].timeout


def _is_fresh(paging: Paging) -> bool:
    return paging.level == 0 and paging.round == 1


def _is_through(paging: Paging) -> bool:
    return paging.round > paging.policy.repeat + 1


def _reopened(incident: Incident, paging: Paging, now: datetime) -> Incident:
    length = span(paging.policy.stale_after or _NOW)
    what = f"nobody has touched it for {length} since {incident.acknowledged_by} took it: it is open again"
    others = [one if one == paging else _anew(one, now) for one in incident.searches]
    return _searching(_log(replace(incident, state="open", acknowledged_by=None), "stale", what, now), others)


def _search(
    incident: Incident, paging: Paging, reached: Reached, now: datetime, *, stale: bool = False
) -> tuple[Incident, Page | None]:
    """Page the next level with somebody in it; levels without anybody are passed at once."""
    for _ in paging.policy.levels:
        if _is_through(paging):
            break
        members = paging.policy.levels[paging.level].members
        for missing in (member for member in members if not reached.get(member)):
            what = f"{missing} has no working channel and is skipped ({_title(paging)})"
            incident = _log(incident, "skipped", what, now)
        if any(reached.get(member) for member in members):
            return _paged(incident, paging, reached, now, stale=stale)
        paging = _next(paging)
    return _nobody(incident, paging, now), None


def _paged(
    incident: Incident, paging: Paging, reached: Reached, now: datetime, *, stale: bool
) -> tuple[Incident, Page | None]:
    level, busy = paging.policy.levels[paging.level], _asked(incident, paging, now)
    members = tuple(member for member in level.members if set(reached.get(member, ())) - busy)
    names = tuple(dict.fromkeys(name for member in members for name in reached[member]))
    after = replace(_next(paging), next_at=now + level.timeout, asked=names)
    for name in dict.fromkeys(name for member in level.members for name in reached.get(member, ()) if name in busy):
        incident = _log(
            incident, "skipped", f"{name} has just been paged and is not woken twice ({_title(paging)})", now
        )
    if not members:
        return _with(incident, after), None
    made = Page(number=incident.pages + 1, level=paging.level + 1, members=members, why=_why(paging, stale=stale))
    said = _log(incident, "paged", f"paged {', '.join(names)} ({_title(paging)})", now, policy=paging.policy.name)
    return _with(said, replace(after, pages=paging.pages + 1)), made


def _asked(incident: Incident, paging: Paging, now: datetime) -> set[str]:
    """Who was paged by another policy and still has time to answer."""
    others = (one for one in incident.searches if one.policy.name != paging.policy.name)
    return {name for one in others if one.next_at and one.next_at > now for name in one.asked}


def _nobody(incident: Incident, paging: Paging, now: datetime) -> Incident:
    if _is_through(paging):
        what = f"nobody answered: all levels of policy {paging.policy.name} have been paged; reminders go on"
        return _with(_log(incident, "unanswered", what, now), replace(paging, next_at=None))
    wait = _wait(incident, paging)
    what = f"nobody in policy {paging.policy.name} can be reached; it is tried again in {span(wait)}"
    return _with(_log(incident, "unreached", what, now), replace(paging, next_at=now + wait))


def _next(paging: Paging) -> Paging:
    if paging.level + 1 < len(paging.policy.levels):
        return replace(paging, level=paging.level + 1)
    return replace(paging, level=0, round=paging.round + 1)


def _title(paging: Paging) -> str:
    again = f", round {paging.round}" if paging.round > 1 else ""
    return f"level {paging.level + 1} of policy {paging.policy.name}{again}"


def _why(paging: Paging, *, stale: bool) -> str:
    before = "" if _is_fresh(paging) else " Nobody has answered so far."
    if stale:
        before = f" Somebody took it, but nobody has touched it for {span(paging.policy.stale_after or _NOW)}."
    wait = span(paging.policy.levels[paging.level].timeout)
    last = _is_through(_next(paging))
    after = "This is the last page." if last else f"Unless somebody takes it, the next page goes out in {wait}."
    return f"You are paged as {_title(paging)}.{before} {after}"


def _with(incident: Incident, paging: Paging) -> Incident:
    """With this search instead of the one by the same policy."""
    name = paging.policy.name
    return _searching(incident, [paging if one.policy.name == name else one for one in incident.searches])


def _searching(incident: Incident, searches: Sequence[Paging]) -> Incident:
    if tuple(searches) == incident.searches:
        return incident
    return replace(incident, paging=searches[0], also=tuple(searches[1:]))


def _log(incident: Incident, kind: EntryKind, what: str, now: datetime, *, policy: str | None = None) -> Incident:
    entry = TimelineEntry(at=now, kind=kind, what=what, policy=policy)
    return replace(incident, timeline=(*incident.timeline, entry))
