"""What the parts of a report are made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from listener.reports.ask import Ask, Past
from listener.reports.document import Block, Sentence
from listener.reports.measure import Measures
from listener.reports.record import Records
from listener.reports.tally import Tally, tallied, together
from listener.wording.periods import Period

Parts = tuple[Sentence, Sequence[Sentence], Sequence[Block]]
"""The title, the summary, and the blocks of a report."""


@dataclass(frozen=True, kw_only=True)
class Material:
    """What the parts of a report are made from: the period's tallies by brand and those of the one before, each counted
    when it is asked for first."""

    ask: Ask
    store: Past
    records: Records

    @cached_property
    def now(self) -> Mapping[str, Tally]:
        """Of the period."""
        return self._tallied(self.ask.period)

    @cached_property
    def before(self) -> Mapping[str, Tally]:
        """Of the one before."""
        return self._tallied(self.ask.before)

    def measures(self, name: str, *, earlier: bool = False) -> Measures:
        """The numbers of a brand."""
        period = self.ask.before if earlier else self.ask.period
        when = ("before" if earlier else "now", period.since, period.until)
        tally = (self.before if earlier else self.now)[name]
        return Measures(records=self.records, tally=tally, brand=name, period=when)

    @cached_property
    def told(self) -> Counter[int | None]:
        """How often the compared brands told each story in the period."""
        return together(self.now[name] for name in self.voices)

    @cached_property
    def told_before(self) -> Counter[int | None]:
        """In the one before."""
        return together(self.before[name] for name in self.voices)

    @property
    def voices(self) -> Sequence[str]:
        """The brands among which a share of voice is divided."""
        return [each.name for each in self.ask.compared]

    def _tallied(self, period: Period) -> Mapping[str, Tally]:
        every = self.ask.type == "compare"
        whole = [*self.ask.brands, *self.voices] if every else self.ask.brands
        beside = set(self.voices) - set(whole)
        return tallied(self.store, whole, beside, self.ask.filter, period.since, period.until)


def gathered(store: Past, ask: Ask) -> Material:
    """What a report is made from."""
    return Material(ask=ask, store=store, records=Records(ask.where))
