"""A feed behind a WebSub hub of other people (flask-websub), on loopback; where it is missing, tests are skipped.
tests/servers/README.md says how to install it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.worlds.pipeline import free_port
from tests.worlds.service import eventually

PYTHON = Path(os.environ.get("WEBSUB_HUB", Path(__file__).parents[2] / "build" / "hub")) / "bin" / "python"
PLACE = """
import sys
from celery import Celery
from flask import Flask, Response, request
from flask_websub.hub import Hub, SQLite3HubStorage

port = sys.argv[1]
app = Flask(__name__)
app.config["PUBLISH_SUPPORTED"] = True
celery = Celery("hub")
celery.conf.task_always_eager = True
hub = Hub(SQLite3HubStorage("hub.db"), celery)
app.register_blueprint(hub.build_blueprint(url_prefix="/hub"))
here, posts, polls = f"http://127.0.0.1:{port}", ["Acme opens"], []

@app.get("/feed")
def feed():
    polls.append(request.headers.get("user-agent", ""))
    items = "".join(f"<item><guid>{n}</guid><title>{title}</title></item>" for n, title in enumerate(posts))
    said = Response(f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>", mimetype="text/xml")
    said.headers["Link"] = f'<{here}/hub>; rel="hub", <{here}/feed>; rel="self"'
    return said

@app.post("/posts")
def post():
    posts.append(request.get_data(as_text=True))
    return ""

@app.get("/known")
def known():
    return {"callbacks": [url for url, _ in hub.storage.get_callbacks(f"{here}/feed")], "polls": polls}

app.run("127.0.0.1", int(port), threaded=True)
"""


class Hub:
    """A place with a feed and a hub.

    Attributes:
        url: Its address, without a slash at the end.
    """

    def __init__(self, url: str) -> None:
        self.url, self.feed = url, f"{url}/feed"

    def publish(self, title: str) -> None:
        """Something new stands in the feed, and the hub tells it."""
        httpx.post(f"{self.url}/posts", content=title, trust_env=False).raise_for_status()
        told = {"hub.mode": "publish", "hub.topic": self.feed}
        httpx.post(f"{self.url}/hub", data=told, trust_env=False, timeout=30).raise_for_status()

    @property
    def callbacks(self) -> list[str]:
        """Whom the hub tells."""
        found: list[str] = self._known()["callbacks"]
        return found

    @property
    def polls(self) -> int:
        """How often we read the feed; the hub does so too, under its own name."""
        return sum("Listener" in agent for agent in self._known()["polls"])

    def _known(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = httpx.get(f"{self.url}/known", trust_env=False).json()
        return found


@contextmanager
def websub_hub(folder: Path) -> Iterator[Hub]:
    """A place for as long as the block lasts."""
    if not PYTHON.exists():
        pytest.skip("flask-websub is not installed: see tests/servers/README.md")
    place = Hub(f"http://127.0.0.1:{(port := free_port())}")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([str(PYTHON), "-c", PLACE, str(port)], cwd=folder, **quiet) as process:
        try:
            eventually(lambda: httpx.get(place.feed, trust_env=False).is_success)
            yield place
        finally:
            process.terminate()
