"""Holding statements: drafted by one person, approved by another who may be asked for it, used once; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import sha256

from rules.response.chronicle import logged, ongoing, same, worded
from rules.response.playbook import fill, variable_names
from rules.wording.durations import span
from rules.wording.moments import clock, utc
from storage.errors import Conflict
from storage.records import Response, Statement

APPROVERS = ("lead", "legal", "executive")
AGAIN = timedelta(minutes=5)
"""Nobody is asked for the same approval more often."""
NOBODY = "give somebody else the duty of legal or executive first; approving needs the role manager"
PROMISE = "next_update"
"""The variable that is filled when a statement is published: by then it is the promise that holds."""


def blanks(text: str) -> tuple[str, ...]:
    """Names of the variables that people have to fill in, each once: `{product}`."""
    return tuple(name for name in variable_names(text) if name != PROMISE)


def mark(text: str) -> str:
    """By which words are known again: whoever approves, changes or publishes some says by it which they have read."""
    return sha256(text.encode()).hexdigest()[:16]


def draft(response: Response, name: str, text: str, who: str, now: datetime) -> Response:
    """A new statement. Raises Conflict once resolved or where one of that name is there, ValueError without words."""
    ongoing(response)
    name, text = worded(name, "the statement's name"), worded(text, "the statement")
    for old in response.statements:
        if same(old.name, name):
            raise Conflict(
                f'there is a statement "{old.name}" already, of {old.drafted_by}; edit that one, or take another name'
            )
    drafted = Statement(name=name, text=text, drafted_by=worded(who, "the author's name"))
    return logged(_put(response, drafted), "statement", f'drafted "{name}"', who, now)


def edit(response: Response, name: str, text: str, who: str, now: datetime, read: str = "") -> Response:
    """Other words for one that was not published yet; an approval that it had is gone.

    Args:
        read: The mark of the words that are to be replaced; "" for whatever stands there.

    Raises Conflict once resolved or published, or where others than those stand there, ValueError where there are no
    words or no such statement.
    """
    ongoing(response)
    old = named(response, name)
    if old.used_at:
        raise Conflict(f'"{old.name}" was published on {utc(old.used_at)}; draft the new words under another name')
    _unchanged(old, read)
    author = worded(who, "the author's name")
    edited = Statement(name=old.name, text=worded(text, "the statement"), drafted_by=author, asked=old.asked)
    gone = f"; the approval of {old.approved_by} no longer holds" if old.approved_by else ""
    return logged(_put(response, edited), "statement", f'edited "{old.name}"{gone}', who, now)


def complete(response: Response, name: str, variables: Mapping[str, str], who: str, now: datetime) -> Response:
    """The words of a statement with variables filled in: a draft of whoever fills them. Raises as `edit`."""
    ongoing(response)
    return edit(response, name, fill(named(response, name).text, variables), who, now)


def ask(
    response: Response, name: str, whom: str, who: str, now: datetime, undeciding: Collection[str] = ()
) -> Response:
    """Have somebody asked who may approve it.

    Args:
        undeciding: Names of those whose role lets nobody approve anything, whatever duty they have.

    Raises Conflict once resolved or approved, or where they were asked less than `AGAIN` ago; ValueError for somebody
    who may not approve it, an unknown name or unfilled variables.
    """
    ongoing(response)
    statement = named(response, name)
    _unapproved(statement)
    _filled(statement)
    able = approver(response, name, whom, undeciding)
    last = statement.asked.get(able)
    # One that seems to lie ahead is from before the clock was set back.
    if last and timedelta(0) <= now - last < AGAIN:
        raise Conflict(f"{able} was asked on {utc(last)}; once in {span(AGAIN)} is enough, a call is faster now")
    asked = replace(statement, asked={**statement.asked, able: now})
    again = " again" if last else ""
    return logged(_put(response, asked), "statement", f'asked {able}{again} to approve "{statement.name}"', who, now)


def approvers(response: Response, statement: Statement, undeciding: Collection[str] = ()) -> list[tuple[str, str]]:
    """(duty, person) of those who may approve it: whoever leads, legal and executive, but never its author, and nobody
    whose role is not enough."""
    holders = [(duty, response.duties[duty]) for duty in APPROVERS if duty in response.duties]
    barred = (statement.drafted_by, *undeciding)
    return [(duty, who) for duty, who in holders if not any(same(who, one) for one in barred)]


def approver(response: Response, name: str, whom: str, undeciding: Collection[str] = ()) -> str:
    """The name of one of them, as their duty has it. Raises ValueError where it is nobody's who may approve it."""
    statement = named(response, name)
    for _, person in approvers(response, statement, undeciding):
        if same(person, whom):
            return person
    why = ", whose role is not enough," if any(same(whom, one) for one in undeciding) else ""
    raise ValueError(f'{whom}{why} cannot approve "{statement.name}"; {_ask(response, statement, undeciding)}')


