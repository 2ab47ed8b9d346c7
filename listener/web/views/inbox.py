"""`/inbox`: what waits for somebody, each with the reason why it is here; the conversation that is read; forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import cases
from listener.actions.actor import Denied
from listener.actions.commands import Unclear
from listener.actions.desk import pace, saved_replies
from listener.app import App
from listener.explore.narrowing import Narrowing
from listener.explore.place import Place as Asking
from listener.metrics.answers import within
from listener.situation.annotated import noted
from listener.situation.opened_case import OpenedCase, opened_case
from listener.situation.queue import Queue, queue
from listener.web.acting import remember
from listener.web.casework import SNOOZES, picked, work
from listener.web.charts.paced import chart
from listener.web.doing import named
from listener.web.drawing import Show
from listener.web.frame import Frame, frame
from listener.web.inbox import Place, view
from listener.web.looking import Looking
from listener.web.posting import Forms, Given
from listener.web.refusal import Refusal
from listener.web.security.headers import FORM
from listener.web.security.visitor import visitor
from listener.wording.text import sentence
from storage.errors import Conflict, ListenerError
from storage.records import CaseView, QueueTally, Wanted

PAGE = 50
FIX_KEYS = {"toward": "w", "intent": "i", "emotion": "f"}
"""What opens the choices of a head whose reading is corrected; numbers choose, as those of the sentiment do at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A word about what was asked for, and what was written into the form."""

    words: str = ""
    status_code: int = 200
    fields: Mapping[str, str] | None = None


def _refused(error: ListenerError, fields: Mapping[str, str]) -> _Said:
    first = isinstance(error, Conflict)
    words = f"{'Somebody was first' if first else 'Nothing was done'}: {error}."
    return _Said(words=words, status_code=422 if isinstance(error, Unclear) else 409, fields=fields)


class InboxView:
    """`/inbox` and `/inbox/pace`."""

    def __init__(self, app: App, show: Show, forms: Forms) -> None:
        self._app, self._show, self._forms = app, show, forms
        self._looking = Looking()

    async def look(self, request: Request) -> Response:
        """The page."""
        return await self._drawn(request, Place.of(request.query_params))

    async def act(self, request: Request) -> Response:
        """A form of the page was sent: do it, and show where somebody goes on."""
        fields = await self._forms.fields(request)
        place = Place.of(fields)
        try:
            actor = named(fields, visitor(request))
            done = await work(self._app, fields, actor)
        except Denied as error:
            raise Refusal(403, "Nothing was done", sentence(error)) from None
        except ListenerError as error:
            return await self._drawn(request, _about(place, fields), _refused(error, fields))
        # Who has a case open stands where something was taken back; a list opens none by itself.
        if done.back and place.case is not None and place.case not in done.back:
            place = replace(place, case=done.back[0])
        if done.said:
            return await self._drawn(request, place, _Said(words=f"{done.said}."))
        answer = RedirectResponse(place.address(case=place.case, after=place.after, done=done.act), 303)
        remember(answer, actor.name)
        return answer

    async def pace(self, request: Request) -> Response:
        """How fast the inbox is worked."""
        app, now = self._app, self._app.clock.now()
        around = await frame(app, request, "inbox", now)
        days = 7 if request.query_params.get("days") == "7" else 30
        found = await app.read(pace, app.store, app.config, now - timedelta(days=days), now)
        tally = await app.read(app.store.queue_tally, around.who, now)
        views = await app.read(app.store.case_views)
        notes = await app.read(noted, app.store, found.days[0].begins, now, None)
        first_answers = sum(day.answers.first.n for day in found.days)
        answered = f"Time to first answer, median by day of {first_answers:,} first answers"
        return self._show(
            "inbox-pace.html",
            headers=FORM,
            now=now,
            frame=around,
            pace=found,
            notes=notes,
            chart=chart(found.days, app.config.desk.first_answer, notes, app.config.zone, answered),
            days=days,
            desk=app.config.desk,
            within=within,
            menu=_menu(tally, views, None),
        )

    async def _drawn(self, request: Request, place: Place, said: _Said | None = None) -> Response:
        app, now, said = self._app, self._app.clock.now(), said or _Said()
        around = await frame(app, request, "inbox", now)
        found = await app.read(queue, app, place.seen_by(around.who), around.who, now, place.after, PAGE)
        opened = await self._opened(place, found, around)
        act = await app.read(app.store.last_act, around.who, now - cases.UNDO) if around.who else None
        values: dict[str, Any] = {
            "now": now,
            "frame": around,
            "works": visitor(request).may("cases"),
            "place": place,
            "found": found,
            "menu": _menu(found.tally, found.views, place),
            "title": _title(place, found),
            "opened": opened,
            "said": said.words,
            "fields": Given(said.fields or {}),
            "done": act,
            "fresh": act is not None and act.id == place.done,
            "people": [each.name for each in app.config.everybody if each.role != "observer"],
            "teams": [each.name for each in app.config.teams],
            "snoozes": tuple(SNOOZES),
            "fix_keys": FIX_KEYS,
            "rules": len(app.config.inbox),
            "approval": app.config.desk.approval,
            "shares": visitor(request).may("shares"),
            "feed": "/settings/shares?" + urlencode({"kind": "feed", "of": "inbox", **place.fields()}),
            **self._of_opened(opened, found, around),
        }
        return self._show("inbox.html", status_code=said.status_code, headers=FORM, **values)

    async def _opened(self, place: Place, found: Queue, around: Frame) -> OpenedCase | None:
        id = place.case if place.case is not None else next((row.case.id for row in found.rows), None)
        case = await self._app.read(self._app.store.case, id) if id is not None else None
        if case is None:
            return None
        if place.case is not None and around.acts and around.who:
            await cases.seen(self._app, case, around.who)
        return await self._app.read(opened_case, self._app, case, around.incidents)

    def _of_opened(self, opened: OpenedCase | None, found: Queue, around: Frame) -> dict[str, Any]:
        """Where one goes from the case that is read, who else reads it, and what answers begin with."""
        if opened is None:
            return {"before": None, "next": None, "number": None, "others": (), "replies": (), "by_author": ""}
        ids = [row.case.id for row in found.rows]
        at = ids.index(opened.case.id) if opened.case.id in ids else None
        now = self._app.clock.now()
        return {
            "number": None if at is None else at + 1,
            "before": ids[at - 1] if at else None,
            "next": ids[at + 1] if at is not None and at + 1 < len(ids) else None,
            "others": self._looking.note(opened.case.id or 0, around.who, now),
            "by_author": _by_author(opened),
            "replies": saved_replies(self._app.config, opened.case, opened.lead, around.who),
        }


def _about(place: Place, fields: Mapping[str, str]) -> Place:
    """Where a form is shown that was refused: at the case that it is about, though it would have led on to the next."""
    return replace(place, case=picked(fields)[0]) if "id" in fields and picked(fields) else place


def _by_author(opened: OpenedCase) -> str:
    """The address of all that was said under the author's name, wherever that was; "" where it cannot be asked for."""
    author = opened.lead.mention.author if opened.lead else None
    name = author.handle or author.name if author else None
    asked = Narrowing("").by("author", name) if name else None
    return Asking(q=asked, since="365d").address() if asked else ""


