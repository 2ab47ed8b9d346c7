"""Whether a site lets its pages be read by programs (RFC 9309)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from sources.base import Answer
from storage.errors import SourceError

FRESH = 86_400.0
"""Seconds that a robots.txt is kept."""
LARGEST = 500_000
RESERVED = "/?#[]@!$&'()*+,;=:"
"""What a path and a rule hold as it is."""
Fetch = Callable[[str], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site says to one program.

    Attributes:
        said: Patterns of paths, each with whether it allows.
    """

    said: tuple[tuple[str, bool], ...]

    def allow(self, url: str) -> bool:
        """Whether a page may be read: the longest pattern that fits decides, and of two as long the one that allows."""
        parts = urlsplit(url)
        path = _plain(f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")
        fitting = ((len(pattern), allows) for pattern, allows in self.said if _fits(pattern, path))
        return max(fitting, default=(0, True))[1]


def rules(text: str, agent: str) -> Rules:
    """What a robots.txt says to a program, or to all where it does not name it.

    Read beside the event loop, like asking them: there may be tens of thousands.

    Args:
        agent: The name of the program, which may have its version behind a slash.
    """
    ours = agent.partition("/")[0].lower()
    groups: dict[str, list[tuple[str, bool]]] = {}
    present: set[str] = set()  # no others, and once each: a hostile file names thousands before its rules
    is_begun = False
    for what, value in _lines(text):
        if what == "user-agent":
            present = set() if is_begun else present
            if (name := value.partition("/")[0].strip().lower()) in {ours, "*"}:
                present.add(name)
                groups.setdefault(name, [])
        elif value:
            for name in present:
                groups[name].append((_plain(value), what == "allow"))
        is_begun = what != "user-agent"
    return Rules(tuple(groups.get(ours, groups.get("*", []))))


class Robots:
    """The robots.txt of every site asked about, kept for a day.

    A site without one allows everything; one whose robots.txt cannot be had at the moment allows nothing, and is
    asked again next time.

    Attributes:
        agent: The name by which the sites' rules know us.
    """

    def __init__(self, fetch: Fetch, agent: str) -> None:
        self._fetch, self.agent = fetch, agent
        self._known: dict[str, tuple[float, Rules]] = {}

    async def allowed(self, url: str, now: float) -> bool:
        """Whether the page may be read; `now` in seconds that nobody can set back."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        known = self._known.get(site)
        if known is None or now - known[0] > FRESH:
            said = await self._read(site)
            if said is None:
                return False
            known = self._known[site] = (now, said)
        return await asyncio.to_thread(known[1].allow, url)

    async def _read(self, site: str) -> Rules | None:
        try:
            answer = await self._fetch(f"{site}/robots.txt")
        except SourceError:
            return None
        if answer.status >= 500 or answer.status == 429:
            return None
        text = answer.body[:LARGEST].decode("utf-8", "replace") if answer.status < 300 else ""
        return await asyncio.to_thread(rules, text, self.agent)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Of what the rules are made, without what is for others."""
    for line in text.removeprefix("\ufeff").splitlines():
        what, _, value = line.partition("#")[0].partition(":")
        if (name := what.strip().lower()) in {"user-agent", "allow", "disallow"}:
            yield name, value.strip()


def _plain(path: str) -> str:
    """The same path is written in one way: without escapes that are not needed."""
    return quote(unquote(path), safe=RESERVED)


def _fits(pattern: str, path: str) -> bool:
    """Whether a path begins as the pattern says: `*` stands for anything, `$` at its end for the path's end."""
    parts = (pattern.removesuffix("$") if pattern.endswith("$") else f"{pattern}*").split("*")
    if len(parts) == 1:
        return path == parts[0]
    first, *others, last = parts
    if not path.startswith(first):
        return False
    at = len(first)
    for part in others:
        if (found := path.find(part, at)) < 0:
            return False
        at = found + len(part)
    return path.endswith(last) and at <= len(path) - len(last)
