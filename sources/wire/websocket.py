"""A WebSocket to the server that was asked, and to no other."""

from __future__ import annotations

from websockets.asyncio.client import connect


class Direct(connect):
    """The package's connection, which follows no redirect: each could lead to an address that nobody has checked."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc
