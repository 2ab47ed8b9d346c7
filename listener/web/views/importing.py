"""`/sources/import`: a file with what was said before is sent, looked at, and read in beside everything else."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from listener.actions import uploading
from listener.actions.uploads import KEPT, refused_place
from listener.explore.narrowing import Narrowing
from listener.web.charts.bars import thin
from listener.web.doing import named
from listener.web.posting import Given
from listener.web.refusal import Refusal
from listener.web.security import forms
from listener.web.security.headers import saved
from listener.web.security.uploads import uploaded
from listener.web.security.visitor import visitor
from listener.web.views.page import Page
from storage.errors import ListenerError
from storage.opening import Location
from storage.records import Actor, Upload

LIST = "/sources/import"


class ImportsView(Page):
    """The form, and what was sent lately."""

    template = "sources/imports.html"
    section = "sources"
    needs = "imports"

    async def act(self, request: Request) -> Response:
        """A file was sent. Who may not send one is told before it is read."""
        self._required(request)
        forms.own(request)
        async with uploaded(request, uploading.LARGEST) as sent:
            fields = forms.checked(self._app, request, sent.fields)
            try:
                actor = named(fields | {"who": fields.get("who") or visitor(request).who}, visitor(request))
                if sent.content is None:
                    raise ListenerError("choose a file")
                made = await uploading.receive(self._app, sent.content, sent.name, fields, actor)
            except ListenerError as error:
                return await self.drawn(request, f"Nothing was kept: {error}.", 422, fields)
        return self.remembered(request, RedirectResponse(f"{LIST}/{made.id}", 303), actor)

    async def values(self, request: Request) -> dict[str, Any]:
        return {
            "uploads": await self._app.read(self._app.store.uploads),
            "largest": uploading.LARGEST >> 20,
            "kept": KEPT,
            "how": _HOW,
            "bar": thin,
        }


class ImportView(Page):
    """One file: what it is, how far it is, what became of it."""

    template = "sources/import.html"
    section = "sources"
    needs = "imports"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        id = request.path_params["id"]
        match fields.get("do"):
            case "try":
                await uploading.again(self._app, id, fields, actor)
            case "start":
                await uploading.begin(self._app, id, actor)
            case "remove":
                await uploading.remove(self._app, id, actor)
                return RedirectResponse(LIST, 303)
            case _:
                raise Refusal(400, "This is not what the form of the page sends")
        return RedirectResponse(f"{LIST}/{id}", 303)

    async def values(self, request: Request) -> dict[str, Any]:
        found = await self._upload(request)
        return {
            "upload": found,
            "asked": Narrowing("").by("source", found.source),
            "given": Given({**found.choices, "source": found.source}),
            "kept": KEPT,
            "how": _HOW,
            "bar": thin,
            "keep": self._app.config.collect.keep,
            "reads": self._app.config.classify.enabled,
        }

    async def refused(self, request: Request) -> Response:
        """The rows that were not used, to be mended and sent again."""
        self._required(request)
        found = await self._upload(request)
        return refused_of(self._app.config.store, found)

    async def _upload(self, request: Request) -> Upload:
        found = await self._app.read(self._app.store.upload, request.path_params["id"])
        if found is None:
            raise Refusal(404, "There is no such file", f"What was sent is kept for {KEPT.days} days.")
        return found


_HOW = (
    ("map", "Which column is which", "text=Kommentar,date=Datum"),
    ("timezone", "Zone of times that do not say theirs", "Europe/Berlin"),
    ("date", "When rows without a date were said", "2026-09-01, or now"),
    ("encoding", "Encoding, where it is not found", "cp1252"),
    ("member", "Of an archive of several files, the one to read", "survey.csv"),
)
"""(name, label, example) of what can be said of a table beforehand."""


def refused_of(at: Location, found: Upload) -> Response:
    """The file with the refused rows. Refusal where there is none."""
    path = refused_place(at, found)
    if not found.mend or not path.exists():
        raise Refusal(404, "There is no such file", "No row was refused, or its time is over.")
    return FileResponse(path, media_type="application/octet-stream", headers=saved(f"refused-{found.id}{found.mend}"))
