"""A place that a source reads, played by a server on this machine from the answers in the source's fixture folder.

`conformance.toml` there says which answer belongs to which request:

    items = 3                        how many posts the answers hold, all pages together
    past = 30                        so many minutes back its answers go, for a backfill; left out: a week
    follows = "https://…"            the documents that the answers follow; or: from = "…", where they were recorded
    options = { url = "{server}/" }  of the source; {server}, {folder} and {mailbox} are filled in;
                                     {ec} and {account} are keys;
                                     {stream} is where a WebSocket sends the file named by `stream`, line by line
    letters = ["first.eml"]          what a mail server has, whose port is {mailbox}
    stream = "events.jsonl"
    [[answers]]                      for the first request that fits, from above
    path = "/search"                 the whole path, as a regular expression
    query = { page = "2" }           what must stand in these parameters, as regular expressions
    body = "after"                   what must stand in what was posted, as a regular expression
    file = "second.json"             in the folder
    headers = { Link = "…" }         that come along
    fill = { at = "items", to = 50, id = "id" }   repeat the first item, under new ids, until the list is so long
    [empty]                          an answer that holds nothing
    file = "empty.json"
    [[empty.answers]]                for other requests meanwhile, as above
    [first]                          what the first post must say: fields, with dots into `author` and `rating`
    [broken]                         options with which nothing is found; the error says "no-such-file"
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request
from werkzeug import Response as Answer

from sources.base import Options, sources
from storage.clock import SimulatedClock
from storage.records import Ask, Batch, Cursor
from tests.worlds.dovecot import dovecot
from tests.worlds.keys import KEYS
from tests.worlds.network import NOW, client, network

FIXTURES = Path(__file__).parents[1] / "fixtures"
ASK = Ask(groups=(("acme",),))
SECRET = "s3cr3t-of-a-test"

Change = Callable[[bytes], bytes]


def plan_of(name: str) -> dict[str, Any]:
    """What the fixture folder of a source says."""
    return tomllib.loads((FIXTURES / name / "conformance.toml").read_text("utf-8"))


def is_networked(name: str) -> bool:
    """Whether a source reads from a server."""
    return any(place in str(plan_of(name)["options"]) for place in ("{server}", "{stream}"))


class Upstream:
    """A server and a folder that hold what a source's fixture folder holds.

    Attributes:
        refusal: An answer to every request, instead of those of the folder.
        empty: Whether it has nothing at the moment.
        change: What happens to every body before it is sent.
        requests: What it was asked, in order.
        places: What {server} and the like in the plan stand for.
    """

    def __init__(self, name: str, server: HTTPServer) -> None:
        self.name, self.folder, self.server = name, FIXTURES / name, server
        self.plan = plan_of(name)
        web = server.url_for("").rstrip("/")
        self.places = {
            "server": web,
            "stream": web.replace("http", "ws", 1),
            "folder": str(self.folder),
            "mailbox": "993",
        }
        self.refusal: Answer | None = None
        self.empty = False
        self.change: Change | None = None
        self.requests: list[Request] = []
        server.expect_request(re.compile("/.*")).respond_with_handler(self._serve)

    def source(self, part: str = "options", **more: object) -> Any:
        """The source with the options of one part of its plan."""
        keys = {name: make() for name, make in KEYS.items() if f"{{{name}}}" in str(self.plan[part])}
        filled = {key: _with(value, self.places | keys) for key, value in self.plan[part].items()}
        return sources.get(self.name).model_validate({"name": "conformance", **filled, **more})

    async def poll(self, cursor: Cursor | None = None, part: str = "options", **more: object) -> Batch:
        """One poll, at a time that stands still."""
        return await self.ask(self.source(part, **more), cursor)

    async def ask(self, source: Any, cursor: Cursor | None = None, **limits: Any) -> Batch:
        """One poll of a source that is made already."""
        clock = SimulatedClock(NOW)
        async with client(clock=clock, **limits) as http:
            found: Batch = await source.poll(network(http, FIXTURES, clock), cursor or {}, ASK)
        return found

    async def whole(self, cursor: Cursor | None = None) -> list[Batch]:
        """Polls until there is no more to be had at once."""
        batches = [await self.poll(cursor)]
        while batches[-1].more and len(batches) < 20:
            batches.append(await self.poll(batches[-1].cursor))
        return batches

    def _serve(self, request: Request) -> Answer:
        if request.path == "/robots.txt":
            return Answer(status=404)
        self.requests.append(request)
        if self.refusal is not None:
            return copy.copy(self.refusal)
        body, headers = self._found(request)
        if body is None:
            return Answer(status=404)
        kind = "text/event-stream" if body.startswith(b":)") else None
        return Answer(self.change(body) if self.change else body, headers=headers, mimetype=kind)

    def _found(self, request: Request) -> tuple[bytes | None, dict[str, str]]:
        plan = self.plan["empty"] if self.empty else self.plan
        for answer in plan.get("answers", ()):
            if _fits(request, answer):
                body = (self.folder / answer["file"]).read_bytes()
                return _filled(body, answer.get("fill")), answer.get("headers", {})
        if self.empty:
            return (self.folder / plan["file"]).read_bytes(), {}
        path = self.folder / request.path.lstrip("/")
        return (path.read_bytes() if path.is_file() and "answers" not in plan else None), {}


@contextmanager
def with_letters(world: Upstream) -> Iterator[Upstream]:
    """A place, and where its plan has letters the mail server that has them."""
    if "letters" not in world.plan:
        yield world
        return
    with dovecot() as post:
        for name in world.plan["letters"]:
            post.deliver((world.folder / name).read_bytes())
        world.places["mailbox"] = str(post.port)
        yield world


def settings_with_secrets(name: str) -> dict[str, Any]:
    """A value for each setting of a source that is a secret, or a table of them."""
    model: type[Options] = sources.get(name)
    secret = {
        key: str(field.annotation) for key, field in model.model_fields.items() if "SecretStr" in str(field.annotation)
    }
    given = {key: KEYS[value[1:-1]]() for key, value in plan_of(name)["options"].items() if _is_key(value)}
    return {
        key: {"X-Key": SECRET} if kind.startswith("dict") else given.get(key, SECRET) for key, kind in secret.items()
    }


def _is_key(value: object) -> bool:
    return isinstance(value, str) and value[:1] + value[-1:] == "{}" and value[1:-1] in KEYS


def _with(value: Any, places: dict[str, str]) -> Any:
    """A setting with {server} and {folder} filled in; other braces, single or double, are its own."""
    if isinstance(value, list):
        return [_with(each, places) for each in value]
    for name, place in places.items():
        value = value.replace(f"{{{name}}}", place) if isinstance(value, str) else value
    return value.replace("{{", "{").replace("}}", "}") if isinstance(value, str) else value


def _fits(request: Request, answer: dict[str, Any]) -> bool:
    wanted = answer.get("query", {}).items()
    return (
        re.fullmatch(answer["path"], request.path) is not None
        and all(re.search(value, request.args.get(name, "")) for name, value in wanted)
        and re.search(answer.get("body", ""), request.get_data(as_text=True)) is not None
    )


def _filled(body: bytes, fill: dict[str, Any] | None) -> bytes:
    if fill is None:
        return body
    document = json.loads(body)
    items = document
    for name in fill["at"].split("."):
        items = items[name]
    *way, last = fill["id"].split(".")
    for number in range(fill["to"] - len(items)):
        items.append(copy.deepcopy(items[0]))
        place = items[-1]
        for name in way:
            place = place[name]
        place[last] = f"{place[last]}{number:03}" if isinstance(place[last], str) else place[last] * 1000 + number
    return json.dumps(document).encode()
