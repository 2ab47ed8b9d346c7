"""Whether a site lets its pages be read by programs (RFC 9309)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from sources.base import Answer
from storage.errors import SourceError

FRESH = 86_400.0
"""Seconds that a robots.txt is kept."""
LARGEST = 500_000
Fetch = Callable[[str], Awaitable[Answer]]


class Robots:
    """The robots.txt of every site asked about, kept for a day.

    A site without one allows everything; one whose robots.txt cannot be had at the moment allows nothing, and is
    asked again next time.
    """

    def __init__(self, fetch: Fetch, agent: str) -> None:
        self._fetch, self._agent = fetch, agent
        self._known: dict[str, tuple[float, RobotFileParser]] = {}

    async def allowed(self, url: str, now: float) -> bool:
        """Whether the page may be read; `now` in seconds that nobody can set back."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        known = self._known.get(site)
        if known is None or now - known[0] > FRESH:
            rules = await self._read(site)
            if rules is None:
                return False
            known = self._known[site] = (now, rules)
        return await asyncio.to_thread(known[1].can_fetch, self._agent, url)

    async def _read(self, site: str) -> RobotFileParser | None:
        try:
            answer = await self._fetch(f"{site}/robots.txt")
        except SourceError:
            return None
        if answer.status >= 500 or answer.status == 429:
            return None
        text = answer.body[:LARGEST].decode("utf-8", "replace") if answer.status < 300 else ""
        return await asyncio.to_thread(_rules, text)


def _rules(text: str) -> RobotFileParser:
    """Beside the event loop, like asking them: there may be tens of thousands."""
    rules = RobotFileParser()
    rules.parse(text.splitlines())
    return rules
