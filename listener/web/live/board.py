"""Pages that many look at, drawn once for all who see the same, and not again before something has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Scope

from listener.app import App
from listener.web.live.changes import Changes
from listener.web.live.drawing import Drawing, cut
from listener.web.live.everybody import EVERYBODY, Anyone, made_ones_own
from listener.web.live.seen import Seen
from listener.web.live.shared import as_new_as
from listener.web.posting import Forms
from listener.web.security.forms import stamp_for
from listener.web.security.visitor import Visitor
from storage.clock import worked
from storage.errors import ListenerError

log = structlog.get_logger()

FRESH = 15.0
"""Seconds: what rests on the time of day alone is no older than this."""
MOST = 256
"""Drawings that are kept."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A drawing, or that it is being made, and what had been seen when that began."""

    seen: Seen
    drawing: asyncio.Task[Drawing | None]


class Board:
    """Draws pages for those who have them open.

    Args:
        pages: The views that may be drawn for everybody, without the gate before them.
    """

    def __init__(self, app: App, pages: ASGIApp, changes: Changes) -> None:
        self._app, self._pages, self._changes = app, pages, changes
        self._forms = Forms(app)
        self._drawing = asyncio.Lock()
        self._kept: dict[tuple[str, ...], _Kept] = {}

    async def drawing(self, address: str, found: Visitor, seen: Seen) -> Drawing | None:
        """The page for a visitor as it was when that was seen, or later; None where there is none that can be told."""
        assert found.actor
        role = (found.actor.role, str(found.is_local), "named" if found.who else "")
        shared = await self._once((address, *role), _everybody(found), seen)
        if shared is None or found.who.casefold() not in shared.compared:
            return shared
        return await self._once((address, *role, found.who, found.key), found, seen)

    def told(self, drawing: Drawing, known: Mapping[str, int], found: Visitor) -> str:
        """What is new in it to a visitor, in JSON, with what is theirs put in."""
        text = drawing.since(known)
        return made_ones_own(
            text,
            found.who,
            lambda: stamp_for(self._app, found.key),
            self._forms.maker(),
        )

    async def _once(self, key: tuple[str, ...], found: Visitor, seen: Seen) -> Drawing | None:
        """Of several who ask at once one draws."""
        known = self._kept.get(key)
        if known is None or not _holds(known, seen):
            known = _Kept(seen, asyncio.create_task(self._draw(key[0], found, seen)))
            self._kept.pop(key, None)
            self._kept[key] = known
            while len(self._kept) > MOST:
                self._kept.pop(next(iter(self._kept)))
        return await asyncio.shield(known.drawing)

    async def _draw(self, address: str, found: Visitor, seen: Seen) -> Drawing | None:
        async with self._drawing:  # one after another, so that others are answered between them
            with as_new_as(seen):
                return await self._measured(address, found)

    async def _measured(self, address: str, found: Visitor) -> Drawing | None:
        began = worked()
        try:
            html = await self._asked(address, found)
            compared = found.who.compared if isinstance(found.who, Anyone) else ()
            return cut(address, html, frozenset(compared)) if html else None
        except (HTTPException, ListenerError) as error:  # the page itself says so when it is fetched
            log.debug("an open page cannot be drawn", page=address, error=str(error))
            return None
        except Exception as error:
            log.error("an open page failed while it was drawn", page=address, exc_info=error)
            return None
        finally:
            self._changes.spent(worked() - began)

    async def _asked(self, address: str, found: Visitor) -> str:
        """The page as a browser gets it; "" where it is no page."""
        answered: list[Message] = []

        async def send(message: Message) -> None:
            answered.append(message)

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        await self._pages(_scope(address, found), receive, send)
        if not answered or answered[0]["status"] != 200:
            return ""
        return b"".join(each.get("body", b"") for each in answered[1:]).decode()


def _holds(known: _Kept, seen: Seen) -> bool:
    """Whether a drawing is as new as what was seen."""
    if known.drawing.cancelled():
        return False
    if known.drawing.done() and known.drawing.result() is None:  # what failed is tried anew, once for each look
        return known.seen.at >= seen.at
    return known.seen.serves(seen) and seen.at - known.seen.at < FRESH


def _everybody(found: Visitor) -> Visitor:
    """Anybody of the same role."""
    assert found.actor
    who = Anyone() if found.who else ""
    return replace(found, actor=replace(found.actor, name=who or found.actor.name), who=who, key=EVERYBODY)


def _scope(address: str, found: Visitor) -> Scope:
    where = urlsplit(address)
    return {
        "type": "http",
        "method": "GET",
        "path": where.path,
        "raw_path": where.path.encode(),
        "root_path": "",
        "scheme": "http",
        "http_version": "1.1",
        "query_string": where.query.encode(),
        "headers": [],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 80),
        "state": {"visitor": found},
    }
