"""How `listener cases` tells of cases, and of how fast they are worked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from listener.cli.output import say, show
from listener.exports.cases import outline
from listener.wording.durations import span
from listener.wording.figures import per_cent
from listener.wording.moments import full_stamp, localised, stamp
from listener.wording.text import one_line, without_controls

if TYPE_CHECKING:
    from datetime import timedelta

    from listener.metrics.answers import Answers, Pace
    from listener.metrics.base import Value
    from rules.cases.inbox import DeskSection
    from storage.records import Case, StoredMention


def as_json(case: Case, lead: StoredMention | None) -> dict[str, Any]:
    """For a script."""
    found = outline(case)
    if lead:
        found |= {"text": lead.mention.text, "url": lead.mention.url, "author": asdict(lead.mention.author)}
    return found


def table(cases: Sequence[Case], leads: Mapping[int, StoredMention], now: datetime, zone: ZoneInfo) -> None:
    """The queue, the reason first."""
    rows = [
        (
            str(case.id),
            case.reason,
            case.status,
            _due(case, now, zone),
            case.assignee or (f"team {case.team}" if case.team else ""),
            _text(leads.get(case.lead), 60),
        )
        for case in cases
    ]
    show(("id", "why it is here", "state", f"answer due ({zone.key})", "whose", "what was said"), rows)


def tell(case: Case, stored: Iterable[StoredMention], count: int, zone: tzinfo) -> None:
    """For a person."""
    say(f"case {case.id}: {case.reason}")
    whose = case.assignee or (f"team {case.team}" if case.team else "nobody's yet")
    say(f"  {case.status}, {whose}, put in {full_stamp(case.filed_at, zone)}")
    if case.due_at:
        say(f"  answer due {full_stamp(case.due_at, zone)}")
    if case.tags:
        say(f"  tags {' '.join(case.tags)}")
    said = list(stored)
    for each in said:
        say(f"\n{_author(each)}, {full_stamp(each.mention.said_at, zone)}  {each.mention.url or ''}".rstrip())
        say(f"  {_text(each, 2_000)}")
    if count > len(said):
        say(f"\n{count - len(said)} more belong to it, copies among them")
    if not count:
        say("\nits posts were forgotten, as their sources ask")
    if case.draft:
        by = f", approved by {case.draft.approved_by}" if case.draft.approved_by else ", not approved yet"
        say(f"\nDraft of {case.draft.by}{by}:\n{without_controls(case.draft.text)}")
    rows = [
        (full_stamp(each.at, zone), each.who or "", localised(each.what, zone, each.at, named=True))
        for each in case.history
    ]
    say("\nHistory")
    show(("when", "who", "what"), rows)


def times_table(found: Pace, desk: DeskSection, zone: tzinfo) -> None:
    """For a person, with the targets."""
    rows = [_times("all", found.all, desk)]
    rows += [_times(f"brand {name}", each, desk) for name, each in found.brands.items()]
    rows += [_times(name, each, desk) for name, each in found.people.items()]
    say(f"Cases put in since {full_stamp(found.since, zone)}: median, and what nine of ten took at most")
    show(("of", "cases", "first answer", "closed", "answered in time"), rows)
    for name, target in (("first answer", desk.first_answer), ("closed", desk.resolution)):
        if target is not None:
            say(f"target of {name}: {span(target)}")


def _times(name: str, each: Answers, desk: DeskSection) -> tuple[str, ...]:
    share, part = each.in_time, "-"
    if share.value is not None and share.low is not None and share.high is not None:
        part = f"{per_cent(share.value)} ({per_cent(share.low)} to {per_cent(share.high)})"
    first = _two(each.first, each.first_ninetieth, desk.first_answer)
    return name, str(each.cases), first, _two(each.closed, each.closed_ninetieth, desk.resolution), part


def _two(middle: Value, most: Value, target: timedelta | None) -> str:
    from listener.metrics.answers import within

    if middle.value is None or most.value is None:
        return "-"
    kept = {None: "", True: ", in target", False: ", over target"}[within(middle, target)]
    return f"{span(_seconds(middle.value))}, {span(_seconds(most.value))}{kept}"


def _seconds(count: float) -> timedelta:
    from datetime import timedelta

    return timedelta(seconds=count)


def _due(case: Case, now: datetime, zone: tzinfo) -> str:
    if case.due_at is None:
        return ""
    return f"{stamp(case.due_at, zone)}{', late' if case.due_at < now else ''}"


def _text(stored: StoredMention | None, limit: int) -> str:
    if stored is None:
        return "(forgotten)"
    mention = stored.mention
    return one_line(f"{mention.title} {mention.text}".strip(), limit)


def _author(stored: StoredMention) -> str:
    author = stored.mention.author
    return one_line(author.name or author.handle or "somebody", 80)
