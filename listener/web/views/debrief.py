"""`/incidents/ID/debrief`: how fast it was, what drove it, what was missed, what changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import get_args

from starlette.requests import Request
from starlette.responses import Response

from listener.actions import crises, debriefing
from listener.actions.actor import Denied
from listener.config.reports import Format, ReportSection
from listener.crisis.debrief import debrief
from listener.crisis.measured import measured
from listener.reports.sending import reviewers
from listener.situation.course import course
from listener.web.charts.bars import bar
from listener.web.charts.course import chart, flag_name
from listener.web.frame import frame
from listener.web.posting import Given
from listener.web.refusal import Refusal
from listener.web.security.headers import FORM, saved
from listener.web.security.visitor import visitor
from listener.web.views.of_incident import OfIncident
from listener.web.views.reports import MEDIA
from listener.wording.text import sentence
from storage.errors import ListenerError
from storage.records import Incident

LONG = timedelta(hours=18)
"""A crisis that lasts longer is shown over seven days."""


class DebriefView(OfIncident):
    """The evaluation of one crisis."""

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
        report = debriefing.about(app.config, incident)
        response = await crises.found(app, incident.id)
        found = await app.read(debrief, app.store, app.config, response, incident, now)
        lasted = (response.resolved_at or now) - incident.opened_at
        drawn = await app.read(course, app.store, incident, now, "7d" if lasted > LONG else "24h")
        drafts = await app.read(app.store.draft_reports, waiting=True)
        return self._show(
            "debrief.html",
            status_code=status_code,
            headers=FORM,
            now=now,
            frame=around,
            incident=incident,
            crisis=response,
            found=found,
            times=measured(found.times, found.targets),
            course=drawn,
            chart=chart(drawn, app.config.zone, f"Course of incident {incident.id}"),
            flag=lambda alarm: flag_name(alarm, urgent=False),
            bar=bar,
            token=self._forms.token(request, incident) if around.acts else None,
            people=[person.name for person in app.config.everybody],
            targets=[target.name for target in app.config.targets],
            ticked=_ticked(report),
            report=report,
            looks=reviewers(app.config, report, now) if report.review else (),
            reports=visitor(request).may("reports") and not response.drill and response.resolved_at is not None,
            waiting=[draft for draft in drafts if draft.crisis == incident.id],
            sent=[entry for entry in response.timeline if entry.kind == "report"],
            formats=get_args(Format),
            said=said,
            fields=Given(fields or {}),
        )

    async def file(self, request: Request) -> Response:
        """The report of the crisis."""
        incident, format = await self._found(request), request.path_params["format"]
        if format not in MEDIA:
            raise Refusal(404, "This report has no such file")
        actor = visitor(request).actor
        assert actor is not None  # the gate lets nobody else come this far
        try:
            name, content = await debriefing.file(self._app, incident.id or 0, format, actor)
        except Denied as error:
            raise Refusal(403, "This is not yours to do", sentence(error)) from None
        except ListenerError as error:
            raise Refusal(409, "It cannot be made", sentence(error)) from None
        return Response(content, media_type=MEDIA[format], headers=saved(name))

    async def _found(self, request: Request) -> Incident:
        id = request.path_params["id"]
        found = await self._app.read(self._app.store.incident_by_id, id)
        if found is None or await self._app.read(self._app.store.response, id) is None:
            raise Refusal(404, "There is no such crisis", f"Nobody declared incident {id} a crisis.")
        return found


def _ticked(report: ReportSection) -> set[str]:
    """What stands ticked in the form that sends the report: what its table says."""
    whom = {f"tell:{who.kind}:{who.name}" for who in report.to}
    return whom | {f"as:{each}" for each in report.formats}
