"""Where commands are tried: a folder with a configuration, a source, a store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from pytest_httpserver import HTTPServer

from storage.opening import locate, open_store
from storage.records import Arrival, Author, Poll, SourceState
from tests.conformance.stores import incident
from tests.worlds.mentions import MATCHER, mention

FEED = """<rss version="2.0"><channel><title>News</title>
<item><guid>1</guid><title>Acme Cola recalled</title><link>https://news.example.org/1</link></item>
<item><guid>2</guid><title>Weather</title><link>https://news.example.org/2</link></item>
</channel></rss>"""
CONFIG = """
[collect]
allow_private = ["127.0.0.1", "localhost"]
[[brands]]
name = "Acme"
[[queries]]
name = "acme"
brand = "Acme"
expression = '"acme cola" OR #acme'
[[targets]]
name = "screen"
type = "console"
[[routes]]
name = "all"
targets = ["screen"]
[[routes.routes]]
name = "urgent"
match = { severity = 1 }
"""
SINGLE = """
[[rules]]
name = "stars"
type = "author"
scope = "brand:Acme"
followers = 5_000
[[rules]]
name = "every"
type = "keyword"
scope = "brand:Acme"
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The configuration in the present folder, used by Mia."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("LISTENER_CONFIG", str(path))
    monkeypatch.setenv("USER", "Mia")
    monkeypatch.chdir(tmp_path)
    yield path
    structlog.reset_defaults()  # commands log to the streams of their run


@pytest.fixture
def feed(config: Path, httpserver: HTTPServer) -> HTTPServer:
    """A source of two entries, one of them about the brand."""
    httpserver.expect_request("/news").respond_with_data(FEED, content_type="application/rss+xml")
    source = f'[[sources]]\nname = "news"\ntype = "rss"\nurl = "{httpserver.url_for("/news")}"\n'
    config.write_text(CONFIG + source, encoding="utf-8")
    return httpserver


@pytest.fixture
def store_path(config: Path) -> Path:
    """Where the configuration has the store; there is none yet."""
    return config.parent / "data" / "listener.db"


@pytest.fixture
def one_incident(store_path: Path) -> None:
    """A store with one open incident."""
    opened = open_store(locate(store_path))
    now = datetime.now(UTC)
    opened.commit_incident(incident(opened_at=now - timedelta(minutes=5)), [])
    opened.close()


@pytest.fixture
def ten_authors(config: Path, store_path: Path) -> None:
    """Two rules about single posts, and ten posts, one a day, by authors with 1,000 to 10,000 followers."""
    config.write_text(CONFIG + SINGLE, encoding="utf-8")
    now = datetime.now(UTC)
    posts = [
        mention(
            f"acme cola and its {n} thousand {'fizzy ' * n}drinks",
            n,
            author=Author(handle=f"a{n}", followers=1000 * n),
            published_at=now - timedelta(days=n),
            collected_at=now - timedelta(days=n) + timedelta(minutes=1),
        )
        for n in range(1, 11)
    ]
    store = open_store(locate(store_path))
    store.sync_sources({"feed": timedelta(minutes=5)}, now)
    arrivals = [Arrival(mention=each, matches=MATCHER.match(each, source="feed")) for each in posts]
    store.commit_polls([Poll(state=SourceState(name="feed", next_due_at=now), arrivals=arrivals)], now)
    store.close()
