"""The course of a crisis as a chart: its posts in their usual range, and what happened when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from string import ascii_lowercase

from listener.crisis.counted import counted
from listener.metrics.base import Count
from listener.metrics.mentions import MENTIONS
from listener.reports.document import Course, Note, Said, Sentence, When
from listener.reports.material import Material
from listener.reports.receipts import field
from listener.reports.record import Record
from listener.reports.usual import Stretch, named, usual
from listener.wording.moments import localised, moment
from listener.wording.text import one_line
from rules.base import BUCKET
from storage.records import Alert, Incident, Scope

EVERY: Mapping[timedelta, str] = {
    timedelta(minutes=15): "quarter of an hour",
    timedelta(minutes=30): "half hour",
    timedelta(hours=1): "hour",
    timedelta(hours=2): "two hours",
    timedelta(hours=6): "six hours",
    timedelta(days=1): "day",
}
"""How long a bar may be, and what it is called."""
MOST_BARS = 96
AROUND, LEAST_AROUND = 0.2, timedelta(hours=3)
"""So much of its length is shown before and after a crisis, at least."""
MOST_ALERTS = 8
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Happened = tuple[datetime, str]
"""When, and what, in words."""


def chart(found: Material, scope: Scope, incident: Incident, loud: Stretch, milestones: Sequence[Happened]) -> Course:
    """From before it was loud until after, as far as it is known now."""
    each, stretches = _stretches(*loud, found.ask.now)
    zone, width = found.ask.zone, each // BUCKET
    posts, read = counted(found.store, scope, stretches[0][0], stretches[-1][1])
    counts, bad = (each.reshape(-1, width).sum(axis=1) for each in (posts, read["negative"]))
    days = [
        (moment(stretch[0], zone), _counted(found, scope, int(count), stretch))
        for stretch, count in zip(stretches, counts, strict=True)
    ]
    negative = [
        _counted(found, scope, int(count), stretch, "negative")
        for stretch, count in zip(stretches, bad if bad.any() else (), strict=False)
    ]
    band = usual(found, scope, stretches, loud[0])
    told = ["negative ones in orange"] * bool(negative) + ["and what was usual before"] * any(band)
    title = ", ".join([f"Mentions every {EVERY[each]}", *told])
    happened = sorted({*milestones, *_alerts(found, incident), *_annotations(found, scope, stretches)})
    notes = list(_notes(found, happened, stretches))
    return Course(title=title, each=EVERY[each], days=days, usual=band, negative=negative, notes=notes, bars=True)


def _stretches(since: datetime, until: datetime, now: datetime) -> tuple[timedelta, list[Stretch]]:
    """How long a bar is, and all of them; the last may not be over yet."""
    around = max(LEAST_AROUND, (until - since) * AROUND)
    begin, end = since - around, min(now, until + around)
    each = next((each for each in EVERY if (end - begin) / each <= MOST_BARS - 1), max(EVERY))
    first = EPOCH + (begin - EPOCH) // each * each
    count = -((first - end) // each)
    return each, [(first + number * each, first + (number + 1) * each) for number in range(count)][-MOST_BARS:]


def _counted(found: Material, scope: Scope, count: int, stretch: Stretch, tone: str = "") -> Record:
    """The posts of a stretch, or those of a tone."""
    value, asks = Count(value=count, n=count), field("tone", tone) if tone else ""
    return found.records.add(MENTIONS, value, scope=scope, period=named(*stretch), part=tone, asks=asks)


def _alerts(found: Material, incident: Incident) -> Iterator[Happened]:
    """The gravest, each rule once."""
    first: dict[str, Alert] = {}
    for each in sorted(incident.alerts, key=lambda each: each.starts_at):
        first.setdefault(each.rule, each)
    for each in sorted(first.values(), key=lambda each: (each.severity, each.starts_at))[:MOST_ALERTS]:
        said = localised(one_line(each.summary, 120), found.ask.zone, each.starts_at)
        yield max(each.starts_at, incident.opened_at), f"alert of {each.rule}: {said}"


def _annotations(found: Material, scope: Scope, stretches: Sequence[Stretch]) -> Iterator[Happened]:
    brand = scope.name if scope.kind == "brand" else None
    for each in found.store.annotations(stretches[0][0], stretches[-1][1]):
        if each.brand in (None, brand) or brand is None:
            yield each.at, one_line(each.text, 120)


def _notes(found: Material, happened: Sequence[Happened], stretches: Sequence[Stretch]) -> Iterator[Note]:
    """Those that lie in the chart, each with its letter; of too many the first."""
    begin, end = stretches[0][0], stretches[-1][1]
    inside = [each for each in happened if begin <= each[0] < end]
    for mark, (at, what) in zip(ascii_lowercase, inside, strict=False):
        place = (at - begin) / (end - begin)
        said: Sentence = (When(moment(at, found.ask.zone)), ": ", Said(what))
        yield Note(mark=mark, day=int(place * len(stretches)), place=place, said=said)
