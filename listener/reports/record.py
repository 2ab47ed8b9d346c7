"""A number with its receipt: what it is, of whom, of which time, from how many, and how sure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from listener.metrics.base import Metric, Value
from listener.wording.durations import span
from listener.wording.figures import per_cent, signed
from storage.errors import ExportError

Style = Literal["count", "share", "net", "change", "time", "stars", "times"]
THIN = "\u202f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One number of a report.

    Attributes:
        id: Unique in its report, and the same in the report of the same period that is made again.
        metric: Name of the metric, which defines it.
        scope: Whose posts, as "brand:Acme".
        part: Which of several: an intent, a source, a day; "" where there is one alone. With words that are not ours it
            is marked as such (`document.Said`).
        since, until: The period; `until` is excluded.
        where: The expression that the posts satisfy; "" for all.
        value: None where nothing is known that it could rest on.
        low, high: Ends of the 95 % interval; None where it is counted and not estimated.
        n: How many mentions, or other things, are in it; `unknown` are those of which nobody knows.
        style: How it is read.
        asks: The expression that its mentions satisfy beside `where`; "" for all of the scope, None where it is not
            about mentions.
    """

    id: str
    metric: str
    scope: str
    part: str = ""
    since: datetime
    until: datetime
    where: str = ""
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int
    unknown: int = 0
    style: Style = "count"
    asks: str | None = None

    def __str__(self) -> str:
        return shown(self.value, self.style)

    @property
    def margin(self) -> str:
        """Half of the interval, as it is read behind the number; "" where there is none."""
        if self.value is None or self.low is None or self.high is None:
            return ""
        half = (self.high - self.low) / 2
        return f"± {half * 100:.0f}" if self.style == "share" else f"± {half:.2f}"

    def plain(self) -> dict[str, Any]:
        """As JSON: times ISO 8601 in UTC."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: each.isoformat() if isinstance(each, datetime) else each for name, each in found.items()}

    @classmethod
    def parse(cls, row: Mapping[str, Any]) -> Record:
        """What `plain` gave. Raises ValueError, TypeError or KeyError."""
        times = {name: datetime.fromisoformat(row[name]) for name in ("since", "until")}
        known = {field.name for field in fields(cls)}
        return cls(**{**{name: value for name, value in row.items() if name in known}, **times})


def shown(value: float | None, style: Style) -> str:
    """A number as it is read: 2,611; 38 %; +0.21 with a true minus; +5 %; 3.1 ×; 12 min."""
    if value is None:
        return "not yet" if style == "time" else "unknown"
    if style == "time":
        return span(timedelta(seconds=value))
    if style == "share":
        return per_cent(value)
    said = {
        "net": signed(value),
        "change": f"{value * 100:+,.0f}{THIN}%",
        "stars": f"{value:.1f}",
        "times": f"{value:.1f}{THIN}×" if value < 10 else f"{value:,.0f}{THIN}×",
    }
    return said.get(style, f"{value:,.0f}").replace("-", "\u2212")


class Records:
    """The records of a report, as they are made.

    A period has a short name in the ids: "now", "before".
    """

    def __init__(self, where: str = "") -> None:
        self._where = where
        self._found: dict[str, Record] = {}

    def add(
        self,
        metric: Metric,
        value: Value,
        *,
        scope: str,
        period: tuple[str, datetime, datetime],
        part: str = "",
        style: Style = "count",
        asks: str | None = None,
    ) -> Record:
        """Keep a number; the same number asked for twice is one record."""
        when, since, until = period
        id = _id(metric, scope, when, part)
        made = Record(
            id=id,
            metric=metric.name,
            scope=scope,
            part=part,
            since=since,
            until=until,
            where=self._where,
            value=value.value,
            low=value.low,
            high=value.high,
            n=value.n,
            unknown=value.unknown,
            style=style,
            asks=asks,
        )
        if self._found.setdefault(id, made) != made:
            raise ExportError(f"{id} has two values: {self._found[id]} and {made}; the report was not made")
        return made

    def known(self, metric: Metric, scope: str, when: str, part: str = "") -> Record | None:
        """A number that was made already."""
        return self._found.get(_id(metric, scope, when, part))

    def size(self, record: Record) -> Record:
        """How many posts a record rests on, as a number of its own; what a share opens are not all of these."""
        id, asks = f"{record.id}/n", None if record.style == "share" else record.asks
        made = replace(record, id=id, value=float(record.n), low=None, high=None, style="count", asks=asks)
        return self._found.setdefault(made.id, made)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._found.values())

    def __getitem__(self, id: str) -> Record:
        return self._found[id]


def _id(metric: Metric, scope: str, when: str, part: str) -> str:
    """Of letters that every format keeps as they are: names of strangers may hold any."""
    said = "/".join(filter(None, (metric.name, scope, when, part)))
    return (
        said if said.isprintable() else "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in said)
    )


def by_id(records: Iterable[Record]) -> dict[str, Record]:
    """Records by their id."""
    return {each.id: each for each in records}
