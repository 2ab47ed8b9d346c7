"""`/incidents/ID/debrief`: how fast it was, what drove it, what was missed, what changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import crises
from listener.actions.actor import Denied
from listener.actions.commands import Unclear
from listener.app import App
from listener.crisis.debrief import Debrief, debrief
from listener.metrics.response_times import elapsed
from listener.situation.course import course
from listener.web.acting import remember
from listener.web.charts.bars import bar
from listener.web.charts.course import chart, flag_name
from listener.web.doing import do
from listener.web.drawing import Show
from listener.web.frame import frame
from listener.web.posting import Forms, Given
from listener.web.refusal import Refusal
from listener.web.security.headers import FORM
from listener.web.security.visitor import visitor
from storage.errors import Conflict, ListenerError
from storage.records import Incident

LONG = timedelta(hours=18)
"""A crisis that lasts longer is shown over seven days."""


class DebriefView:
    """The evaluation of one crisis."""

    def __init__(self, app: App, show: Show, forms: Forms) -> None:
        self._app, self._show, self._forms = app, show, forms

    async def look(self, request: Request) -> Response:
        """The page."""
        return await self._drawn(request, await self._found(request))

    async def act(self, request: Request) -> Response:
        """An action is written down or ticked off, or the evaluation is closed."""
        incident, fields = await self._found(request), await self._forms.fields(request)
        try:
            await self._forms.once(fields.get("token", ""), incident)
            who = await do(self._app, request.path_params["id"], fields, visitor(request))
        except Denied as error:
            raise Refusal(403, "This is not yours to do", f"{error}.") from None
        except Unclear as error:
            return await self._drawn(request, incident, f"Nothing was done: {error}.", 422, fields)
        except Conflict as error:
            return await self._drawn(request, incident, f"Somebody was first: {error}.", 409, fields)
        except ListenerError as error:
            return await self._drawn(request, incident, f"Nothing was done: {error}.", 409, fields)
        done = RedirectResponse(f"/incidents/{incident.id}/debrief", 303)
        remember(done, who)
        return done

    async def _drawn(
        self,
        request: Request,
        incident: Incident,
        said: str = "",
        status_code: int = 200,
        fields: Mapping[str, str] | None = None,
    ) -> Response:
        app, now = self._app, self._app.clock.now()
        assert incident.id is not None
        around = await frame(app, request, "incidents", now)
        response = await crises.found(app, incident.id)
        found = await app.read(debrief, app.store, app.config, response, incident, now)
        lasted = (response.resolved_at or now) - incident.opened_at
        drawn = await app.read(course, app.store, incident, now, "7d" if lasted > LONG else "24h")
        return self._show(
            "debrief.html",
            status_code=status_code,
            headers=FORM,
            now=now,
            frame=around,
            incident=incident,
            crisis=response,
            found=found,
            times=_times(found),
            course=drawn,
            chart=chart(drawn, app.config.zone, f"Course of incident {incident.id}"),
            flag=lambda alarm: flag_name(alarm, urgent=False),
            bar=bar,
            token=self._forms.token(incident) if around.acts else None,
            people=[person.name for person in app.config.everybody],
            said=said,
            fields=Given(fields or {}),
        )

    async def _found(self, request: Request) -> Incident:
        id = request.path_params["id"]
        found = await self._app.read(self._app.store.incident_by_id, id)
        if found is None or await self._app.read(self._app.store.response, id) is None:
            raise Refusal(404, "There is no such crisis", f"Nobody declared incident {id} a crisis.")
        return found


def _times(found: Debrief) -> list[tuple[str, timedelta | None, str]]:
    """How long each took, and from when to when that is."""
    times = found.times
    return [
        ("Seen", elapsed(times.first_post, times.alerted), "first post of a story that drove it, to the first alert"),
        ("Taken", elapsed(times.alerted, times.acknowledged), "first alert, until somebody took it"),
        ("First answer", elapsed(times.alerted, times.responded), "first alert, to the first update or statement"),
        ("Recovered", elapsed(times.alerted, times.recovered), "first alert, until volume and tone were as before"),
    ]
