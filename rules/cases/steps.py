"""A case's life as a state machine: (case, event, now) gives the next case and what follows outside of it.

    new ──taken, assigned, answered──> open ──held──> on hold ──woken, message, reopened──> open
    new, open, on hold ──closed──> closed ──message, reopened──> open

Whoever acts on what somebody else has changed meanwhile is told so by Conflict; what makes no sense is a ValueError.
An event that changes nothing gives the same case and no effects.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import singledispatch
from typing import TYPE_CHECKING

from rules.cases import events
from rules.cases.events import Effect, Event, Record, Tell
from rules.cases.tags import tag
from rules.wording.moments import utc
from storage.errors import Conflict
from storage.records import Answer, Case, CaseEntry, Draft

if TYPE_CHECKING:
    from storage.records import CaseEntryKind

Step = tuple[Case, tuple[Effect, ...]]
MOST_TAGS = 20


def step(case: Case, event: Event, now: datetime) -> Step:
    """What becomes of a case."""
    return _step(event, case, now)


def undone(now_: Case, before: Case, what: str, who: str, now: datetime) -> Step:
    """The case as it was before somebody did something; its history keeps both. Nothing else may have happened to it
    since, which its mark tells."""
    back = replace(before, history=now_.history, version=now_.version)
    return _done(back, "undone", f"took back: {what}", now, who)


@singledispatch
def _step(event: Event, _case: Case, _now: datetime) -> Step:
    raise TypeError(f"no case knows {type(event).__name__}")


@_step.register
def _came(event: events.Came, case: Case, now: datetime) -> Step:
    by = f" by {event.author}" if event.author else ""
    back = case.status in ("closed", "on hold")
    due = min(filter(None, (case.due_at, event.due_at)), default=None)
    what = f"a new message{by}{f'; it was {case.status}' if back else ''}"
    grown = replace(case, news=what, due_at=due, promised_at=case.promised_at or event.due_at)
    if not back:
        return _log(grown, "message", what, now), ()
    opened = replace(grown, status="open", until=None, closed_at=None)
    return _log(opened, "reopened", what, now), _heard(opened, f"reopened: {what}")


@_step.register
def _copied(_: events.Copied, case: Case, _now: datetime) -> Step:
    return case, ()


@_step.register
def _woken(_: events.Woken, case: Case, now: datetime) -> Step:
    if case.status != "on hold" or case.until is None or case.until > now:
        return case, ()
    what = f"back, as agreed for {utc(case.until)}"
    opened = replace(case, status="open", until=None, news=what)
    return _log(opened, "woken", what, now), _heard(opened, what)


@_step.register
def _seen(event: events.Seen, case: Case, _now: datetime) -> Step:
    return (replace(case, news="") if case.news and event.who == case.assignee else case), ()


@_step.register
def _taken(event: events.Taken, case: Case, now: datetime) -> Step:
    if case.status == "closed":
        raise Conflict(_late(case))
    if case.assignee == event.who:
        return (case, ()) if case.status != "new" else _done(_opened(case), "taken", "took it", now, event.who)
    if case.assignee:
        raise Conflict(f"{case.assignee} has it{_since(case)}; assign it to yourself if that is agreed")
    return _done(_opened(replace(case, assignee=event.who, news="")), "taken", "took it", now, event.who)


@_step.register
def _assigned(event: events.Assigned, case: Case, now: datetime) -> Step:
    if case.status == "closed":
        raise Conflict(_late(case))
    if (case.assignee, case.team) == (event.to, event.team):
        return case, ()
    name = event.to or (f"team {event.team}" if event.team else "")
    what = f"assigned to {name}" if name else "given back to all"
    given = replace(case, assignee=event.to, team=event.team, news=f"{event.who} {what}" if name else "")
    given = _opened(given) if event.to == event.who else given
    after, effects = _done(given, "assigned", what, now, event.who)
    return after, effects if event.to == event.who else (*effects, *_heard(given, f"{event.who} {what}"))


@_step.register
def _held(event: events.Held, case: Case, now: datetime) -> Step:
    if case.status == "closed":
        raise Conflict(_late(case))
    if event.until is not None and event.until <= now:
        raise ValueError("it can only be put off until a time that is still to come")
    if case.status == "on hold" and case.until == event.until:
        return case, ()
    what = f"put off until {utc(event.until)}" if event.until else "put on hold"
    return _done(replace(case, status="on hold", until=event.until), "held", what, now, event.who)


@_step.register
def _closed(event: events.Closed, case: Case, now: datetime) -> Step:
    if case.status == "closed":
        raise Conflict(_late(case))
    ended = replace(case, status="closed", closed_at=now, until=None, due_at=None, news="")
    return _done(ended, "closed", "closed", now, event.who)


@_step.register
def _reopened(event: events.Reopened, case: Case, now: datetime) -> Step:
    if case.status in ("new", "open"):
        return case, ()
    opened = replace(case, status="open", until=None, closed_at=None)
    after, effects = _done(opened, "reopened", "opened again", now, event.who)
    mine = case.assignee in (None, event.who)
    return after, effects if mine else (*effects, *_heard(opened, f"{event.who} opened it again"))


@_step.register
def _noted(event: events.Noted, case: Case, now: datetime) -> Step:
    if not event.text.strip():
        raise ValueError("a note needs words")
    return _log(case, "note", event.text, now, event.who), (Record(what="wrote a note"),)


@_step.register
def _tagged(event: events.Tagged, case: Case, now: datetime) -> Step:
    add, remove = (tuple(map(tag, words)) for words in (event.add, event.remove))
    tags = tuple(dict.fromkeys(each for each in (*case.tags, *add) if each not in remove))
    if len(tags) > MOST_TAGS:
        raise ValueError(f"a case has up to {MOST_TAGS} tags")
    if tags == case.tags:
        return case, ()
    changes = [*_signed("+", tags, case.tags), *_signed("−", case.tags, tags)]
    return _done(replace(case, tags=tags), "tags", f"tags: {' '.join(changes)}", now, event.who)


@_step.register
def _promised(event: events.Promised, case: Case, now: datetime) -> Step:
    if case.status == "closed":
        raise Conflict(_late(case))
    if event.due_at == case.due_at:
        return case, ()
    what = f"answer due {utc(event.due_at)}" if event.due_at else "no answer is owed"
    return _done(replace(case, due_at=event.due_at), "due", what, now, event.who)


@_step.register
def _drafted(event: events.Drafted, case: Case, now: datetime) -> Step:
    text = event.text.strip()
    if text == (case.draft.text if case.draft else ""):
        return case, ()
    draft = Draft(text=text, by=event.who, at=now) if text else None
    return _done(replace(case, draft=draft), "draft", "wrote a draft" if text else "dropped the draft", now, event.who)


@_step.register
def _approved(event: events.Approved, case: Case, now: datetime) -> Step:
    draft = case.draft
    if draft is None:
        raise ValueError("there is no draft to approve")
    if draft.text != event.text.strip():
        raise Conflict(f"{draft.by} has changed the draft since you read it; read it again")
    if draft.by == event.who:
        raise ValueError("somebody else has to approve what you wrote")
    if draft.approved_by:
        return case, ()
    agreed = replace(case, draft=replace(draft, approved_by=event.who, approved_at=now))
    after, effects = _done(agreed, "approved", f"approved the draft of {draft.by}", now, event.who)
    return after, (*effects, Tell(person=draft.by, what=f"{event.who} approved your draft"))


@_step.register
def _answered(event: events.Answered, case: Case, now: datetime) -> Step:
    draft = case.draft
    if event.approval and not (draft and draft.approved_by):
        raise ValueError("nothing goes out here before somebody else has approved it: write a draft, and ask")
    answer = Answer(url=event.url, by=event.who, at=now, text=draft.text if draft else "")
    said = replace(case, answers=(*case.answers, answer), draft=None, due_at=None, news="")
    said = _opened(replace(said, assignee=case.assignee or event.who))
    return _done(said, "answered", f"answered{f': {event.url}' if event.url else ''}", now, event.who)


@_step.register
def _corrected(event: events.Corrected, case: Case, now: datetime) -> Step:
    return _done(replace(case, doubt=event.doubt), "corrected", f"corrected {event.what}", now, event.who)


def _opened(case: Case) -> Case:
    return replace(case, status="open") if case.status == "new" else case


def _done(case: Case, kind: CaseEntryKind, what: str, now: datetime, who: str) -> Step:
    """Somebody did something: its history says so, and the audit trail."""
    return _log(case, kind, what, now, who), (Record(what=what),)


def _heard(case: Case, what: str) -> tuple[Effect, ...]:
    if case.assignee:
        return (Tell(person=case.assignee, what=what),)
    return (Tell(team=case.team, what=what),) if case.team else ()


def _log(case: Case, kind: CaseEntryKind, what: str, now: datetime, who: str | None = None) -> Case:
    history = (*case.history, CaseEntry(at=now, kind=kind, what=what, who=who))
    return replace(case, history=history, mark=case.mark if kind == "undone" else len(history))


def _signed(sign: str, there: Iterable[str], elsewhere: Iterable[str]) -> list[str]:
    known = set(elsewhere)
    return [f"{sign}{each}" for each in there if each not in known]


def _since(case: Case) -> str:
    last = case.last("taken", "assigned")
    return f" since {utc(last.at)}" if last else ""


def _late(case: Case) -> str:
    last = case.last("closed")
    by = f" by {last.who}" if last and last.who else ""
    return f"it was already closed{by}{f' on {utc(last.at)}' if last else ''}"
