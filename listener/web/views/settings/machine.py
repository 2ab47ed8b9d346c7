"""`/settings/machine`: how the service on this machine is doing, stage by stage."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from listener.metrics.totals import TOTALS
from listener.status import status
from listener.web.views.settings.base import SettingsPage


class Machine(SettingsPage):
    """The judgement of /health, and what it rests on."""

    template = "settings/machine.html"
    needs = "settings"

    async def values(self, request: Request) -> dict[str, Any]:
        app = self._app
        found = await app.read(status, app.store, app.config, app.clock.now(), app.sign_of_life())
        return {"status": found, "config": app.config, "totals": TOTALS}
