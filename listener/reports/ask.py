"""What a report is asked for, and what it is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from listener.config.reports import ReportType
from listener.exports.terms import Terms
from listener.wording.periods import Length, Period
from rules.base import Rule, rules
from rules.query import Filter
from rules.response.targets import ResponseSection
from storage.annotating import Annotating
from storage.delivering import Delivering
from storage.filing import Desk
from storage.records import Brand
from storage.responding import Responding
from storage.store import Collecting, Evaluating, Querying, Surveying


class Past(Annotating, Collecting, Delivering, Desk, Evaluating, Querying, Responding, Surveying, Protocol):
    """Everything that reports read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One report.

    Attributes:
        brands: Whom it is about; the first is the subject.
        compared: The brands among which a share of voice is divided.
        where, filter: The expression that the posts satisfy, and the same compiled.
        length: What sort of period it is; None for one that somebody chose by its ends.
        terms: What may be quoted.
        incident: Of a crisis: its incident.
        rules: Whose settings are tried one step further.
        brand_of_query: Query name -> brand name, for those of the rules and of what they tell.
        targets: What is promised of incidents and crises.
        base_url: Where the pages are that show the mentions behind a number; None: nowhere.
    """

    name: str
    type: ReportType
    brands: Sequence[str]
    compared: Sequence[Brand]
    where: str = ""
    filter: Filter | None = None
    period: Period
    length: Length | None
    zone: ZoneInfo
    now: datetime
    terms: Terms = field(default_factory=Terms)
    incident: int | None = None
    base_url: str | None = None
    rules: Sequence[Rule] = ()
    brand_of_query: Mapping[str, str] = field(default_factory=dict)
    targets: ResponseSection = field(default_factory=ResponseSection)

    @property
    def before(self) -> Period:
        """The period that it is compared with."""
        return self.period.before(self.length, self.zone)

    @property
    def recipe(self) -> dict[str, object]:
        """What it needs to be made again, as JSON."""
        return {
            "type": self.type,
            "brands": list(self.brands),
            "compared": [[each.name, each.role] for each in self.compared],
            "where": self.where,
            "since": self.period.since.isoformat(),
            "until": self.period.until.isoformat(),
            "length": self.length,
            "zone": str(self.zone),
            "incident": self.incident,
            "rules": [{"type": type_of(each), **each.model_dump(mode="json")} for each in self.rules],
            "brand_of_query": dict(self.brand_of_query),
        }


def type_of(rule: Rule) -> str:
    """By which name a rule's kind is known."""
    return next(name for name, kind in rules.all().items() if kind is type(rule))
