"""`/out/TOKEN.atom`, `.svg` and `.ics`: what was given out, for whoever has the address; nobody signs in for it."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from listener.app import App
from listener.people.digests import digest
from listener.web.live.shared import Shared
from listener.web.out import entries, picture, turns
from listener.web.refusal import Refusal
from listener.wording.addresses import address
from listener.wording.atom import feed, xml_safe
from listener.wording.calendar import calendar
from listener.wording.text import sentence
from storage.errors import ListenerError, StoreError
from storage.records import Share

NOTED = timedelta(minutes=1)
# Nothing in the picture runs or loads; it may stand in pages of other sites, and its own style counts in it.
PICTURE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class OutView:
    """One method an ending."""

    def __init__(self, app: App) -> None:
        self._app, self._shared = app, Shared(app)

    async def feed(self, request: Request) -> Response:
        """Posts, the newest first, as Atom."""
        share, now = await self._share(request, "feed"), self._app.clock.now()
        found = await self._app.read(entries, self._app, share, now)
        made = feed(f"share {share.id}", share.name, found, now, address(self._app.config.base_url, "/"))
        return Response(made, media_type="application/atom+xml; charset=utf-8")

    async def chart(self, request: Request) -> Response:
        """A chart, as a picture that may stand in any page."""
        share, now = await self._share(request, "chart"), self._app.clock.now()
        try:
            made = await self._shared.read(f"chart {share.id}", picture, self._app, share, now)
        except ListenerError as error:
            raise Refusal(404, "There is nothing to show", sentence(error)) from None
        return Response(xml_safe(made), media_type="image/svg+xml; charset=utf-8", headers=PICTURE)

    async def calendar(self, request: Request) -> Response:
        """Who is on call, for a program with calendars."""
        share, now = await self._share(request, "calendar"), self._app.clock.now()
        made = calendar(share.name, turns(self._app.config, share, now), now)
        return Response(made, media_type="text/calendar; charset=utf-8")

    async def _share(self, request: Request, kind: str) -> Share:
        """That of the address; whoever has none, or one that was withdrawn, learns nothing."""
        app = self._app
        found = await app.read(app.store.share, digest(request.path_params["token"]))
        if found is None or found.kind != kind:
            raise Refusal(404, "There is no such address", "It may have been withdrawn; ask whoever gave it to you.")
        now = app.clock.now()
        if found.id is not None and (found.used_at is None or now - found.used_at >= NOTED):
            with suppress(StoreError):
                await app.write(app.store.share_used, found.id, now)
        return found
