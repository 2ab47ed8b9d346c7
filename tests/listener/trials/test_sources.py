"""`listener check` says of each source what it gives or what is wrong, and stores nothing."""

import time
from pathlib import Path

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from listener.config.loading import load
from listener.trials.sources import SourceTrial, try_sources
from storage.clock import WallClock

FEED = """<rss version="2.0"><channel><title>News</title>
<item><guid>1</guid><title>Acme</title><link>https://news.example.org/1</link>
<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item>
<item><guid>2</guid><title>Acme again</title><link>https://news.example.org/2</link></item>
</channel></rss>"""


async def trials(folder: Path, server: HTTPServer, paths: list[str], *, private: bool = True) -> dict[str, SourceTrial]:
    path = folder / "config.toml"
    allowed = 'allow_private = ["127.0.0.1", "localhost"]\n' if private else ""
    sources = "".join(
        f'[[sources]]\nname = "{each}"\ntype = "rss"\nurl = "{server.url_for("/" + each)}"\n' for each in paths
    )
    path.write_text(f'[collect]\ntimeout = "3s"\n{allowed}{sources}', encoding="utf-8")
    found = await try_sources(load(path), WallClock())
    assert [trial.source for trial in found] == paths
    assert not list(folder.glob("**/*.db"))
    return {trial.source: trial for trial in found}


def hang(_request: Request) -> Response:
    time.sleep(4)
    return Response(FEED)


async def test_each_source_on_its_own(tmp_path: Path, httpserver: HTTPServer):
    httpserver.expect_request("/good").respond_with_data(FEED, content_type="application/rss+xml")
    httpserver.expect_request("/page").respond_with_data("<html><title>Hello</title><p>x", content_type="text/html")
    httpserver.expect_request("/secret").respond_with_data("no", status=401)
    httpserver.expect_request("/slow").respond_with_handler(hang)
    found = await trials(tmp_path, httpserver, ["good", "page", "secret", "slow", "absent"])
    good = found["good"]
    assert (good.reachable, good.health, good.items) == (True, "ok", 2)
    assert str(good.newest) == "2026-03-02 10:00:00+00:00"
    assert good.latency < 3
    assert found["secret"].health == "unauthorised"
    for bad in ("page", "secret", "slow", "absent"):
        assert not found[bad].reachable
        assert found[bad].error


async def test_a_private_address_is_refused_unless_allowed(tmp_path: Path, httpserver: HTTPServer):
    httpserver.expect_request("/good").respond_with_data(FEED)
    trial = (await trials(tmp_path, httpserver, ["good"], private=False))["good"]
    assert not trial.reachable
    assert httpserver.log == []
