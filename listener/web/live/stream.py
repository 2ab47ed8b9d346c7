"""`/live`: server-sent events. They name a state and carry nothing else: who hears of another one fetches the page.

So nothing can be missed: whoever comes back with the state it knew is told at once if that is not the present one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from listener.web.live.changes import Changes
from listener.wording.text import one_line

RETRY = 2000
"""Milliseconds until a browser tries again after a cut."""
LONGEST = 200


class LiveView:
    """The stream of changes."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes

    async def look(self, request: Request) -> Response:
        """One stream, until either side ends it."""
        given = request.headers.get("last-event-id") or request.query_params.get("after", "")
        present = await self._changes.state()
        known = one_line(given, LONGEST) or present
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._events(present, known), media_type="text/event-stream", headers=headers)

    async def _events(self, present: str, known: str) -> AsyncIterator[str]:
        yield f"retry: {RETRY}\n\n"
        yield _event("beat" if present == known else "change", present)
        while not self._changes.closed:
            state = await self._changes.after(present)
            yield _event("beat" if state == present else "change", state)
            present = state


def _event(kind: str, state: str) -> str:
    return f"event: {kind}\nid: {state}\ndata: {state}\n\n"
