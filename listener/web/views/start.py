"""`/start`: from an empty installation to the first post that is heard, in four steps; what is done stays done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import making
from listener.config.config import Config
from listener.trials.targets import send_test
from listener.trials.tasting import Tasting, taste
from listener.web.refusal import Refusal
from listener.web.views.page import Page
from listener.wording.text import one_line
from storage.errors import ListenerError
from storage.records import Actor, Scope

SHOWN, LONGEST = 4, 240
"""Posts of a trial that are shown, and letters of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One of them.

    Attributes:
        says: What is there already, or what it is about.
    """

    key: str
    name: str
    says: str
    done: bool


def steps(config: Config, who: str) -> Sequence[Step]:
    """How far it has come."""
    brands, read, rules = ([each.name for each in found] for found in (config.brands, config.sources, config.rules))
    return (
        Step(key="you", name="You", says=who or "who acts in this browser", done=bool(who)),
        Step(
            key="brand", name="What to listen for", says=_few(brands) or "your brand, in your words", done=bool(brands)
        ),
        Step(key="source", name="Where to listen", says=_few(read) or "a feed is enough to begin", done=bool(read)),
        Step(key="tell", name="Whom to tell", says=_few(rules) or "when something is unusual", done=bool(rules)),
    )


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


class StartView(Page):
    """The step that is next, or the one that the address names."""

    template = "start.html"
    section = "now"
    needs = "rules"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        match fields.get("do"):
            case "brand":
                return await self._brand(actor, fields)
            case "try" | "source":
                return await self._source(request, actor, fields)
            case "test":
                return await self._test(request, fields)
            case "rule":
                return await self._rule(actor, fields)
        raise Refusal(400, "This is not what the form of the page sends")

    async def values(self, request: Request) -> dict[str, Any]:
        config, found = self._app.config, self._steps(request)
        asked = request.query_params.get("step", "")
        following = next((step.key for step in found if not step.done), "done")
        return {
            "steps": found,
            "step": asked if asked in {step.key for step in found} else following,
            "brands": [each.name for each in config.brands],
            "targets": [each.name for each in config.targets],
            "found": None,
            "shown": SHOWN,
            "longest": LONGEST,
            "admits": self.visitor(request).may("people"),
        }

    def _steps(self, request: Request) -> Sequence[Step]:
        return steps(self._app.config, self.actor(request).name if self._is_named(request) else "")

    def _is_named(self, request: Request) -> bool:
        return bool(self.visitor(request).who)

    async def _brand(self, actor: Actor, fields: dict[str, str]) -> Response:
        name, words = one_line(fields.get("name", ""), 80), fields.get("expression", "").strip()
        rival = one_line(fields.get("rival", ""), 80)
        await making.add_brand(self._app, name, "own", words or _words(name), actor)
        if rival:
            await making.add_brand(self._app, rival, "competitor", _words(rival), actor)
        return RedirectResponse("/start", 303)

    async def _source(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        address = fields.get("url", "").strip()
        table = {"type": "rss", "name": _called(address), "url": address}
        drafted = await making.draft(self._app, "sources", table, actor)
        source = drafted.whole.source(drafted.made.name)
        assert source is not None
        found = await self._tasted(source)
        if fields["do"] == "try":
            return await self.drawn(request, "", 200, fields, step="source", found=found, heard=self._heard(found))
        await making.add(self._app, "sources", table, actor)
        return RedirectResponse("/start", 303)

    async def _tasted(self, source: Any) -> Tasting:
        config, app = self._app.config, self._app
        return await taste(
            source, app.matcher.ask, app.clock, contact=config.contact, collect=config.collect, folder=config.folder
        )

    def _heard(self, found: Tasting) -> int:
        """How many of what came are about a brand."""
        return sum(bool(self._app.matcher.match(each)) for each in found.mentions)

    async def _rule(self, actor: Actor, fields: dict[str, str]) -> Response:
        brand = fields.get("brand", "")
        table = {"type": "volume", "name": f"unusually loud: {brand}", "scope": str(Scope.brand(brand)), "severity": 2}
        await making.add(self._app, "rules", table, actor)
        return RedirectResponse("/start", 303)

    async def _test(self, request: Request, fields: dict[str, str]) -> Response:
        name = fields.get("target", "")
        if all(each.name != name for each in self._app.config.targets):
            raise ListenerError(f'there is no target "{one_line(name, 80)}"')
        await send_test(self._app.config, name, self._app.clock)
        return await self.drawn(request, f"A test has gone out through {name}, and was taken.", step="tell")


def _words(name: str) -> str:
    """By which a name is recognised, as people write it: alone, as a tag, as a handle."""
    quoted = f'"{name}"' if " " in name else name
    plain = "".join(letter for letter in name if letter.isalnum())
    return f"{quoted} OR #{plain} OR @{plain}" if plain else quoted


def _called(address: str) -> str:
    """A name for a feed: its host."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    if not host:
        raise ListenerError("write the address of a feed, as https://example.org/feed")
    return host
