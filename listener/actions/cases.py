"""What a person does with cases of the inbox, one or many at once; whatever it is, it can be taken back for a while."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from listener.actions.actor import check
from listener.actions.audit import audit
from listener.actions.viewing import taken
from listener.app import App
from listener.config.findings import suggest
from listener.messages.assigned import assigned
from listener.pipeline.inbox import file, filing
from listener.wording.links import link
from listener.wording.names import alike
from listener.wording.text import one_line
from rules.cases import events
from rules.cases.events import Event
from rules.cases.steps import step, undone
from rules.cases.tags import tag
from storage.errors import Conflict, ListenerError
from storage.records import Act, Actor, Case, CaseView, Correction, Wanted

UNDO = timedelta(minutes=10)
"""How long what somebody did can be taken back."""
MOST = 200
"""Cases that one act may change."""
TRIES = 3
LONGEST_NOTE, LONGEST_DRAFT, LONGEST_VIEW = 2_000, 5_000, 60
Make = Callable[[Case], Event]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of it.

    Attributes:
        cases: As they are now, changed or not.
        act: What can be taken back; None where nothing was changed.
        refused: Cases that were left as they are, each with the reason; only where there were several.
    """

    cases: tuple[Case, ...]
    act: Act | None = None
    refused: tuple[tuple[int, str], ...] = ()


async def take(app: App, ids: Iterable[int], actor: Actor) -> Done:
    """Take care of them. Conflict where somebody else has."""
    return await change(app, ids, actor, lambda _: events.Taken(who=actor.name), "took")


async def assign(app: App, ids: Iterable[int], actor: Actor, to: str | None = None, team: str | None = None) -> Done:
    """Give them to a person, who is told of it, or a team, or with neither back to all. ListenerError where nobody is
    called so."""
    person = _person(app, to) if to else None
    group = _team(app, team) if team else None
    what = f"assigned to {person or f'team {group}'}" if person or group else "gave back"
    done = await change(app, ids, actor, lambda _: events.Assigned(who=actor.name, to=person, team=group), what)
    if person and person != actor.name and done.act and done.act.id:
        changed = {case.id for case in done.act.before}
        given = [case for case in done.cases if case.id in changed]
        told = await assigned(app, given, person, actor.name, done.act.id, done.act.at)
        await app.write(app.store.enqueue, told)
    return done


async def hold(app: App, ids: Iterable[int], actor: Actor, until: datetime | None = None) -> Done:
    """Put them off: until a moment, or until somebody opens them again."""
    return await change(app, ids, actor, lambda _: events.Held(who=actor.name, until=until), "put off")


async def close(app: App, ids: Iterable[int], actor: Actor) -> Done:
    """Nothing is left to do. Conflict where somebody was faster."""
    return await change(app, ids, actor, lambda _: events.Closed(who=actor.name), "closed")


async def reopen(app: App, ids: Iterable[int], actor: Actor) -> Done:
    """There is something left to do."""
    return await change(app, ids, actor, lambda _: events.Reopened(who=actor.name), "opened again")


async def note(app: App, ids: Iterable[int], text: str, actor: Actor) -> Done:
    """Write something down for those inside."""
    words = text.strip()[:LONGEST_NOTE]
    return await change(app, ids, actor, lambda _: events.Noted(who=actor.name, text=words), "wrote a note on")


