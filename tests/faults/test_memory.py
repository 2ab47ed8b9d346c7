"""Documents that grow enormous when they are read: they stay small, or cost their own process alone."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from listener.engine.local import LocalEngine
from listener.engine.workers import Workers
from sources.feeds.read import read_feed
from sources.reading.text import from_html
from sources.wire.http import HttpClient
from sources.wire.net import Network
from storage.clock import SimulatedClock
from storage.errors import Broken
from tests.worlds.network import NOW

MEGABYTE = 1 << 20
SIZE = 82_000
# Nesting that no counting of tags sees: ends without beginnings, attributes that differ, ends inside attributes.
MARKUP = {
    "formatting in every block": "".join(f"<font size={n}><p>" for n in range(SIZE // 18)),
    "with ends of nothing": "".join(f"<font size={n}><p></x></x>" for n in range(SIZE // 26)),
    "with ends in attributes": "".join(f'<font size={n} x="</font>"><P/>' for n in range(SIZE // 32)),
    "in capitals": "".join(f"<NOBR\nid={n}><div></x></x>" for n in range(SIZE // 26)),
    "blocks with ends of nothing": "<div></x>" * (SIZE // 9),
    "blocks": "<div>" * (SIZE // 5),
    "lists": "<ul><li></x></x>" * (SIZE // 16),
    "tables": "<table><tr><td>" * (SIZE // 15),
}


@pytest.mark.parametrize("case", MARKUP)
async def test_markup_is_read_in_little_memory_and_time(case: str) -> None:
    feed = f"<rss version='2.0'><channel><item><guid>1</guid><description><![CDATA[{MARKUP[case]}<p>Acme burns</p>]]>"

    workers, clock = Workers(1, memory=400 * MEGABYTE), SimulatedClock(NOW)
    net = Network(HttpClient(contact="", clock=clock), clock, Path(), workers)
    try:
        body = f"{feed}</description></item></channel></rss>".encode()
        read = await net.run(read_feed, body, "application/xml", "https://example.org/feed", NOW, None, None)
        assert read.mentions[0].text.endswith("Acme burns")
    finally:
        workers.shutdown(wait=False)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<b>one</b> <i>two</i><p>three</p>", "one two\nthree"),
        ("<B\tid=1>one</B><BR>two<br/>three", "one\ntwo\nthree"),
        ('<a href="https://example.org/?a=1&b=2">link</a>ed', "linked"),
        ("<article>one</article><aside>two</aside><base><body><button>three</button>", "one\ntwo\nthree"),
        ("<s>1</s><script>x</script><style>b{}</style><strike>2</strike><u>3</u><ul><li>4</li></ul>", "123\n4"),
        ("<em>" * 3_000 + "word", "word"),
    ],
)
def test_words_and_blocks_are_the_same_without_formatting(markup: str, text: str) -> None:
    assert from_html(markup) == text


def test_a_thousand_ordinary_elements_are_not_taken_for_deep() -> None:
    assert from_html("<div><p>one</p></div>" * 5_000).count("\n") == 4_999


async def test_matching_that_eats_memory_is_stopped() -> None:
    engine = LocalEngine()
    try:
        with pytest.raises(MemoryError):
            await engine.match(bytearray, 1 << 36)
        assert await engine.match(abs, -5) == 5
    finally:
        engine.close()


async def test_a_document_that_eats_memory_takes_no_other_along() -> None:
    workers, clock = Workers(2), SimulatedClock(NOW)
    net = Network(HttpClient(contact="", clock=clock), clock, Path(), workers)
    try:
        beside = asyncio.create_task(net.run(time.sleep, 1))
        with pytest.raises(Broken, match="broke the process"):
            await net.run(bytearray, 1 << 36)
        await beside
        assert await net.run(abs, -5) == 5
    finally:
        workers.shutdown(wait=False)
