"""`/exports`: files that are written beside everything else: how far each is, and where it can be fetched."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from listener.actions import exporting
from listener.actions.actor import Denied, may
from listener.explore.place import Place
from listener.explore.shelf import KEPT, place
from listener.explore.written import MEDIA
from listener.web.charts.bars import thin
from listener.web.refusal import Refusal
from listener.web.views.page import Page
from listener.wording.text import sentence
from storage.errors import ListenerError
from storage.records import Actor, Export


class ExportsView(Page):
    """One's own; managers see all."""

    template = "exports.html"
    section = "explore"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        number = fields.get("id", "")
        if not (number.isascii() and number.isdigit() and len(number) <= 18):
            raise ListenerError("there is no such export")
        if fields.get("do") == "cancel":
            await exporting.cancel(self._app, int(number), actor)
        else:
            await exporting.remove(self._app, int(number), actor)
        return RedirectResponse("/exports", 303)

    async def file(self, request: Request) -> Response:
        """What was written."""
        return await sent(self._app, request.path_params["id"], self.actor(request))

    async def values(self, request: Request) -> dict[str, Any]:
        actor = self.actor(request)
        every = await self._app.read(self._app.store.exports)
        shown = [each for each in every if each.who == actor.name or may(actor, "reports")]
        return {
            "exports": shown,
            "under_way": sum(not each.is_over for each in shown),
            "asked": lambda each: Place.of(each.asked).address(),
            "words": _words,
            "bar": thin,
            "size": _size,
            "kept": KEPT,
        }


async def sent(app: Any, id: int, actor: Actor) -> Response:
    """The file of an export, for whoever may have it. Refusal where there is none."""
    try:
        found = await exporting.own(app, id, actor)
    except Denied as error:
        raise Refusal(403, "This is not yours to fetch", sentence(error)) from None
    except ListenerError as error:
        raise Refusal(404, "There is no such export", sentence(error)) from None
    path = place(app.config.store, found)
    if found.status != "done" or not path.exists():
        raise Refusal(410, "This file is not there", "It is not written yet, or its time is over.")
    name = f"mentions-{found.asked_at:%Y-%m-%d}-{found.id}.{found.format}"
    return FileResponse(path, media_type=MEDIA[found.format], filename=name)


def _words(export: Export) -> str:
    place = Place.of(export.asked)
    return ", ".join(filter(None, (place.q, place.brand, place.since and f"since {place.since}"))) or "everything"


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 100_000 else f"{count / 1e3:,.1f} KB"
