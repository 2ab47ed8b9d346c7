"""Rule `combined`: tells when all, or any, of several rules about counts find something within a stretch of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, PrivateAttr

from rules.base import BUCKET, Rule, View, fingerprint, rule
from rules.counting.counts import LOWERED, PRAISE, lowered
from rules.negative_share import NegativeShare
from rules.volume import Volume
from rules.wording.scopes import subject
from storage import records

if TYPE_CHECKING:
    from storage.records import Alert, Series


@rule("combined")
class Combined(Rule):
    """Alerts when all (or any) of the named rules about counts alert, no more than `within` apart.

    It asks those rules itself, on the same counts and at the same time. They also alert on their own: to hear of the
    combination alone, let no route send theirs on. Without names it asks "volume" and "negative_share" of its own scope
    with their defaults: much is said, and it is bad.
    """

    of: Literal["all", "any"] = Field(
        "all", title="All or any", description="Whether all of them must alert, or one is enough"
    )
    rules: tuple[str, ...] = Field(
        (),
        description='Names of the rules, each about counts, also such that are not enabled; none: a "volume" and a '
        '"negative_share" of its scope',
    )
    within: timedelta = Field(
        timedelta(hours=1),
        ge=timedelta(0),
        le=timedelta(hours=24),
        title="Longest time between two",
        description="Longest time between two of them",
    )
    praise: bool = Field(
        default=False,
        title="Severity 1 for praise too",
        description="Severity 1 also for praise; else that is severity 2, wakes nobody",
    )
    _bound: tuple[Rule, ...] = PrivateAttr(())

    @property
    def combines(self) -> tuple[str, ...]:
        return self.rules

    def bound(self, others: Mapping[str, Rule]) -> Self:
        copy = self.model_copy()
        copy._bound = tuple(others[name] for name in dict.fromkeys(self.rules) if name in others)
        return copy

    @property
    def parts(self) -> tuple[Rule, ...]:
        """The rules that it asks."""
        if self.rules:
            return self._bound
        return (Volume(name="volume", scope=self.scope), NegativeShare(name="negative_share", scope=self.scope))

    @property
    def series(self) -> tuple[Series, ...]:
        return tuple(dict.fromkeys(series for part in self.parts for series in part.series))

    @property
    def context(self) -> tuple[Series, ...]:
        return tuple(dict.fromkeys(series for part in self.parts for series in part.context))

    @property
    def rising(self) -> bool:
        return bool(self.parts) and all(part.rising for part in self.parts)

    @property
    def learning(self) -> str:
        return " ".join(f"{part.name}: {part.learning}" for part in self.parts if part.learning)

    def check(self, view: View, now: datetime) -> Iterable[Alert]:
        """Looks `within` further back than what is new, as the first of them may have been told before."""
        new = {_key(alert) for part in self.parts for alert in part.check(view, now)}
        if not new:
            return []
        earlier = replace(view, fresh=max(0, view.fresh - self.within // BUCKET))
        met = self._met([list(part.check(earlier, now)) for part in self.parts])
        return [self._alert(group) for group in _merged(met) if any(_key(each) in new for each in group)]

    def _met(self, found: Sequence[Sequence[Alert]]) -> Iterator[list[Alert]]:
        """What held, or had ended no more than `within` ago, at each moment at which that was enough of them."""
        enough = all if self.of == "all" else any
        for moment in sorted({each.starts_at for alerts in found for each in alerts}):
            held = [[each for each in alerts if self._held(each, moment)] for alerts in found]
            if enough(held):
                yield [each for alerts in held for each in alerts]

    def _held(self, alert: Alert, moment: datetime) -> bool:
        return alert.starts_at <= moment <= alert.ends_at + self.within

    def _alert(self, group: Sequence[Alert]) -> Alert:
        """One alert about what several rules found; it starts when the condition is met."""
        latest = {each.rule: each for each in sorted(group, key=lambda each: each.ends_at)}
        glad = self._is_praise(latest.values())
        first = [min(each.starts_at for each in group if each.rule == name) for name in latest]
        return records.Alert(
            rule=self.name,
            scope=self.scope,
            severity=lowered(self.severity) if glad else self.severity,
            fingerprint=fingerprint(self.name, self.scope),
            starts_at=max(first) if self.of == "all" else min(first),
            ends_at=max(each.ends_at for each in group),
            value=float(len(latest)),
            summary=f"{self._subject(latest)}: {'; '.join(each.summary for each in latest.values())}",
            now=f"{self._subject(latest)}: {'; '.join(each.now or each.summary for each in latest.values())}",
            reasons=(
                f"{len(latest)} of {len(self.parts)} rules alert; this one asks for {self.of} of them.",
                *((LOWERED,) if glad else ()),
                *(f"{name}: {why}" for name, each in latest.items() for why in each.reasons),
            ),
            lasting=True,
        )

    def _is_praise(self, found: Iterable[Alert]) -> bool:
        if self.severity > 1 or self.praise:
            return False
        return all(any(PRAISE in reason for reason in alert.reasons) for alert in found)

    def _subject(self, found: Mapping[str, Alert]) -> str:
        return f"{subject(self.scope)}, {' and '.join(found)}"


def _key(alert: Alert) -> tuple[str, datetime]:
    return alert.fingerprint, alert.ends_at


def _merged(groups: Iterable[list[Alert]]) -> list[list[Alert]]:
    """Groups that share an alert as one; they come in order of time."""
    merged: list[list[Alert]] = []
    for group in groups:
        if merged and any(each in merged[-1] for each in group):
            merged[-1] += [each for each in group if each not in merged[-1]]
        else:
            merged.append(group)
    return merged
