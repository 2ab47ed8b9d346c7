"""The incident's own page: everything about it, and forms for a browser that is local."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from listener.app import App
from listener.crisis.measured import promised
from listener.crisis.playbooks import files
from listener.crisis.playbooks.suggested import suggested
from listener.crisis.playbooks.variables import brand
from listener.crisis.screen import merged
from listener.messages.compose import earlier, evidence, sample, thread
from listener.situation.annotated import noted
from listener.situation.course import SPANS, course
from listener.situation.due import due
from listener.situation.needs import ladder, ladders, needs_person
from listener.situation.posts import TONES, Wanted, chosen, tone_of
from listener.situation.sentences import incident_lead
from listener.situation.stories import most_told
from listener.situation.timeline import of_weight, weight
from listener.web.charts.bars import boxes, timebar
from listener.web.charts.course import chart, flag_name
from listener.web.drawing import Show
from listener.web.frame import frame
from listener.web.live.shared import Shared
from listener.web.posting import Forms, Given
from listener.web.refusal import Refusal
from listener.web.security.headers import FORM
from listener.web.security.visitor import visitor
from listener.web.views.of_incident import OfIncident
from listener.wording.figures import counted
from listener.wording.outcomes import outcome
from rules.alerting.titles import stands
from rules.response.playbook import Playbook
from rules.response.statements import APPROVERS, approvers, blanks, mark, said
from rules.response.steps import DUTIES, PHASES
from rules.response.updates import EVERY
from rules.wording.scopes import subject
from storage.errors import ListenerError
from storage.records import Incident, Scope, StoredMention
from storage.records import Response as Crisis

HISTORY = timedelta(minutes=1)
POSTS, LINES = 20, 30
"""Posts and lines of the timeline that are shown, unless all are asked for."""
MESSAGES = 100
"""The newest messages about it that are shown with what became of them."""


class IncidentView(OfIncident):
    """`/incidents/ID`."""

    def __init__(self, app: App, show: Show, forms: Forms) -> None:
        super().__init__(app, show, forms)
        self._shared = Shared(app)
        self._history: dict[tuple[Scope, datetime], tuple[datetime, list[StoredMention]]] = {}

    async def _before(self, app: App, scope: Scope, since: datetime) -> list[StoredMention]:
        """What was said before an alert; that is history, and read once a minute while its page is looked at."""
        now = app.clock.now()
        self._history = {key: kept for key, kept in self._history.items() if abs(now - kept[0]) < HISTORY}
        if (scope, since) not in self._history:
            self._history[scope, since] = (now, await earlier(app, scope, since))
        return self._history[scope, since][1]

    async def _drawn(
        self,
        request: Request,
        incident: Incident,
        said: str = "",
        status_code: int = 200,
        fields: Mapping[str, str] | None = None,
    ) -> Response:
        app, now = self._app, self._app.clock.now()
        around = await frame(app, request, "incidents", now)
        about, asked = brand(app.config, incident), Asked(request.query_params)
        told, facts = await evidence(app, incident.alerts, self._before)
        values: dict[str, Any] = {
            "now": now,
            "frame": around,
            "incident": incident,
            "brand": about,
            "approves": visitor(request).may("approval"),
            "said": said,
            "token": self._forms.token(request, incident) if around.acts else None,
            "fields": Given(fields or {}),
            "asked": asked,
            "facts": facts,
            "stories": most_told(told),
            "weight": weight,
            "outcome": outcome,
            "messages": await app.read(app.store.outgoing, thread(incident), MESSAGES),
            **self._choices(told, incident, now),
            **await self._course(asked, incident, now),
            **self._posts(told, asked, incident),
            **await self._crisis(asked, incident),
        }
        return self._show("incident.html", status_code=status_code, headers=FORM, **values)

    def _choices(self, told: Sequence[StoredMention], incident: Incident, now: datetime) -> dict[str, Any]:
        """What the forms offer."""
        config = self._app.config
        books = files.names(config.folder)
        return {
            "people": [person.name for person in config.everybody],
            "targets": [target.name for target in config.targets],
            "rotations": [rotation.name for rotation in config.rotations],
            "books": books,
            "suggested": suggested(told, books),
            "ladder": ladder(config, incident, now),
            "ladders": ladders(config, incident, now),
        }

    async def _course(self, asked: Asked, incident: Incident, now: datetime) -> dict[str, Any]:
        app, needs, about = self._app, needs_person(incident), brand(self._app.config, incident)
        drawn = await self._shared.read(f"{incident.id} {asked.span}", course, app.store, incident, now, asked.span)
        notes = await app.read(noted, app.store, drawn.volume.start, drawn.volume.end, [about] if about else None)
        label = _label(incident, drawn.volume.counts)
        lasts = incident.state != "resolved" and incident.alerts and not incident.drill
        return {
            "lead": incident_lead(subject(drawn.scope), drawn.hour) if lasts else "",
            "needs": needs,
            "notes": notes,
            "spans": tuple(SPANS),
            "says": lambda alert: stands(alert, now, resolved=incident.state == "resolved"),
            "course": drawn,
            "chart": chart(drawn, app.config.zone, label, urgent=needs, notes=tuple(notes)),
            "flag": lambda alarm: flag_name(alarm, needs),
            "timebar": timebar,
        }

    def _posts(self, told: Sequence[StoredMention], asked: Asked, incident: Incident) -> dict[str, Any]:
        about = brand(self._app.config, incident)
        found = chosen(told, Wanted(tone=asked.tone, story=asked.story, brand=about))
        shown = found if asked.all else found[:POSTS]
        return {
            "posts": [(sample(self._app, each, about), tone_of(each, about), each) for each in shown],
            "told": len(told),
            "found": len(found),
            "tones": [(name, sum(tone_of(each, about) == name for each in told)) for name in TONES],
        }

    async def _crisis(self, asked: Asked, incident: Incident) -> dict[str, Any]:
        assert incident.id is not None
        crisis = await self._app.read(self._app.store.response, incident.id)
        entries = merged(crisis, incident) if crisis else list(incident.timeline)
        lines = of_weight(entries, asked.kind)
        book = await self._app.read(_book, self._app, crisis) if crisis and crisis.playbook else None
        return {
            "crisis": crisis,
            "promised": promised(incident, crisis, self._app.config.response),
            "due": due(crisis, self._app.config.undeciding) if crisis else None,
            "approvers": partial(approvers, undeciding=self._app.config.undeciding),
            "undeciding": self._app.config.undeciding,
            "approving": APPROVERS,
            "blanks": blanks,
            "mark": mark,
            "said_of": partial(said, crisis, zone=self._app.config.zone) if crisis else None,
            "never": book.never if book else (),
            "phases": PHASES,
            "duties": DUTIES,
            "every": EVERY,
            "boxes": boxes,
            "judged": next((each for each in reversed(incident.timeline) if each.kind == "verdict"), None),
            "timeline": lines if asked.all else lines[:LINES],
            "lines": len(lines),
        }

    async def _found(self, request: Request) -> Incident:
        id = request.path_params["id"]
        found = await self._app.read(self._app.store.incident_by_id, id)
        if found is None:
            raise Refusal(404, "There is no such incident", f"None has the number {id}. It may be of another store.")
        return found


class Asked:
    """What the address asks for; whatever it does not know is left out."""

    def __init__(self, given: QueryParams) -> None:
        self.span = _one_of(given.get("span"), SPANS) or "24h"
        self.tone = _one_of(given.get("tone"), TONES)
        self.kind = _one_of(given.get("kind"), ("decision", "action", "automatic"))
        story = given.get("story", "")
        self.story = int(story) if story.isascii() and story.isdigit() and len(story) <= 18 else None
        self.all = given.get("all") == "1"

    def address(self, place: str = "", **changes: str | None) -> str:
        """The same with something changed; None takes it out."""
        now = {
            "span": None if self.span == "24h" else self.span,
            "tone": self.tone,
            "story": None if self.story is None else str(self.story),
            "kind": self.kind,
            "all": "1" if self.all else None,
        }
        wanted = {name: value for name, value in (now | changes).items() if value is not None}
        return f"?{urlencode(wanted)}{place}"


def _one_of(text: str | None, known: Sequence[str] | Mapping[str, object]) -> str | None:
    return text if text in known else None


def _book(app: App, crisis: Crisis) -> Playbook | None:
    """The playbook as it is now; None where it is gone."""
    try:
        return files.playbook(app.config.folder, crisis.playbook or "")
    except ListenerError:
        return None


def _label(incident: Incident, counts: Sequence[int]) -> str:
    return f"Course of incident {incident.id}: {counted(sum(counts), 'mention')}, at most {max(counts):,} in one bar"
