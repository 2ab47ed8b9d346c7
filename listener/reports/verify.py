"""Whether the numbers of a report are still those of the store, and why where they are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isclose
from typing import Any, get_args
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from listener.config.reports import ReportType
from listener.exports.selection import Selection, selected
from listener.metrics.catalogue import catalogue
from listener.metrics.mentions import MENTIONS
from listener.reports.ask import Ask, Past
from listener.reports.compose import compose
from listener.reports.page import meaning
from listener.reports.record import Record, by_id
from listener.wording.periods import Length, Period
from rules.base import Rule, rules
from rules.query import Filter
from storage.errors import ExportError
from storage.records import Brand, Scope

LONGEST = timedelta(days=3660)
"""The longest period that a report is made again of."""
LESSONS = 1000
"""Of what was done to the model, so much of the newest is looked at."""
NOTHING = (
    "none came, went or was corrected: they were read again, by another model or as it was taught, or the settings "
    "have changed, or another version of this program counts otherwise"
)


_WAYS: Sequence[Callable[[Record], str]] = (
    str,
    lambda each: f"{each} (of {each.n:,})",
    lambda each: f"{each} (of {each.n:,}, {each.unknown:,} unknown)",
    lambda each: f"{each} ({each.value}, {each.low} to {each.high})",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A number that is another one now; None where there is none any more, or was none."""

    id: str
    then: Record | None
    now: Record | None

    @property
    def shown(self) -> tuple[str, str]:
        """As much of both as shows the difference: the number, else from how many, of how many unknown, or its
        interval."""
        then, now = self.then, self.now
        if then is None or now is None:
            return str(then or "-"), str(now or "-")
        told = next((way for way in _WAYS if way(then) != way(now)), _WAYS[-1])
        return told(then), told(now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redefined:
    """A metric that meant something else when the report was made.

    Attributes:
        then, now: Its definition; "" where there is no such metric any more.
        changed: How many of its numbers are others now.
    """

    metric: str
    then: str
    now: str
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a verification came to.

    Attributes:
        version: Of the program that made the report; "" where the report does not say.
        same: How many numbers are as they were.
        redefined: Metrics of which the numbers of the report are of a former definition.
        why: What happened to the posts since the report was made, a sentence each.
    """

    made_at: datetime
    version: str
    same: int
    changed: Sequence[Changed]
    redefined: Sequence[Redefined]
    why: Sequence[str]


def verify(store: Past, carried: Mapping[str, Any], lists: Mapping[str, Sequence[str]]) -> Verdict:
    """Make the report again from what is stored now, and compare number by number. Raises ExportError."""
    try:
        ask = _asked(carried, lists)
        then = by_id(Record.parse(row) for row in carried["records"])
        meant = dict(carried.get("metrics", {}))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        said = f"{error}" if isinstance(error, ValueError) else f"{error!r}"
        raise ExportError(f"the report's records cannot be read: {said}") from None
    now = by_id(compose(store, ask).records)
    ids = list(dict.fromkeys([*then, *now]))
    changed = [Changed(id=id, then=then.get(id), now=now.get(id)) for id in ids if _differ(then.get(id), now.get(id))]
    redefined = _redefined(meant, changed)
    why = _why(store, ask, then) if changed else []
    unexplained = len(changed) - sum(each.changed for each in redefined)
    return Verdict(
        made_at=ask.now,
        version=str(carried.get("version", "")),
        same=len(ids) - len(changed),
        changed=changed,
        redefined=redefined,
        why=why or ([NOTHING] if unexplained else []),
    )


def _redefined(then: Mapping[str, str], changed: Sequence[Changed]) -> list[Redefined]:
    """Of the metrics that a report explains, those that mean something else now."""
    now = {each.name: meaning(each) for each in catalogue()}
    counts = Counter(record.metric for each in changed if (record := each.then or each.now))
    return [
        Redefined(metric=name, then=str(said), now=now.get(name, ""), changed=counts[name])
        for name, said in then.items()
        if said != now.get(name, "")
    ]


def _asked(carried: Mapping[str, Any], lists: Mapping[str, Sequence[str]]) -> Ask:
    recipe, where = carried["recipe"], str(carried["recipe"]["where"])
    since, until, made_at = map(_moment, (recipe["since"], recipe["until"], carried["made_at"]))
    if not timedelta(0) < until - since <= LONGEST:
        raise ValueError("its period is none")
    if recipe["type"] == "crisis" and not isinstance(recipe["incident"], int):
        raise ValueError("it names no incident")
    return Ask(
        name=str(carried["name"]),
        type=_one_of(recipe["type"], get_args(ReportType)),
        brands=[str(name) for name in recipe["brands"]],
        compared=[Brand(name=name, role=role) for name, role in recipe["compared"]],
        where=where,
        filter=Filter(where, lists) if where else None,
        period=Period(since=since, until=until),
        length=_one_of(recipe["length"], (None, *get_args(Length))),
        zone=ZoneInfo(recipe["zone"]),
        now=made_at,
        incident=recipe["incident"],
        rules=[_rule(each) for each in recipe.get("rules", ())],
        brand_of_query=recipe.get("brand_of_query", {}),
    )


def _moment(text: str) -> datetime:
    """Raises ValueError where it is none of a time in which anything was stored."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None or found.year < 1990:
        raise ValueError(f"{text} is no moment of a report")
    return found


def _one_of(value: Any, known: Sequence[Any]) -> Any:
    if value not in known:
        raise ValueError(f"{value!r} is not known")
    return value


def _rule(table: Mapping[str, Any]) -> Rule:
    """A rule as it was then. Raises ValueError where its kind, or a setting of it, is there no more."""
    kind = rules.all().get(table["type"])
    if kind is None:
        raise ValueError(f"there is no rule of the type {table['type']!r} any more")
    try:
        return kind.model_validate({name: value for name, value in table.items() if name != "type"})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        setting = ".".join(map(str, first["loc"]))
        raise ValueError(
            f'"{setting}" of a rule of the type {table["type"]} is not understood any more; another version made it'
        ) from None


def _differ(then: Record | None, now: Record | None) -> bool:
    if then is None or now is None:
        return True
    pairs = ((then.value, now.value), (then.low, now.low), (then.high, now.high))
    return (then.n, then.unknown) != (now.n, now.unknown) or any(_apart(*pair) for pair in pairs)


def _apart(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is not other
    return not isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def _why(store: Past, ask: Ask, then: Mapping[str, Record]) -> list[str]:
    """What has happened since to the posts of both periods, a sentence each."""
    found = _since(store, ask)
    gone = _gone(ask, then, found)
    corrected = {each.mention for each in store.corrections_since(ask.now)} & found.ids
    counts = [
        (found.late, "arrived late: they were collected after it was made"),
        (found.edited, f"{'was' if found.edited == 1 else 'were'} edited since by who wrote"),
        (len(corrected), f"{'has' if len(corrected) == 1 else 'have'} labels that somebody corrected since"),
    ]
    said = [f"{count:,} {what}" for count, what in counts if count]
    if gone:
        said.append(f"at least {gone:,} {_be(gone)} there no more: deleted, forgotten, or no longer matched")
    taught = sum(each.at > ask.now for each in store.audited(LESSONS, about="model"))
    if taught:
        said.append(
            f"some may be read otherwise: the model was taught since, {taught:,} {'time' if taught == 1 else 'times'}"
        )
    return said


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


@dataclass(slots=True)
class _Since:
    """What became of the posts since a report was made.

    Attributes:
        there: Of each brand and period, how many of those that are there now were collected before.
    """

    ids: set[int] = field(default_factory=set)
    late: int = 0
    edited: int = 0
    there: Counter[tuple[str, str]] = field(default_factory=Counter)


def _since(store: Past, ask: Ask) -> _Since:
    found, names = _Since(), {*ask.brands, *(each.name for each in ask.compared)}
    begins = min(ask.before.since, ask.period.since)
    for stored in selected(store, Selection(since=begins, until=ask.period.until, where=ask.filter)):
        brands = names & {match.brand for match in stored.matches}
        if not brands:
            continue
        found.ids.add(stored.id)
        if stored.mention.collected_at > ask.now:
            found.late += 1
            continue
        found.there.update((brand, _when(ask, stored.mention.said_at)) for brand in brands)
        found.edited += stored.mention.revision > 1 and any(
            each.replaced_at > ask.now for each in store.revisions(stored.id)
        )
    return found


def _when(ask: Ask, said: datetime) -> str:
    return "now" if said >= ask.period.since else "before"


def _gone(ask: Ask, then: Mapping[str, Record], found: _Since) -> int:
    """How many that were counted are there no more, at least: of the brand and period that lost most."""
    lost = [0]
    for name in dict.fromkeys([*ask.brands, *(each.name for each in ask.compared)]):
        for when in ("now", "before"):
            record = then.get(f"{MENTIONS.name}/{Scope.brand(name)}/{when}")
            if record and record.value is not None:
                lost.append(int(record.value) - found.there[name, when])
    return max(lost)
