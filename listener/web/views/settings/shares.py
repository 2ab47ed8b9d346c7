"""`/settings/shares`: addresses that show one thing to whoever has them; given out and withdrawn here."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from listener.actions import shares
from listener.brands.asked import SPANS
from listener.people.links import homes
from listener.web.inbox import Place
from listener.web.out import CHARTS
from listener.web.posting import Given
from listener.web.sharing import LONGEST, shown
from listener.web.views.settings.base import SettingsPage
from listener.wording.text import one_line
from storage.errors import ListenerError
from storage.records import Actor, Share, ShareKind

KINDS: tuple[ShareKind, ...] = ("feed", "chart", "calendar")


class Shares(SettingsPage):
    """The list, and a form for another one, filled in by whatever page led here."""

    template = "settings/shares.html"
    needs = "shares"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        if fields.get("do") == "withdraw":
            number = fields.get("id", "")
            if not (number.isascii() and number.isdigit() and len(number) <= 18):
                raise ListenerError("there is no such address")
            gone = await shares.withdraw(self._app, int(number), actor)
            return await self.drawn(request, f"{gone.name} shows nothing any more.")
        kind: ShareKind = next((each for each in KINDS if each == fields.get("kind")), "feed")
        shows = shown(self._app.config, kind, fields, actor.name)
        path, made = await shares.add(self._app, kind, fields.get("name", ""), shows, actor)
        addresses = [home + path for home in homes(self._app.config)]
        said = f"This is {made.name}. Keep its address now: nobody can see it again."
        return await self.drawn(request, said, made=addresses, picture=kind == "chart")

    async def values(self, request: Request) -> dict[str, Any]:
        found = await self._app.read(self._app.store.shares)
        given = Given({name: one_line(value, LONGEST) for name, value in request.query_params.items()})
        return {
            "shares": found,
            "given": given,
            "kept": Place.of(given).fields() if given.get("of") == "inbox" else {},
            "brands": self._app.config.brands,
            "charts": CHARTS,
            "spans": tuple(SPANS),
            "people": [each.name for each in self._app.config.everybody if each.role != "observer"],
            "rotations": [each.name for each in self._app.config.rotations],
            "words": _words,
            "picture": False,
        }


def _words(share: Share) -> str:
    """What an address shows, by the names that the address of the page has."""
    return ", ".join(f"{name} {value}" for name, value in share.shows.items() if name != "of") or "everything"
