"""The columns of incidents, in the order in which they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from listener.exports.columns.base import Column
from listener.metrics.response_times import to_acknowledge, to_resolve
from storage.records import Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One row.

    Attributes:
        verdict: What people called it: "useful" or "noise"; None where nobody has said.
        url: Of its page; None where the configuration knows no address of the pages.
    """

    incident: Incident
    verdict: str | None
    url: str | None


def _rules(row: Judged) -> tuple[str, ...]:
    return tuple(dict.fromkeys(alert.rule for alert in row.incident.alerts))


def _minutes(length: timedelta | None) -> float | None:
    return None if length is None else round(length / timedelta(minutes=1), 1)


COLUMNS = (
    Column("id", "whole number", "Number of the incident", lambda row: row.incident.id),
    Column("title", "text", "What its gravest alert says", lambda row: row.incident.title),
    Column("severity", "whole number", "1 wakes people, 3 is good to know", lambda row: row.incident.severity),
    Column("state", "text", "open, acknowledged or resolved", lambda row: row.incident.state),
    Column("brands", "list", "Brands that it is about", lambda row: row.incident.brands),
    Column("rules", "list", "Rules that raised it; none where it was opened by hand", _rules),
    Column("opened_at", "moment", "When its first alert came", lambda row: row.incident.opened_at),
    Column("taken_by", "text", "Who has it, or had it last", lambda row: row.incident.acknowledged_by),
    Column(
        "minutes_to_take",
        "number",
        "From its first alert until somebody took it",
        lambda row: _minutes(to_acknowledge(row.incident)),
    ),
    Column("resolved_at", "moment", "When it was over", lambda row: row.incident.resolved_at),
    Column(
        "minutes_to_resolve",
        "number",
        "From its first alert until it was over",
        lambda row: _minutes(to_resolve(row.incident)),
    ),
    Column("pages", "whole number", "How often people were paged", lambda row: row.incident.pages),
    Column("verdict", "text", "What people called it: useful or noise", lambda row: row.verdict),
    Column("follows", "whole number", "The incident about the same before it", lambda row: row.incident.follows),
    Column("drill", "yes/no", "Whether it was an exercise", lambda row: row.incident.drill),
    Column("url", "text", "Where its page is", lambda row: row.url),
)
