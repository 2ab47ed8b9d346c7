"""`/settings/audit`: who did what, when, from where."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from listener.web.views.settings.base import SettingsPage

SHOWN = 200


class Audit(SettingsPage):
    """All of it, page by page, the newest first."""

    template = "settings/audit.html"
    needs = "settings"

    async def values(self, request: Request) -> dict[str, Any]:
        asked = request.query_params.get("before", "")
        before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 18 else None
        found = await self._app.read(self._app.store.audit_page, before, SHOWN + 1)
        return {
            "entries": [entry for _, entry in found[:SHOWN]],
            "older": found[SHOWN - 1][0] if len(found) > SHOWN else None,
            "before": before,
        }
