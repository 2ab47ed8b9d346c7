"""Styles, scripts and the font are kept by browsers as long as they are the same, and are small."""

from __future__ import annotations

import gzip
from pathlib import Path

from listener.app import App
from listener.web.assets import FOLDER, asset
from storage.clock import SimulatedClock
from tests.worlds.clients import local, visit


async def test_an_address_names_the_content_and_is_kept_for_ever(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        page = client.get("/").text
        for name in ("listener.css", "listener.js", "fonts/inter.woff2", "mark.svg"):
            assert asset(name) in page
            answer = client.get(asset(name))
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
        assert client.get("/static/live.js").headers["cache-control"] == "no-cache", "loaded by a script, unnamed"
        assert client.get("/static/nothing.css?1").status_code == 404
        assert "immutable" not in client.get("/static/nothing.css?1").headers["cache-control"]

    await visit(tmp_path, look)


def test_the_font_is_fetched_once() -> None:
    """The page loads it ahead, the style asks for it: where the addresses differ, browsers fetch it twice."""
    style = (FOLDER / "listener.css").read_text("utf-8")
    assert f'url("{asset("fonts/inter.woff2").removeprefix("/static/")}")' in style, "write this address into it"


async def test_a_first_view_is_small_and_few_requests(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        page = len(gzip.compress(local(app).get("/").content))
        first, elsewhere = local(app).get("/").text, {"LICENSE", "inbox.js", "explore.js", "readout.js"}
        assert not any(name in first for name in elsewhere), "their pages alone load them"
        files = [path for path in FOLDER.rglob("*") if path.is_file() and path.name not in elsewhere]
        packed = sum(
            len(path.read_bytes() if path.suffix == ".woff2" else gzip.compress(path.read_bytes())) for path in files
        )
        assert page + packed < 110_000
        assert 1 + len(files) <= 8, "with the stream and one page that something has changed on, 10"

    await visit(tmp_path, look)
