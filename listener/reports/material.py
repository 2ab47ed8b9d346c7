"""What the parts of a report are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from listener.reports.ask import Ask, Past
from listener.reports.document import Block, Sentence
from listener.reports.measure import Measures
from listener.reports.record import Records
from listener.reports.tally import Tally, tallied

Parts = tuple[Sentence, Sequence[Sentence], Sequence[Block]]
"""The title, the summary, and the blocks of a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the parts of a report are made from: tallies by brand, of the period and of the one before."""

    ask: Ask
    store: Past
    records: Records
    now: Mapping[str, Tally]
    before: Mapping[str, Tally]

    def measures(self, name: str, *, earlier: bool = False) -> Measures:
        """The numbers of a brand."""
        period = self.ask.before if earlier else self.ask.period
        when = ("before" if earlier else "now", period.since, period.until)
        tally = (self.before if earlier else self.now)[name]
        return Measures(records=self.records, tally=tally, brand=name, period=when)

    @property
    def voices(self) -> Sequence[str]:
        """The brands among which a share of voice is divided."""
        return [each.name for each in self.ask.compared]


def gathered(store: Past, ask: Ask) -> Material:
    """Read everything that the report is about, once."""
    names = list(dict.fromkeys([*ask.brands, *(each.name for each in ask.compared)]))
    before = ask.before
    return Material(
        ask=ask,
        store=store,
        records=Records(ask.where),
        now=tallied(store, names, ask.filter, ask.period.since, ask.period.until),
        before=tallied(store, names, ask.filter, before.since, before.until),
    )
