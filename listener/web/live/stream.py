"""`/live`: server-sent events. A page that many look at comes in parts as soon as they differ; of any other only that
something has changed, and who hears of it fetches the page.

Nothing can be missed: whoever comes gets every part as it is now, unless the page says that it was drawn in this very
state: then all of them come with the next one. Whoever comes back with the state it knew is told at once if that is not
the present one.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from itertools import islice, zip_longest

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from listener.app import App
from listener.web.live.admitted import Admitted
from listener.web.live.board import Board
from listener.web.live.changes import Changes
from listener.web.live.present import Present
from listener.web.live.seen import Seen
from listener.web.security.visitor import Visitor, visitor
from listener.wording.text import one_line

RETRY = 2000
"""Milliseconds until a browser tries again after a cut."""
LONGEST = 200
MOST, LONGEST_ADDRESS = 8, 500
"""Pages of one browser that come in parts; the tabs beyond fetch theirs."""


class LiveView:
    """The stream of changes."""

    def __init__(self, app: App, changes: Changes, board: Board) -> None:
        self.changes, self.board, self.admitted, self.present = changes, board, Admitted(app), Present()

    async def look(self, request: Request) -> Response:
        """One stream, until either side ends it."""
        given = request.headers.get("last-event-id") or request.query_params.get("after", "")
        present = await self.changes.look()
        known = one_line(given, LONGEST) or present.state
        asked = request.query_params
        drawn = zip_longest(asked.getlist("page"), asked.getlist("seen"), fillvalue="")
        pages = {page: state for page, state in islice(drawn, MOST) if 0 < len(page) <= LONGEST_ADDRESS}
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        watch = _Watch(self, visitor(request) if pages else None, pages)
        events = watch.events(present, known)
        return StreamingResponse(events, media_type="text/event-stream", headers=headers)


class _Watch:
    """One browser, and what it knows of each of its pages.

    Args:
        pages: With the state in which each was drawn; "" where that is not known.
    """

    def __init__(self, view: LiveView, found: Visitor | None, pages: Mapping[str, str]) -> None:
        self._changes, self._board, self._admitted = view.changes, view.board, view.admitted
        self._known: dict[str, Mapping[str, int]] = {page: {} for page in pages}
        self._drawn = dict(pages)
        self._found, self._present = found, view.present
        self._others: dict[str, list[str]] = {}

    async def events(self, seen: Seen, known: str) -> AsyncIterator[str]:
        """All of them. It ends with the service, and when whoever looks may not any more."""
        with self._present.looking(self._found.who if self._found else "", self._known) as told:
            self._others = {path: [] for path in told}
            self._come_or_gone()
            try:
                async for event in self._events(seen, known):
                    yield event
            finally:
                self._come_or_gone()

    def _come_or_gone(self) -> None:
        if self._others:
            self._changes.nudge()

    async def _events(self, seen: Seen, known: str) -> AsyncIterator[str]:
        yield f"retry: {RETRY}\n\n"
        parts = await self._news(seen)
        yield "".join((*parts, *self._looking(), self._word("beat" if seen.state == known else "change", seen.state)))
        while not self._changes.closed:
            before, seen = seen, await self._changes.after(seen)
            if self._found and (found := await self._admitted.still(self._found)) is None:
                return
            self._found = self._found and found
            is_new = seen.state != before.state
            parts = await self._news(seen) if is_new else []
            yield "".join((*parts, *self._looking(), self._word("change" if is_new else "beat", seen.state)))

    async def _news(self, seen: Seen) -> list[str]:
        """What is new on the pages that can be told."""
        told = []
        for page in self._known:
            if self._drawn.pop(page, "") == seen.state:
                continue
            drawing = await self._board.drawing(page, self._found, seen) if self._found else None
            if drawing is None:
                self._known[page] = {}
                continue
            assert self._found
            told.append(f"event: parts\ndata: {self._board.told(drawing, self._known[page], self._found)}\n\n")
            self._known[page] = drawing.known
        return told

    def _looking(self) -> Iterator[str]:
        """Who has come to a page, or gone."""
        for path, before in self._others.items():
            names = self._present.others(path, self._found.who if self._found else "")
            if names != before:
                self._others[path] = names
                yield f"event: looking\ndata: {json.dumps({'page': path, 'names': names})}\n\n"

    def _word(self, kind: str, state: str) -> str:
        """A change names the pages whose parts came before it: these need not be fetched."""
        told = [page for page, known in self._known.items() if known]
        return f"event: {kind}\nid: {state}\ndata: {json.dumps(told)}\n\n"
