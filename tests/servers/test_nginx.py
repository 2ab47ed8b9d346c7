"""nginx, as it is installed: in front of a feed that we read, and in front of the pages that we serve."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from sources.rss import Rss
from storage.errors import RateLimited
from tests.worlds.nginx import Nginx, nginx
from tests.worlds.pipeline import free_port
from tests.worlds.polling import polled
from tests.worlds.service import eventually, health, service, write_service

FEED = '<rss version="2.0"><channel><title>News</title>{}</channel></rss>'
ITEM = "<item><guid>{0}</guid><title>Acme says {0}</title></item>"
MOVED = "        location = /old.rss { return 308 /feed.rss; }\n"
LIMITED = "        location = /slow.rss { limit_req zone=slow; limit_req_status 429; }\n"
STOCK = "        location / { proxy_pass http://127.0.0.1:PORT; }\n"
"""Three words, as people copy them: the caller's Host is not handed on, nor who it is."""
NAMED = "        location / { proxy_pass http://127.0.0.1:PORT; proxy_set_header Host $host; }\n"


def publish(server: Nginx, count: int, name: str = "feed.rss") -> str:
    (server.site / name).write_text(FEED.format("".join(map(ITEM.format, range(count)))))
    return f"{server.url}/{name}"


async def test_a_feed_is_read_once_and_again_only_when_it_has_changed(tmp_path: Path) -> None:
    with nginx(tmp_path) as server:
        source = Rss.model_validate({"name": "news", "url": publish(server, 2)})
        first = await polled(source)
        assert [each.native_id for each in first.mentions] == ["0", "1"]
        assert first.cursor["etag"].startswith('W/"'), "it was compressed on the way"
        again = await polled(source, first.cursor)
        assert again.unchanged
        publish(server, 3)
        assert len((await polled(source, again.cursor)).mentions) == 3


async def test_a_feed_that_has_moved_is_followed(tmp_path: Path) -> None:
    with nginx(tmp_path, MOVED) as server:
        publish(server, 1)
        assert len((await polled(Rss.model_validate({"name": "news", "url": f"{server.url}/old.rss"}))).mentions) == 1


async def test_a_limit_is_kept(tmp_path: Path) -> None:
    with nginx(tmp_path, LIMITED) as server:
        source = Rss.model_validate({"name": "news", "url": publish(server, 1, "slow.rss")})
        await polled(source)
        with pytest.raises(RateLimited):
            await polled(source)


@pytest.mark.parametrize(("location", "base"), [(STOCK, None), (NAMED, "http://listener.test")], ids=["stock", "named"])
def test_no_caller_behind_it_is_taken_for_this_machine(tmp_path: Path, location: str, base: str | None) -> None:
    """Everybody comes from 127.0.0.1 then: nothing but the word of /health answers until somebody was let in."""
    port = free_port()
    (tmp_path / "listener").mkdir()
    config = write_service(tmp_path / "listener", "http://127.0.0.1:9/feed", port)
    if base:
        config.write_text(config.read_text().replace("https://listener.example.org", base))
    with nginx(tmp_path / "nginx", location.replace("PORT", str(port))) as server, service(config):
        eventually(lambda: health(port))
        headers = {"Host": "listener.test"} if base else {}
        shown = httpx.get(f"{server.url}/", headers=headers, trust_env=False)
        assert shown.status_code in {401, 403}
        assert "Acme" not in shown.text
        acted = httpx.post(f"{server.url}/name", headers=headers, data={"name": "Eve"}, trust_env=False)
        assert acted.status_code in {401, 403}
        assert set(httpx.get(f"{server.url}/health", headers=headers, trust_env=False).json()) == {"status"}
