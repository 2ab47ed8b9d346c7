"""The bill of silence: what was held back, which of it mattered afterwards, what another setting would have told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta

from listener.metrics.base import Metric
from listener.metrics.held_back import BUNDLED, COPIES, FOLLOWED, MATTERED, SILENCED, TRIED, counted
from listener.reports.document import Block, Prose, Row, Said, Sentence, Table
from listener.reports.material import Material
from listener.reports.record import Record
from listener.trials.backtest import Firing
from listener.trials.notches import Notch, Notched, notched
from storage.records import Alert, Incident, Scope

MOST = 1000
"""Incidents that are looked at, the newest."""
BASIS = "By back-tests of what is stored. What mattered led to an incident that somebody took or called useful."
DAY = timedelta(days=1)


def parts(found: Material) -> list[Block]:
    """A line for each way in which something is held back, and one for each rule about counts."""
    mattering = _mattering(found)
    held = found.store.held_alerts(found.ask.period.since, found.ask.period.until)
    taken = {alert.fingerprint for each in mattering for alert in each.alerts}
    copies = sum(tally.mentions - len(tally.stories) for name, tally in found.now.items() if name in found.ask.brands)
    together = found.store.told_together(found.ask.period.since, found.ask.period.until)
    lines: list[tuple[str, Record]] = [
        ("alerts that a silence or another alert held back", _count(found, SILENCED, len(held))),
        ("of these, in an incident that somebody took or called useful",
         _count(found, MATTERED, sum(each in taken for each in held))),
        ("messages that came inside of another: a channel was at its limit, or people want digests",
         _count(found, BUNDLED, together)),
        ("posts that were copies of another", _count(found, COPIES, copies)),
    ]  # fmt: skip
    rows = [Row(name=(words,), cells=((record,),)) for words, record in lines]
    bill = Table(title="The bill of silence", head=("what was held back", ""), rows=rows)
    return [bill, *_notches(found, mattering)]


def _count(found: Material, metric: Metric, number: int, part: str = "") -> Record:
    period = ("now", found.ask.period.since, found.ask.period.until)
    return found.records.add(metric, counted(number), scope="all", period=period, part=part)


def _mattering(found: Material) -> list[Incident]:
    """Incidents of the period, or of the day around it, that somebody took or called useful."""
    period = found.ask.period
    useful = {verdict.incident_id for verdict in found.store.verdicts(period.since) if verdict.useful}
    return [
        each
        for each in found.store.incidents(limit=MOST)
        if not each.drill
        and (each.acknowledged_by is not None or each.id in useful)
        and period.since - DAY <= each.opened_at < period.until + DAY
    ]


def _notches(found: Material, mattering: Sequence[Incident]) -> Iterator[Block]:
    period = found.ask.period
    days = max(1, round((period.until - period.since) / DAY))
    tried = [notched(found.store, rule, days=days, now=period.until) for rule in found.ask.rules]
    rows = [_row(found, each, mattering) for each in tried if each]
    if not rows:
        return
    head = ("rule", "alerts as set", "one step stricter", "one step looser")
    yield Table(title="What another setting would have told", head=head, rows=rows)
    yield Prose(title="", sentences=[(BASIS,)])


def _row(found: Material, tried: Notched, mattering: Sequence[Incident]) -> Row:
    name = tried.rule.name
    return Row(
        name=(Said(f"{name}, {tried.setting} {tried.value}"),),
        cells=(
            (_count(found, TRIED, len(tried.firings), f"{name}: as set"),),
            _cell(found, tried, tried.stricter, "stricter", "would be missed", mattering),
            _cell(found, tried, tried.looser, "looser", "would be gained", mattering),
        ),
    )


def _cell(
    found: Material, tried: Notched, notch: Notch | None, step: str, what: str, mattering: Sequence[Incident]
) -> Sentence:
    if notch is None:
        return ("no further step",)
    brands = found.ask.brand_of_query
    mattered = [each for each in notch.other if any(_follows(one, each, brands) for one in mattering)]
    part = f"{tried.rule.name}: {step}"
    said: Sentence = (_count(found, TRIED, len(notch.firings), part), Said(f" at {notch.value}"))
    return (
        (*said, "; ", _count(found, FOLLOWED, len(mattered), part), f" that mattered {what}") if notch.other else said
    )


def _follows(incident: Incident, firing: Firing, brands: Mapping[str, str]) -> bool:
    """Whether the incident is about the alert's brand, and goes on when it begins or opens within the day after."""
    begins = firing.alert.starts_at
    ended = incident.resolved_at is not None and incident.resolved_at < begins
    about: Collection[str] = {_brand(alert, brands) for alert in incident.alerts}
    same = _brand(firing.alert, brands) in about or firing.alert.scope == Scope.ALL
    return same and not ended and incident.opened_at <= begins + DAY


def _brand(alert: Alert, brands: Mapping[str, str]) -> str:
    return brands.get(alert.scope.name, "") if alert.scope.kind == "query" else alert.scope.name