def approve(
    response: Response, name: str, who: str, now: datetime, undeciding: Collection[str] = (), read: str = ""
) -> Response:
    """Release a statement: somebody other than its author, who is lead, legal or executive in this crisis.

    Args:
        read: The mark of the words that they have read; "" where nobody says which.

    Raises Conflict once resolved or approved, or where others than those stand there by now, ValueError for the wrong
    person, an unknown name or unfilled variables.
    """
    ongoing(response)
    statement = named(response, name)
    _unapproved(statement)
    _unchanged(statement, read)
    if same(statement.drafted_by, who):
        raise ValueError(f'{who} wrote "{name}"; somebody else has to approve it')
    if not any(same(response.duties.get(duty, ""), who) for duty in APPROVERS):
        whom = _ask(response, statement, undeciding)
        raise ValueError(f"{who} is neither lead, legal nor executive in this crisis; {whom}")
    _filled(statement)
    approved = replace(statement, approved_by=who, approved_at=now)
    return logged(_put(response, approved), "statement", f'approved "{name}"', who, now)


def use(response: Response, name: str, who: str, now: datetime, zone: tzinfo = UTC, read: str = "") -> Response:
    """A statement was published, with the time of the next update in the reader's zone where it names one.

    Args:
        read: The mark of the words that were published; "" where nobody says which.

    Raises Conflict once resolved or used, or where others than those stand there by now, ValueError where nobody
    approved it.
    """
    ongoing(response)
    statement = named(response, name)
    if statement.used_at:
        raise Conflict(f'"{name}" was already published on {utc(statement.used_at)}')
    _unchanged(statement, read)
    if not statement.approved_by:
        raise ValueError(f'"{name}" is not approved; {_ask(response, statement)}')
    used = replace(statement, text=said(response, statement, zone), used_at=now)
    return logged(_put(response, used), "statement", f'published "{name}"', who, now)


def said(response: Response, statement: Statement, zone: tzinfo = UTC) -> str:
    """Its words as they are published now: with the time of the next update, in the reader's zone."""
    promise = clock(response.next_update_at, zone) if response.next_update_at else "then"
    return fill(statement.text, {PROMISE: promise})


def named(response: Response, name: str) -> Statement:
    """The statement of that name. Raises ValueError with those that there are."""
    for statement in response.statements:
        if same(statement.name, name):
            return statement
    known = ", ".join(f'"{one.name}"' for one in response.statements) or "none; draft one"
    raise ValueError(f'there is no statement "{name}"; there are: {known}')


def _unapproved(statement: Statement) -> None:
    if statement.approved_by:
        raise Conflict(f'"{statement.name}" was already approved by {statement.approved_by}')


def _unchanged(statement: Statement, read: str) -> None:
    if read and read != mark(statement.text):
        raise Conflict(f'"{statement.name}" has other words by now, of {statement.drafted_by}; read them first')


def _filled(statement: Statement) -> None:
    if open_ := blanks(statement.text):
        raise ValueError(f'"{statement.name}" still waits for {{{open_[0]}}}; fill it in and have it approved then')


def _put(response: Response, statement: Statement) -> Response:
    if all(one.name != statement.name for one in response.statements):
        return replace(response, statements=(*response.statements, statement))
    changed = tuple(statement if one.name == statement.name else one for one in response.statements)
    return replace(response, statements=changed)


def _ask(response: Response, statement: Statement, undeciding: Collection[str] = ()) -> str:
    able = [f"{who} ({duty})" for duty, who in approvers(response, statement, undeciding)]
    return f"ask {' or '.join(able)}" if able else NOBODY
