"""The bill of silence: what was held back, and which of it mattered afterwards."""

from __future__ import annotations

from listener.metrics.base import Metric
from listener.metrics.held_back import BUNDLED, COPIES, MATTERED, SILENCED, counted
from listener.reports.document import Block, Row, Table
from listener.reports.material import Material
from listener.reports.record import Record
from storage.records import Incident

MOST = 2000


def parts(found: Material) -> list[Block]:
    """A line for each way in which something is held back."""
    held = _held(found)
    mattered = [print_ for print_ in held if print_ in _mattered(found)]
    copies = sum(tally.mentions - len(tally.stories) for name, tally in found.now.items() if name in found.ask.brands)
    lines: list[tuple[str, Record]] = [
        ("alerts that a silence or another alert held back", _count(found, SILENCED, len(held))),
        ("of these, in an incident that somebody took or called useful", _count(found, MATTERED, len(mattered))),
        ("messages that came inside of another", _count(found, BUNDLED, _bundled(found))),
        ("posts that were copies of another", _count(found, COPIES, copies)),
    ]
    rows = [Row(name=(words,), cells=((record,),)) for words, record in lines]
    return [Table(title="The bill of silence", head=("what was held back", ""), rows=rows)]


def _count(found: Material, metric: Metric, number: int) -> Record:
    period = found.ask.period
    return found.records.add(metric, counted(number), scope="all", period=("now", period.since, period.until))


def _held(found: Material) -> list[str]:
    """The fingerprints of the alerts that were held back in the period, each as often as it was."""
    period = found.ask.period
    entries = [entry for about in ("silence", "inhibition") for entry in found.store.audited(MOST, about=about)]  # type: ignore[arg-type]
    return [each.fingerprint for each in entries if each.fingerprint and period.since <= each.at < period.until]


def _mattered(found: Material) -> set[str]:
    useful = {verdict.incident_id for verdict in found.store.verdicts(found.ask.period.since) if verdict.useful}
    incidents = found.store.incidents(limit=1000)
    return {alert.fingerprint for each in incidents if _counts(each, useful) for alert in each.alerts}


def _counts(incident: Incident, useful: set[int]) -> bool:
    return not incident.drill and (incident.acknowledged_by is not None or incident.id in useful)


def _bundled(found: Material) -> int:
    period = found.ask.period
    told = found.store.deliveries(pending=False, limit=MOST)
    return sum(bool(each.within and each.sent_at and period.since <= each.sent_at < period.until) for each in told)
