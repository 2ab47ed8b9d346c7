"""Who of those that have a page open may still look: asked of the store every few seconds, for all of them at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from listener.app import App
from listener.people.sessions import is_over
from listener.web.security.visitor import Visitor
from storage.errors import StoreError
from storage.records import Session

TRUSTED = 5.0
"""Seconds after which it is asked again."""


class Admitted:
    """The sessions and roles as they were a moment ago."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._asked_at = float("-inf")
        self._sessions: Mapping[str, Session] = {}
        self._asking = asyncio.Lock()

    async def still(self, found: Visitor) -> Visitor | None:
        """Whoever was let in, with the role that they have now; None where they may look no more."""
        await self._ask()
        session = self._sessions.get(found.session.digest) if found.session else None
        if found.session and (session is None or is_over(session, self._app.config.web, self._app.clock.now())):
            return None
        if found.is_local:
            return found
        person = next((each for each in self._app.config.everybody if each.name == found.who), None)
        if person is None or found.actor is None:
            return None
        return replace(found, actor=replace(found.actor, role=person.role))

    async def _ask(self) -> None:
        async with self._asking:
            now = asyncio.get_running_loop().time()
            if now - self._asked_at <= TRUSTED:
                return
            try:
                await self._app.meet()
                every = await self._app.read(self._app.store.every_session)
            except StoreError:  # whoever cannot be recognised is not shown anything
                every = []
            self._sessions, self._asked_at = {each.digest: each for each in every}, now
