"""`/settings/machine`: how the service on this machine is doing, stage by stage."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import backing_up
from listener.metrics.totals import TOTALS
from listener.status import status
from listener.web.refusal import Refusal
from listener.web.views.settings.base import SettingsPage
from storage.records import Actor

SHOWN = 5
"""Copies that are named."""


class Machine(SettingsPage):
    """The judgement of /health, and what it rests on."""

    template = "settings/machine.html"
    needs = "settings"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        if fields.get("do") != "copy":
            raise Refusal(400, "This is not what the form of the page sends")
        await backing_up.ask(self._app, actor)
        return RedirectResponse("/settings/machine#copies", 303)

    async def values(self, request: Request) -> dict[str, Any]:
        app = self._app
        found = await app.read(status, app.store, app.config, app.clock.now(), app.sign_of_life())
        kept = await asyncio.to_thread(backing_up.copies, app)
        copies = {"copies": kept[:SHOWN], "copying": app.copying}
        return {"status": found, "config": app.config, "totals": TOTALS, **copies}