async def label(
    app: App, ids: Iterable[int], actor: Actor, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> Done:
    """Add tags and take others away."""
    try:
        more, less = tuple(map(tag, add)), tuple(map(tag, remove))
    except ValueError as error:
        raise ListenerError(str(error)) from None
    return await change(app, ids, actor, lambda _: events.Tagged(who=actor.name, add=more, remove=less), "tagged")


async def promise(app: App, ids: Iterable[int], due_at: datetime | None, actor: Actor) -> Done:
    """Say when the answer is due; None: none is owed."""
    return await change(app, ids, actor, lambda _: events.Promised(who=actor.name, due_at=due_at), "set the time of")


async def draft(app: App, id: int, text: str, actor: Actor) -> Done:
    """Write an answer that is still here; an empty one drops it."""
    words = text.replace("\r\n", "\n").strip()[:LONGEST_DRAFT]
    return await change(app, [id], actor, lambda _: events.Drafted(who=actor.name, text=words), "wrote a draft for")


async def approve(app: App, id: int, text: str, actor: Actor) -> Done:
    """These words, which somebody else wrote, may go out. Conflict where they are others by now."""
    words = text.replace("\r\n", "\n")
    return await change(
        app, [id], actor, lambda _: events.Approved(who=actor.name, text=words), "approved the draft of"
    )


async def answered(app: App, id: int, url: str, actor: Actor) -> Done:
    """It was answered outside, at this address; "" where it has none."""
    address = url.strip()
    if address and link(address) is None:
        raise ListenerError("this is no address of the web; write where the answer stands, as https://example.org/1")
    wanted = app.config.desk.approval
    return await change(
        app, [id], actor, lambda _: events.Answered(who=actor.name, url=address, approval=wanted), "answered"
    )


async def seen(app: App, case: Case, name: str) -> None:
    """Somebody looked at it: news is none to its assignee any more."""
    after, _ = step(case, events.Seen(who=name), app.clock.now())
    if after != case:
        try:
            await app.write(app.store.commit_cases, [after])
        except Conflict:
            return  # there is fresher news


async def put_in(app: App, mention: int, actor: Actor) -> Case:
    """Make a case of a stored mention; the one that it has already where it has one."""
    check(actor, "cases")
    known = await app.read(app.store.case_of, mention)
    stored = await app.read(app.store.mention, mention)
    if stored is None:
        raise ListenerError(f"there is no mention {mention}; `listener search` shows the numbers")
    if known is None:
        now = app.clock.now()
        case = file(app.config, stored, None, now, actor.name)
        until = await app.read(app.store.filed_until)
        await app.write(app.store.commit_filing, [filing(case, stored)], until)
        known = await app.read(app.store.case_of, mention)
        await audit(app, actor, f"put mention {mention} into the inbox", now, about="case", id=known)
    return await found(app, known or 0)


async def undo(app: App, actor: Actor, id: int | None = None) -> tuple[Act, Done]:
    """Take back what the actor did last, or that act of theirs, where nothing else has happened since.

    Raises ListenerError where there is nothing (any more), Conflict where all of its cases have changed since.
    """
    check(actor, "cases")
    now = app.clock.now()
    if id is None:
        act = await app.read(app.store.last_act, actor.name, now - UNDO)
    else:
        act = await app.read(app.store.act, id)
    if act is None or act.id is None or act.who != actor.name or act.at < now - UNDO:
        raise ListenerError("there is nothing to take back: what you did is kept for ten minutes")
    return act, await _undo(app, act, actor, now)


async def save_view(app: App, name: str, wanted: Wanted, actor: Actor, *, replace: bool = False) -> CaseView:
    """Keep a view for all. Raises Conflict where that name leads to another list, unless it is to be replaced."""
    check(actor, "cases")
    view = CaseView(name=one_line(name, LONGEST_VIEW), wanted=wanted, by=actor.name)
    if not view.name:
        raise ListenerError("a view needs a name")
    for old in await app.read(app.store.case_views):
        if old.name == view.name and old.wanted != wanted and not replace:
            raise taken(view.name, old.by)
    await app.write(app.store.save_case_view, view)
    await audit(app, actor, f'saved the view "{view.name}"', app.clock.now(), about="case", id=None)
    return view


async def remove_view(app: App, name: str, actor: Actor) -> None:
    """Forget a view. ListenerError where there is none."""
    check(actor, "cases")
    if not await app.write(app.store.remove_case_view, name):
        raise ListenerError(f'there is no view "{one_line(name, LONGEST_VIEW)}"')
    await audit(app, actor, f'removed the view "{name}"', app.clock.now(), about="case", id=None)


async def found(app: App, id: int) -> Case:
    """The case of that number; ListenerError if there is none."""
    case = await app.read(app.store.case, id)
    if case is None:
        raise ListenerError(f"there is no case {id}; `listener cases list` shows those that there are")
    return case


async def change(
    app: App, ids: Iterable[int], actor: Actor, make: Make, what: str, corrections: Sequence[Correction] = ()
) -> Done:
    """What happens to each of some cases, kept so that it can be taken back. Of several, those that cannot be changed
    are left and told; of one, its own Conflict or ListenerError is the answer."""
    check(actor, "cases")
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise ListenerError("no case is picked")
    if len(wanted) > MOST:
        raise ListenerError(f"{len(wanted)} cases are more than one act may change, which is {MOST}")
    for attempt in range(TRIES):
        now, before = app.clock.now(), [await found(app, wanted[0])] if len(wanted) == 1 else []
        before = before or await app.read(app.store.cases, wanted)
        steps, refused = _stepped(wanted, before, make, now)
        if not steps:
            return Done(cases=tuple(before), refused=refused)
        said = _said(what, [old.id or 0 for old, _ in steps])
        act = Act(
            who=actor.name,
            at=now,
            what=said,
            before=tuple(old for old, _ in steps),
            marks=tuple(new.mark for _, new in steps),
            corrections=tuple(corrections),
        )
        try:
            saved, kept = await app.write(app.store.commit_cases, [new for _, new in steps], act)
            break
        except Conflict:
            if attempt == TRIES - 1:
                raise
    await audit(app, actor, said, now, about="case", id=saved[0].id if len(saved) == 1 else None)
    changed = {case.id: case for case in saved}
    return Done(cases=tuple(changed.get(case.id, case) for case in before), act=kept, refused=refused)


def _stepped(
    wanted: Sequence[int], before: Sequence[Case], make: Make, now: datetime
) -> tuple[list[tuple[Case, Case]], tuple[tuple[int, str], ...]]:
    known = {case.id for case in before}
    steps, refused = [], [(id, "there is no such case") for id in wanted if id not in known]
    for case in before:
        try:
            after, _ = step(case, make(case), now)
        except (Conflict, ValueError) as error:
            if len(wanted) == 1:
                raise error if isinstance(error, Conflict) else ListenerError(str(error)) from None
            refused.append((case.id or 0, str(error)))
            continue
        if after != case:
            steps.append((case, after))
    return steps, tuple(refused)


def _said(what: str, ids: Sequence[int]) -> str:
    numbers = ", ".join(map(str, ids[:10]))
    more = f" and {len(ids) - 10} more" if len(ids) > 10 else ""
    return f"{what} case {numbers}" if len(ids) == 1 else f"{what} {len(ids)} cases: {numbers}{more}"


async def _undo(app: App, act: Act, actor: Actor, now: datetime) -> Done:
    present = {case.id: case for case in await app.read(app.store.cases, [case.id or 0 for case in act.before])}
    back, refused = [], []
    for old, mark in zip(act.before, act.marks, strict=True):
        case = present.get(old.id)
        if case is None or case.mark != mark:
            refused.append((old.id or 0, _meanwhile(case)))
        else:
            back.append(undone(case, old, act.what, actor.name, now)[0])
    if not back:
        raise Conflict(f"it is left as it is: {refused[0][1]}")
    reverse = tuple(replace(each, label=None) for each in act.corrections) if not refused else ()
    saved = await app.write(app.store.undo_act, act.id or 0, back, reverse, now)
    only = saved[0].id if len(saved) == 1 else None
    await audit(app, actor, f"took back: {act.what}", now, about="case", id=only)
    return Done(cases=tuple(saved), refused=tuple(refused))


def _meanwhile(case: Case | None) -> str:
    last = case.history[-1] if case and case.history else None
    if last is None:
        return "it is gone"
    return f"{last.who or 'a new message'} came after you: {last.what}"


def _person(app: App, name: str) -> str:
    people = app.config.everybody
    known = next((each for each in people if alike(each.name) == alike(name)), None)
    if known is None and people:
        raise ListenerError(
            f'there is no person "{one_line(name, 80)}"; {suggest(name, [each.name for each in people])}'
        )
    if known is not None and known.role == "observer":
        raise ListenerError(f"{known.name} is an observer, who looks and takes nothing; give it to somebody else")
    return known.name if known else one_line(name, 80)


def _team(app: App, name: str) -> str:
    names = [team.name for team in app.config.teams]
    if name not in names:
        raise ListenerError(f'there is no team "{one_line(name, 80)}"; {suggest(name, names) or "none is configured"}')
    return name
