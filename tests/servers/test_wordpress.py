"""WordPress as Debian packs it: its comments, its feeds, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sources.base import Source
from sources.rss import Rss
from sources.wordpress import WordPress
from storage.clock import SimulatedClock
from storage.records import Batch, Cursor
from tests.worlds.network import client, network
from tests.worlds.polling import ACME
from tests.worlds.wordpress import Blog, wordpress

pytestmark = pytest.mark.servers
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def blog() -> Iterator[Blog]:
    with wordpress() as site:
        yield site


async def poll(source: Source, tmp: Path, cursor: Cursor | None = None) -> Batch:
    clock = SimulatedClock(datetime.now(UTC))
    async with client(clock=clock) as http:
        return await source.poll(network(http, tmp, clock), cursor or {}, ACME)


def texts(batch: Batch) -> list[str]:
    return sorted(each.text for each in batch.mentions)


async def test_comments_come_once_also_those_approved_late(blog: Blog, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    source = WordPress.model_validate({"name": "blog", "url": blog.url})
    blog.comment("acme one", now - HOUR)
    blog.comment("acme waits", now - HOUR, approved=False)
    first = await poll(source, tmp_path)
    assert "acme one" in texts(first)
    assert "acme waits" not in texts(first)
    late = blog.comment("acme late", now - 2 * DAY)
    second = await poll(source, tmp_path, first.cursor)
    assert "acme late" in texts(second)
    [mention] = [each for each in second.mentions if each.text == "acme late"]
    assert mention.permalink
    assert mention.permalink.endswith(f"#comment-{late}")
    assert mention.author.name == "Pan"


async def test_more_comments_than_a_page_are_all_read(blog: Blog, tmp_path: Path) -> None:
    source = WordPress.model_validate({"name": "blog", "url": blog.url})
    before = await poll(source, tmp_path)
    blog.comments(230, datetime.now(UTC) - HOUR)
    cursor, found = before.cursor, set()
    for _ in range(8):
        batch = await poll(source, tmp_path, cursor)
        found |= {each.text for each in batch.mentions}
        cursor = batch.cursor
        if not batch.more:
            break
    assert {f"acme {number}" for number in range(230)} <= found


async def test_what_was_binned_is_gone(blog: Blog, tmp_path: Path) -> None:
    source = WordPress.model_validate({"name": "blog", "url": blog.url})
    kept, gone = (blog.comment(f"acme {name}", datetime.now(UTC)) for name in ("kept", "gone"))
    blog.run("echo json_encode(wp_delete_comment($v['id'], true));", id=gone)
    clock = SimulatedClock(datetime.now(UTC))
    async with client(clock=clock) as http:
        told = await source.recheck(network(http, tmp_path, clock), [str(kept), str(gone)])
    assert list(told) == [str(gone)]


async def test_its_feed_says_when_nothing_is_new(blog: Blog, tmp_path: Path) -> None:
    source = Rss.model_validate({"name": "feed", "url": f"{blog.url}?feed=rss2"})
    blog.publish("Acme opens", "Acme & Sons <b>open</b> a shop")
    first = await poll(source, tmp_path)
    assert "Acme & Sons open a shop" in " ".join(texts(first))
    assert (await poll(source, tmp_path, first.cursor)).unchanged
