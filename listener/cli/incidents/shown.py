"""How `listener incidents show` tells everything about one incident."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC
from typing import TYPE_CHECKING, Any, Protocol

from listener.cli.output import say, show
from listener.exports.incidents import whole
from listener.messages.compose import thread
from listener.wording.durations import span
from listener.wording.figures import counted
from listener.wording.moments import full_stamp, localised, moment
from listener.wording.outcomes import outcome
from storage.delivering import Delivering
from storage.store import Querying

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from storage.records import AuditEntry, Incident, Outgoing, Paging

MOST = 10_000


class Kept(Delivering, Querying, Protocol):
    """What was sent, and what people did."""


def of_incident(store: Kept, incident: Incident) -> tuple[list[Outgoing], list[AuditEntry]]:
    """Its messages and what people did, oldest first."""
    acts = store.audited(MOST, about="incident", id=incident.id)
    return store.outgoing(thread(incident), MOST), acts[::-1]


def as_json(
    incident: Incident, sent: Sequence[Outgoing], acts: Sequence[AuditEntry], base_url: str | None
) -> dict[str, Any]:
    """For a script. The links of messages are left out: whoever has them can act."""
    messages = [
        {
            "kind": each.kind,
            "target": each.target,
            "person": each.person,
            "to": each.to,
            "at": each.at,
            "outcome": _outcome(each, UTC),
            "sent_at": each.sent_at,
            "error": each.error,
        }
        for each in sent
    ]
    return {
        **whole(incident, base_url),
        "messages": messages,
        "acts": [asdict(entry) for entry in acts],
    }


def tell(incident: Incident, sent: Sequence[Outgoing], acts: Sequence[AuditEntry], zone: tzinfo) -> None:
    """For a person, by the one clock of messages and pages."""
    say("\n".join(_head(incident, zone)))
    for alert in incident.alerts:
        say(f"\n{localised(alert.summary, zone, alert.starts_at)}")
        say(f"  rule {alert.rule}, {alert.scope}, severity {alert.severity}, since {moment(alert.starts_at, zone)}")
        for reason in alert.reasons:
            say(f"  - {localised(reason, zone, alert.starts_at)}")
    messages = [(moment(each.at, zone), each.kind, _who(each), _outcome(each, zone)) for each in sent]
    _table("Messages", ("when", "what", "to", "outcome"), messages)
    rows = [(moment(each.at, zone), each.who or "", localised(each.what, zone, each.at)) for each in incident.timeline]
    _table(f"Timeline{' of this exercise' if incident.drill else ''}", ("when", "who", "what"), rows)
    done = [(moment(each.at, zone), each.who, localised(each.what, zone, each.at)) for each in acts]
    _table("Acts, as audited", ("when", "who", "what"), done)
    say(f"\nTimes are in {zone}.")


def _head(incident: Incident, zone: tzinfo) -> Iterator[str]:
    drill = "DRILL, in this exercise only: " if incident.drill else ""
    opened = moment(incident.opened_at, zone, year=True)
    yield f"incident {incident.id}: {incident.title}"
    yield f"  {drill}severity {incident.severity}, {incident.state}, opened {opened}"
    yield f"  route {incident.route}"
    if incident.acknowledged_by:
        yield f"  taken by {incident.acknowledged_by}"
    if incident.resolved_at:
        yield f"  resolved {moment(incident.resolved_at, zone, year=True)}"
    if incident.follows:
        yield f"  follows incident {incident.follows}"
    if incident.next_notice_at:
        yield f"  next notice {moment(incident.next_notice_at, zone)}"
    for search in incident.searches:
        yield from _levels(search, zone)


def _levels(paging: Paging, zone: tzinfo) -> Iterator[str]:
    due = f"next page {moment(paging.next_at, zone)}" if paging.next_at else "nobody needs to be paged"
    yield f"  policy {paging.policy.name}: {counted(paging.pages, 'page')} so far, round {paging.round}, {due}"
    for number, level in enumerate(paging.policy.levels):
        mark = ">" if paging.next_at and number == paging.level else " "
        yield f"  {mark} level {number + 1}: {', '.join(level.members)}; {span(level.timeout)} to answer"


def _outcome(message: Outgoing, zone: tzinfo) -> str:
    words, at, why = outcome(message)
    return f"{words}{f' {full_stamp(at, zone)}' if at else ''}{f': {why}' if why else ''}"


def _who(message: Outgoing) -> str:
    return f"{message.person} ({message.target})" if message.person else message.target


def _table(title: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if rows:
        say(f"\n{title}")
        show(headers, rows)
