"""Pages come packed to browsers that unpack them, never in the same length, and nothing else does."""

from __future__ import annotations

import gzip
from pathlib import Path

from listener.app import App
from listener.web.security.packing import MOST_MORE, packed
from storage.clock import SimulatedClock
from tests.worlds.clients import local, visit


async def test_a_page_is_packed_for_whoever_unpacks_it(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        answer = client.get("/", headers={"Accept-Encoding": "gzip"})
        assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "Accept-Encoding")
        assert int(answer.headers["content-length"]) < len(answer.content) / 2
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        plain = client.get("/", headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert "content-encoding" not in client.get("/health").headers

    await visit(tmp_path, look)


def test_its_length_says_little() -> None:
    body = b"<p>the same</p>" * 500
    lengths = {len(packed(body)) for _ in range(60)}
    assert len(lengths) > 10
    assert max(lengths) - min(lengths) <= MOST_MORE
    assert gzip.decompress(packed(body)) == body
