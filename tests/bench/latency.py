"""How long a post takes from its feed to an accepted mail, with the real service between a feed host and a mail server.

    python -m tests.bench.latency [--posts 1000] [--minutes 10]

It takes as long as that, and half a minute; `--posts 60 --minutes 1` is enough to compare two states of the code.
The posts are about 20 brands, and each brand's first post opens an incident: its delay is from the moment the feed host
shows it to the mail server's acceptance. Allowed: poll interval + group_wait + 10 s. The target's limit of messages is
off: twenty incidents in ten minutes are more than the usual `at_most` lets through one by one.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from aiosmtpd.controller import Controller

from tests.worlds.pipeline import free_port
from tests.worlds.service import MEASURING

BRANDS = 20
EVERY = 5.0
GROUP_WAIT = 5.0
ALLOWED = EVERY + GROUP_WAIT + 10.0
SHOWN = 400
"""Entries in the feed at a time: at the greatest rate, more than come between two polls."""
PATIENCE = 120.0
TOLD = 10
"""So many times it is said how far the posts have come."""

SHARED = """
[listener]
store = "listener.db"
listen = "127.0.0.1:{port}"
metrics_token = "look-at-4ll-of-it"

[collect]
allow_private = ["127.0.0.1"]

[classify]
enabled = false

[[sources]]
name = "feed"
type = "rss"
url = "{web}"
every = "{every}"

[[targets]]
name = "team"
type = "mail"
server = "smtp://{mail}"
from = "listener@example.org"
to = ["team@example.org"]
at_most = []

[[routes]]
name = "team"
targets = ["team"]
group_wait = "{wait}"
"""
BRAND = """
[[brands]]
name = "{name}"

[[queries]]
name = "{name}"
brand = "{name}"
expression = "{name}"

[[rules]]
name = "{name}"
type = "keyword"
scope = "brand:{name}"
severity = 2
"""


@dataclass
class World:
    """A feed that fills up, and the mails that were accepted.

    Attributes:
        shown: Brand -> when the feed first showed a post about it, by the monotonic clock.
        accepted: Brand -> when the first mail about it was accepted.
    """

    entries: list[dict[str, str]] = field(default_factory=list)
    shown: dict[str, float] = field(default_factory=dict)
    accepted: dict[str, float] = field(default_factory=dict)
    mails: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def post(self, number: int, brand: str) -> None:
        """Show one post more."""
        text = f"Number {number} of those who have trouble with {brand} today"
        said = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
        entry = {"id": f"n{number}", "url": f"https://example.org/{number}", "content_text": text}
        with self.lock:
            self.entries.append(entry | {"date_published": said})
            self.shown.setdefault(brand, time.monotonic())

    def feed(self) -> bytes:
        """What the feed shows now."""
        with self.lock:
            items = self.entries[-SHOWN:]
        return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "A feed", "items": items}).encode()

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Accept a mail and note when."""
        now, text = time.monotonic(), (envelope.original_content or b"").decode(errors="replace")
        self.mails += 1
        for brand in (f"Brand{number:02d}" for number in range(BRANDS)):
            if brand in text:
                self.accepted.setdefault(brand, now)
        return "250 kept"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=10.0)
    options = parser.parse_args()
    delays, mails = run(options.posts, options.minutes * 60)
    print(f"{options.posts} posts in {options.minutes:g} minutes about {BRANDS} brands: {mails} mails")
    print(
        f"from shown to accepted: median {median(delays):.1f} s, longest {max(delays):.1f} s (allowed: {ALLOWED:.0f} s)"
    )
    return int(max(delays) > ALLOWED)


def run(posts: int, seconds: float) -> tuple[list[float], int]:
    """The delay of each brand's first post in seconds, and how many mails there were in all."""
    world = World()
    with tempfile.TemporaryDirectory(prefix="listener-latency-") as folder, host(world) as web, smtp(world) as mail:
        port = free_port()
        config = Path(folder) / "config.toml"
        config.write_text(configuration(web, mail, port), encoding="utf-8")
        with service(config, port):
            _publish(world, posts, seconds)
            _wait(lambda: len(world.accepted) == BRANDS, "a mail about every brand", world)
    return [world.accepted[brand] - world.shown[brand] for brand in world.shown], world.mails


def _publish(world: World, posts: int, seconds: float) -> None:
    """Posts at an even pace; the brands come up one after the other, and go on being talked about."""
    started = time.monotonic()
    for number in range(posts):
        time.sleep(max(0.0, started + seconds * number / posts - time.monotonic()))
        known = 1 + number * BRANDS // posts
        world.post(number, f"Brand{(known - 1 if number % 2 else number // 2 % known):02d}")
        if number % max(1, posts // TOLD) == 0:
            print(f"{number + 1} of {posts} posts shown, {len(world.accepted)} of {BRANDS} brands told of", flush=True)


def configuration(web: str, mail: str, port: int) -> str:
    """A brand, its query and its keyword rule, twenty times."""
    shared = SHARED.format(web=web, mail=mail, port=port, every=f"{EVERY:.0f}s", wait=f"{GROUP_WAIT:.0f}s")
    return shared + "".join(BRAND.format(name=f"Brand{number:02d}") for number in range(BRANDS))


@contextmanager
def host(world: World) -> Iterator[str]:
    """The feed's address."""

    class Feed(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = world.feed()
            self.send_response(200)
            self.send_header("Content-Type", "application/feed+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/feed"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def smtp(world: World) -> Iterator[str]:
    """The mail server's address."""
    server = Controller(world, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        yield f"127.0.0.1:{server.port}"
    finally:
        server.stop()


@contextmanager
def service(config: Path, port: int) -> Iterator[None]:
    """`listener run` as a process of its own, once it has collected for the first time."""
    command = [sys.executable, "-m", "listener", "run", "--config", str(config)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT) as process:
        try:
            _wait(lambda: _collected(port), "the first collection of the service")
            yield
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
        finally:
            process.kill()


def _collected(port: int) -> bool:
    try:
        found = httpx.get(f"http://127.0.0.1:{port}/health", headers=MEASURING, trust_env=False).json()
    except httpx.HTTPError:
        return False
    return bool(found["sources"].get("feed") in {"ok", "empty"})


def _wait(done: Callable[[], bool], what: str, world: World | None = None) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            silent = sorted(world.shown.keys() - world.accepted.keys()) if world else []
            raise TimeoutError(f"{what} did not come within {PATIENCE:g} s{f': {silent}' if silent else ''}")
        time.sleep(0.1)


if __name__ == "__main__":
    raise SystemExit(main())
