"""`/settings/audit`: who did what, when, from where."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from listener.web.views.settings.base import SettingsPage

SHOWN = 500


class Audit(SettingsPage):
    """The newest entries."""

    template = "settings/audit.html"
    needs = "settings"

    async def values(self, request: Request) -> dict[str, Any]:
        return {"entries": await self._app.read(self._app.store.audited, SHOWN), "shown": SHOWN}
