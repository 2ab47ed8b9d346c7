"""Who is on call in a stretch of time, turn by turn; and who would be told and paged of an alert, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from listener.actions.silences import described
from listener.config.config import Config
from listener.trials.matches import mention_of
from listener.trials.paging import describe
from listener.wording.durations import notation
from listener.wording.moments import utc
from listener.wording.recipients import meant
from rules.alerting.oncall import turn
from rules.alerting.people import Rotation
from rules.alerting.routing import Effective, Labels, every, resolve
from rules.alerting.silencing import silenced
from rules.query import Matcher
from storage.intake.measures import scopes as scopes_of
from storage.records import Match, Scope, Silence
from storage.responding import Responding
from storage.store import Querying

WEEK = timedelta(days=7)
MOST = 200
"""Turns of one rotation that are told; a rotation of minutes has more in a week than anybody reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A stretch in which one person is on call.

    Attributes:
        override: It is theirs by an exception to the rotation: they stand in.
    """

    person: str
    since: datetime
    until: datetime
    override: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One rotation."""

    name: str
    shifts: Sequence[Shift]
    now: Shift
    next: Shift | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One route that takes an alert.

    Attributes:
        because: Why, in words.
        lines: Who is meant there at that moment, and how they are reached.
    """

    route: Effective
    because: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What would become of an alert.

    Attributes:
        silence: What holds it back, in words; "" where nothing does.
        unheard: It is of a post that no query hears, or that its rule does not look at.
    """

    told: Sequence[Told]
    silence: str
    unheard: bool = False

    @property
    def sentence(self) -> str:
        """In a sentence."""
        if self.unheard:
            return "Nobody is told: no query that is meant here hears such a post."
        if self.silence:
            return "Nobody is told: it is silenced."
        targets = list(dict.fromkeys(meant(who) for each in self.told for who in each.route.targets))
        policies = list(dict.fromkeys(name for each in self.told for name in each.route.policies))
        names = f"{'policy' if len(policies) == 1 else 'policies'} {' and '.join(policies)}"
        told = ", ".join(targets) if targets else "Nobody"
        return f"{told} would be told; {f'people are paged by {names}' if policies else 'nobody is paged'}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A silence, how many alerts it has held back, and what it lets through."""

    silence: Silence
    words: str
    alerts: int
    through: str


class Holding(Responding, Querying, Protocol):
    """Silences, and what they held back."""


def monday(now: datetime, zone: ZoneInfo) -> datetime:
    """When the week of a moment began, by the local clock."""
    local = now.astimezone(zone)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0, tzinfo=None) - timedelta(
        days=local.weekday()
    )
    return day.replace(tzinfo=zone).astimezone(now.tzinfo)


def shifts(rotation: Rotation, zone: ZoneInfo, start: datetime, end: datetime) -> list[Shift]:
    """The turns of a stretch, without gaps: somebody always has it."""
    found: list[Shift] = []
    at = start
    while at < end and len(found) < MOST:
        present = turn(rotation, zone, at)
        until = min(present.until or end, end)
        found.append(Shift(person=present.person, since=at, until=until, override=present.override))
        at = until
    return found


def desk(rotation: Rotation, zone: ZoneInfo, start: datetime, end: datetime, now: datetime) -> Desk:
    """One rotation over a stretch; now and next are those of the moment, wherever the stretch lies."""
    present = turn(rotation, zone, now)
    first = Shift(person=present.person, since=now, until=present.until or end, override=present.override)
    after = turn(rotation, zone, present.until) if present.until else None
    later = (
        Shift(
            person=after.person,
            since=present.until,
            until=after.until or present.until + WEEK,
            override=after.override,
        )
        if after and present.until
        else None
    )
    return Desk(name=rotation.name, shifts=shifts(rotation, zone, start, end), now=first, next=later)


def answer(config: Config, silences: Sequence[Silence], wanted: Sequence[Labels], at: datetime) -> Answer:
    """What alerts with these labels would do at a moment; nobody is told."""
    holding = [silenced(labels, silences, at) for labels in wanted]
    # What is silenced tells nobody; where all is, whom it would have told is shown beside the silence.
    open_ = [labels for labels, silence in zip(wanted, holding, strict=True) if silence is None] or wanted
    told: dict[str, Told] = {}
    for labels in open_:
        for route in resolve(config.route, labels):
            told.setdefault(route.name, _told(config, route, int(labels["severity"]), at))
    held_by = list(dict.fromkeys(map(_holds, filter(None, holding)))) if all(holding) else []
    return Answer(told=list(told.values()), silence="; ".join(held_by), unheard=not wanted)


def labels_of(
    config: Config, rule: str, brand: str, severity: str, query: str = "", heard: Sequence[Match] | None = None
) -> list[Labels]:
    """Of an alert that somebody imagines: what the rule says, unless something else is wanted.

    Args:
        heard: By which queries the post is heard that it is about: one alert for each of those that are meant, and none
            where there is none; None: no post is imagined.
    """
    known = next((each for each in config.rules if each.name == rule), None)
    level = severity if severity in {"1", "2", "3"} else str(known.severity if known else 2)
    of_rule = known.scope if known and not (brand or query) else None
    if heard is None:
        scopes = [of_rule or (Scope.query(query) if query else Scope.brand(brand) if brand else Scope.ALL)]
    elif of_rule is not None:
        scopes = [of_rule] if of_rule in scopes_of(heard) else []
    else:
        meant_ = [each for each in heard if each.query == (query or each.query) and each.brand == (brand or each.brand)]
        scopes = [Scope.query(each.query) for each in meant_]
    return [_labels(config, scope, known.name if known else "", level) for scope in scopes]


def heard(matcher: Matcher, words: str, source: str) -> tuple[Match, ...]:
    """The queries that a post with these words, from that source, satisfies; all else of it is not known."""
    return matcher.match(mention_of({"text": words}), source=source or None)


def _labels(config: Config, scope: Scope, rule: str, severity: str) -> Labels:
    query = scope.name if scope.kind == "query" else ""
    owner = scope.name if scope.kind == "brand" else config.brand_of_query.get(query, "")
    return {"rule": rule, "severity": severity, "scope": scope, "brand": owner, "query": query}


def _told(config: Config, route: Effective, severity: int, at: datetime) -> Told:
    because = " and ".join(route.because) or "it takes everything"
    return Told(route=route, because=because, lines=describe(config, route, severity, at))


def _holds(silence: Silence) -> str:
    return f"{described(silence)}, by {silence.who} until {utc(silence.ends_at)}"


def routes(config: Config) -> list[tuple[Effective, str]]:
    """Every route with whom it tells and pages, in words."""
    found = []
    last = [config.route.name] if config.route.routes else []
    for route in sorted(every(config.route).values(), key=lambda each: each.name in last):
        policy = next((each for each in config.policies if each.name == route.policy), None)
        first = policy.levels[0] if policy else None
        paged = ", ".join(map(meant, first.page)) if first else ""
        words = f"pages {paged}, after {notation(first.timeout)} the next" if first else "nobody is paged"
        found.append((route, words))
    return found


def held(store: Holding, now: datetime) -> list[Held]:
    """The silences that have not ended."""
    silences = store.silences(now)
    alerts = store.held_back([one.id or 0 for one in silences])
    return [
        Held(silence=one, words=described(one), alerts=alerts[one.id or 0], through=_through(one)) for one in silences
    ]


def _through(silence: Silence) -> str:
    severities = silence.match.get("severity")
    if not severities:
        return "nothing of it"
    left = [each for each in ("1", "2", "3") if each not in severities]
    return f"severity {' and '.join(left)}" if left else "nothing of it"
