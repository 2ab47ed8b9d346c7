"""The bill of silence: what was held back, which of it mattered afterwards, what another setting would have told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta

from listener.health.coverage import BLIND
from listener.metrics.base import Metric
from listener.metrics.held_back import BELOW, BUNDLED, COPIES, FOLLOWED, MATTERED, SILENCED, TRIED, counted
from listener.reports.document import Block, Prose, Row, Said, Sentence, Table
from listener.reports.material import Material
from listener.reports.parts import coverage
from listener.reports.record import Record
from listener.trials.backtest import Firing
from listener.trials.notches import Notch, Notched, notched
from storage.records import Alert, Incident, Scope

MOST = 1000
"""Incidents that are looked at, the newest."""
MEANT = "What mattered belongs to an incident that somebody took or called useful."
BASIS = "By back-tests of what is stored. What mattered led to such an incident."
DAY = timedelta(days=1)


Line = tuple[str, Record, Record]
"""What was held back in words, how much, and how much of it mattered."""


def parts(found: Material) -> list[Block]:
    """A line for each way in which something is held back, and one for each rule about counts."""
    mattering, tried = _mattering(found), _tried(found)
    lines = [
        *_alerts(found, mattering),
        *_messages(found, mattering),
        *_below(found, tried, mattering),
        _copies(found, mattering),
        *_blind(found, mattering),
    ]
    rows = [Row(name=(words,), cells=((held,), (mattered,))) for words, held, mattered in lines]
    head = ("what was held back", "held back", "of it, mattered")
    bill = Table(title="The bill of silence", head=head, rows=rows)
    return [bill, Prose(title="", sentences=[(MEANT,)]), *_notches(found, tried, mattering)]


def _alerts(found: Material, mattering: Sequence[Incident]) -> Iterator[Line]:
    held = found.store.held_alerts(found.ask.period.since, found.ask.period.until)
    taken = {alert.fingerprint for each in mattering for alert in each.alerts}
    ways = {"silence": "alerts that somebody silenced", "inhibition": "alerts held back while another alert went on"}
    for way, words in ways.items():
        those = [fingerprint for about, fingerprint in held if about == way]
        mattered = sum(each in taken for each in those)
        yield words, _count(found, SILENCED, len(those), way), _count(found, MATTERED, mattered, way)


def _messages(found: Material, mattering: Sequence[Incident]) -> Iterator[Line]:
    together = found.store.told_together(found.ask.period.since, found.ask.period.until)
    taken = {each.id for each in mattering}
    ways = {
        "limit": (False, "messages that came inside of another, as their channel was at its limit"),
        "digest": (True, "messages that came in a digest, as somebody prefers it"),
    }
    for way, (preferred, words) in ways.items():
        those = [each for each in together if each.preferred is preferred]
        mattered = sum(each.incident_id in taken for each in those)
        yield words, _count(found, BUNDLED, len(those), way), _count(found, MATTERED, mattered, way)


def _below(found: Material, tried: Sequence[Notched], mattering: Sequence[Incident]) -> Iterator[Line]:
    """None where no rule was tried: nobody knows then."""
    if tried:
        those = [firing for each in tried if each.looser for firing in each.looser.other]
        mattered = _mattered(found, those, mattering)
        words = "alerts that stayed below a threshold, by one step of the setting"
        yield words, _count(found, BELOW, len(those)), _count(found, MATTERED, mattered, "below a threshold")


def _copies(found: Material, mattering: Sequence[Incident]) -> Line:
    """Copies of posts that gave reason to an incident mattered."""
    evidence = {id for each in mattering for alert in each.alerts for id in alert.evidence}
    stories = {each.mention.story for each in found.store.mentions(sorted(evidence))}
    tallies = [tally for name, tally in found.now.items() if name in found.ask.brands]
    copies = sum(tally.mentions - len(tally.stories) for tally in tallies)
    mattered = sum(tally.stories[story] - 1 for tally in tallies for story in stories & set(tally.stories))
    words = "posts that were copies of another"
    return words, _count(found, COPIES, copies), _count(found, MATTERED, mattered, "copies")


def _blind(found: Material, mattering: Sequence[Incident]) -> Iterator[Line]:
    """Time is held back here; incidents that opened in it may have been seen late."""
    stretches = coverage.stretches(found)
    if stretches:
        away = [each for those in stretches.values() for each in those if each.sight in BLIND]
        opened = [each.opened_at for each in mattering if found.ask.period.since <= each.opened_at]
        mattered = sum(any(each.since <= at < each.until for each in away) for at in opened)
        words = "time of all sources in which they could not be read, and incidents that opened in it"
        yield words, coverage.whole(found, stretches), _count(found, MATTERED, mattered, "blind")


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


def _tried(found: Material) -> list[Notched]:
    """The rules of the report, each with its setting one step further."""
    period = found.ask.period
    days = max(1, round((period.until - period.since) / DAY))
    tried = (notched(found.store, rule, days=days, now=period.until) for rule in found.ask.rules)
    return [each for each in tried if each]


def _notches(found: Material, tried: Sequence[Notched], mattering: Sequence[Incident]) -> Iterator[Block]:
    if tried:
        head = ("rule", "alerts as set", "one step stricter", "one step looser")
        rows = [_row(found, each, mattering) for each in tried]
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
    mattered = _mattered(found, notch.other, mattering)
    part = f"{tried.rule.name}: {step}"
    said: Sentence = (_count(found, TRIED, len(notch.firings), part), Said(f" at {notch.value}"))
    return (*said, "; ", _count(found, FOLLOWED, mattered, part), f" that mattered {what}") if notch.other else said


def _mattered(found: Material, firings: Sequence[Firing], mattering: Sequence[Incident]) -> int:
    """How many of these alerts an incident that mattered followed."""
    brands = found.ask.brand_of_query
    return sum(any(_follows(one, each, brands) for one in mattering) for each in firings)


def _follows(incident: Incident, firing: Firing, brands: Mapping[str, str]) -> bool:
    """Whether the incident is about the alert's brand, and goes on when it begins or opens within the day after."""
    begins = firing.alert.starts_at
    ended = incident.resolved_at is not None and incident.resolved_at < begins
    about: Collection[str] = {_brand(alert, brands) for alert in incident.alerts}
    same = _brand(firing.alert, brands) in about or firing.alert.scope == Scope.ALL
    return same and not ended and incident.opened_at <= begins + DAY


def _brand(alert: Alert, brands: Mapping[str, str]) -> str:
    return brands.get(alert.scope.name, "") if alert.scope.kind == "query" else alert.scope.name
