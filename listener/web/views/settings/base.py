"""What the pages of the settings share: who may see which."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from listener.actions.actor import Action
from listener.web.security.visitor import Visitor, visitor
from listener.web.views.page import Page

PAGES: tuple[tuple[str, str, Action | None], ...] = (
    ("/settings/me", "You", None),
    ("/settings/people", "People", "people"),
    ("/settings/tokens", "Tokens", "tokens"),
    ("/settings/shares", "Addresses", "shares"),
    ("/settings/messages", "Messages", "outbox"),
    ("/settings/audit", "Audit", "settings"),
    ("/settings/machine", "Machine", "settings"),
)
"""Address, name, and what one must be allowed to see it."""
FOR_ALL = (("/oncall", "On call"),)
"""Pages of the settings that everybody may see."""


class SettingsPage(Page):
    """One of them."""

    section = "settings"

    async def drawn(
        self,
        request: Request,
        said: str = "",
        status_code: int = 200,
        fields: dict[str, str] | None = None,
        **more: Any,
    ) -> Response:
        """The page, with what there is to say, and the way to the others."""
        shown: dict[str, Any] = {"made": None, "tabs": [*tabs(visitor(request)), *FOR_ALL]}
        return await super().drawn(request, said, status_code, fields, **{**shown, **more})


def tabs(found: Visitor) -> list[tuple[str, str]]:
    """Address and name of each page that not everybody may see, and this visitor may."""
    return [(path, name) for path, name, needs in PAGES if (found.may(needs) if needs else not found.is_local)]