def _menu(tally: QueueTally, views: Sequence[CaseView], place: Place | None) -> list[tuple[str, str, int | None, bool]]:
    """(label, address, how many, whether one is there) of each view: everybody's, then saved ones, then brands."""
    known: list[tuple[str, Wanted, bool, int | None]] = [
        ("All", Wanted(), False, tally.active),
        ("Mine", Wanted(), True, tally.mine),
        ("Unassigned", Wanted(assignee=""), False, tally.unassigned),
        ("Due", Wanted(due=True), False, tally.due),
        ("Late", Wanted(late=True), False, tally.late),
        ("In doubt", Wanted(doubt=True), False, tally.doubt),
        ("VIPs", Wanted(vip=True), False, tally.vip),
        ("Waits for approval", Wanted(approval=True), False, tally.approval),
        ("On hold", Wanted(status="on hold"), False, tally.on_hold),
        ("Closed", Wanted(status="closed"), False, None),
        *((each.name, each.wanted, False, None) for each in views),
        *((name, Wanted(brand=name), False, count) for name, count in tally.brands[:8]),
    ]
    here = (place.wanted, place.mine) if place else None
    return [(label, view(wanted, mine=mine), count, here == (wanted, mine)) for label, wanted, mine, count in known]


def _title(place: Place, found: Queue) -> str:
    """Of the view that one is in; of any other list what it was narrowed by."""
    for label, _, _, here in _menu(found.tally, found.views, place):
        if here:
            return label
    wanted = place.wanted
    parts = [wanted.status if wanted.status != "active" else "", wanted.brand, wanted.rule, wanted.assignee]
    parts += [f"#{wanted.tag}" if wanted.tag else "", f"team {wanted.team}" if wanted.team else ""]
    return ", ".join(filter(None, parts)) or "Inbox"
