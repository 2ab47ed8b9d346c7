"""`/oncall`: who now, who next, who stands in, who would be told; what is silent, and until when."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import making, silences, standing_in
from listener.actions.actor import check
from listener.situation.duty import WEEK, answer, desk, heard, held, labels_of, monday, routes
from listener.situation.quieted import quieted
from listener.web.charts.rota import rota
from listener.web.refusal import Refusal
from listener.web.security.visitor import visitor
from listener.web.undoing import taken_back, way_back
from listener.web.views.settings.base import SettingsPage
from listener.wording import moments
from listener.wording.text import one_line
from storage.errors import ListenerError
from storage.records import Actor, Silence

ASKED = {"rule": 100, "brand": 100, "query": 100, "severity": 1, "at": 100, "words": 1000, "source": 100}
"""What can be asked of an alert that somebody imagines, and how long it may be."""
NARROWED = ("brand", "query", "rule", "scope")
LENGTHS = ("1h", "4h", "1d", "7d", "30d")


class OnCallView(SettingsPage):
    """The week, the tester, the routes, the silences."""

    template = "oncall.html"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        steps = {
            "end": self._ended,
            "stand in": self._stands_in,
            "end stand-in": self._goes_on,
            "undo": self._undone,
            "look": self._looked,
        }
        if step := steps.get(fields.get("do", "")):
            return await step(request, actor, fields)
        if fields.get("do") != "silence":
            raise Refusal(400, "This is not what the form of the page sends")
        check(actor, "silence")
        await silences.begin(self._app, self._silence(fields, actor), actor, really="really" in fields)
        return RedirectResponse("/oncall#silences", 303)

    async def _looked(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        """What it would have held back, beside the form as it was sent."""
        match = self._match(fields)
        silences.meant(self._app, match, actor)
        app = self._app
        found = await app.read(quieted, app.store, app.config, match, app.clock.now())
        return await self.drawn(request, "", 200, fields, quieted=found)

    async def _ended(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        number = fields.get("id", "")
        if not (number.isascii() and number.isdigit() and len(number) <= 18):
            raise ListenerError("there is no such silence")
        before = next(
            (
                each
                for each in await self._app.read(self._app.store.silences, self._app.clock.now())
                if each.id == int(number)
            ),
            None,
        )
        ended = await silences.end(self._app, int(number), actor)
        was = before or ended
        times = {"from": was.starts_at.isoformat(), "until": was.ends_at.isoformat()}
        thing = {"match": dict(was.match), "reason": was.reason, **times}
        said = f"The silence of {silences.described(ended)} is over."
        return await self.drawn(request, undo=way_back(self._app, request, said, thing))

    async def _stands_in(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        now = self._app.clock.now()
        since, until = (self._moment(fields.get(name, ""), now) for name in ("from", "until"))
        rotation, person = fields.get("rotation", ""), fields.get("person", "")
        await standing_in.stand_in(self._app, rotation, person, since, until, actor)
        return RedirectResponse("/oncall", 303)

    async def _goes_on(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        found = next((each for each in self._app.config.stand_ins if each.name == fields.get("name")), None)
        await standing_in.end(self._app, fields.get("name", ""), actor)
        assert found is not None  # it was there to be ended
        thing = found.model_dump(mode="json", by_alias=True)
        said = f"{found.person} stands in no more."
        return await self.drawn(request, undo=way_back(self._app, request, said, thing))

    async def _undone(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        thing = taken_back(self._app, request, fields.get("undo", ""))
        if "rotation" in thing:
            await making.add(self._app, "stand_ins", thing, actor)
        else:
            match = {label: tuple(values) for label, values in thing["match"].items()}
            since, until = (datetime.fromisoformat(thing[name]) for name in ("from", "until"))
            begins = max(since, self._app.clock.now())
            again = Silence(match=match, who=actor.name, reason=thing["reason"], starts_at=begins, ends_at=until)
            await silences.begin(self._app, again, actor, really=True)
        return RedirectResponse("/oncall", 303)

    def _silence(self, fields: dict[str, str], actor: Actor) -> Silence:
        since, now = fields.get("from", "").strip(), self._app.clock.now()
        begins = self._moment(since, now) if since else now
        ends = self._moment(fields.get("length", ""), begins)
        reason = one_line(fields.get("reason", ""), 500)
        match = self._match(fields)
        return Silence(match=match, who=actor.name, reason=reason, starts_at=begins, ends_at=ends)

    def _match(self, fields: dict[str, str]) -> dict[str, tuple[str, ...]]:
        match: dict[str, tuple[str, ...]] = {label: (fields[label],) for label in NARROWED if fields.get(label)}
        if not match:
            raise ListenerError("say what shall be silent: a brand, a query, a rule or what a rule looks at")
        if fields.get("severity"):
            match["severity"] = tuple(fields["severity"].split(","))
        elif "really" not in fields:
            match["severity"] = ("2", "3")
        return match

    async def values(self, request: Request) -> dict[str, Any]:
        app, config, now = self._app, self._app.config, self._app.clock.now()
        ahead = request.query_params.get("week") == "next"
        start = monday(now + WEEK if ahead else now, config.zone)
        end = monday(start + WEEK + timedelta(hours=12), config.zone)
        desks = [desk(each, config.zone, start, end, now) for each in config.rotations]
        silent = await app.read(held, app.store, now)
        asked = {name: one_line(request.query_params.get(name, ""), most) for name, most in ASKED.items()}
        at, doubt = self._at(asked["at"], now)
        of_post = (
            await asyncio.to_thread(heard, app.matcher, asked["words"], asked["source"]) if asked["words"] else None
        )
        labels = labels_of(config, asked["rule"], asked["brand"], asked["severity"], asked["query"], of_post)
        found = answer(config, [each.silence for each in silent], labels, at)
        return {
            "desks": desks,
            "start": start,
            "last": end - timedelta(hours=12),
            "ahead": ahead,
            "chart": rota(desks, start, end, now, config.zone) if desks else "",
            "silent": silent,
            "asked": asked,
            "at": at,
            "doubt": doubt,
            "labels": labels,
            "heard": of_post,
            "found": found,
            "routes": routes(config),
            "taken": {each.route.name for each in found.told},
            "rules": [each.name for each in config.rules],
            "brands": [each.name for each in config.brands],
            "scopes": list(dict.fromkeys(each.scope for each in config.rules)),
            "quieted": None,
            "queries": [each.name for each in config.queries],
            "sources": [each.name for each in config.sources],
            "lengths": LENGTHS,
            "may": visitor(request).may("silence"),
            "stands": visitor(request).may("oncall"),
            "shares": visitor(request).may("shares"),
            "stand_ins": [each for each in config.stand_ins if each.to > now],
            "ours": {each.name for each in config.made if each.section == "stand_ins"},
            "people": [each.name for each in config.everybody if each.role != "observer"],
            "unfit": [each for each in config.unfit if each.made.section == "stand_ins"],
        }

    def _moment(self, text: str, now: datetime) -> datetime:
        try:
            return moments.ahead(text, now=now, zone=self._app.config.zone)
        except ValueError as error:
            raise ListenerError(str(error)) from None

    def _at(self, text: str, now: datetime) -> tuple[datetime, str]:
        """The moment that is asked about; now where none is, or where it is none."""
        if not text:
            return now, ""
        try:
            return moments.parse(text, now=now, zone=self._app.config.zone), ""
        except ValueError as error:
            return now, str(error)
