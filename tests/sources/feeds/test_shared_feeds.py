"""97 feeds of the world: each gives its entries or one clear error, as a table says that was written from the files.

`entries` counts what stands in the file, `items` what must come out; where they differ `remark` says why.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from sources.feeds.read import read_feed
from sources.wire.body import Undeclared
from storage.errors import Broken
from tests.worlds.network import NOW

SHARED = Path(__file__).parents[3].parent / "shared" / "feeds"
TABLE = Path(__file__).parents[2] / "fixtures" / "rss" / "shared_feeds.tsv"
ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines(), delimiter="\t"))

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared feeds are not here")


def count(body: bytes) -> int:
    """Entries by counting elements, without any feed reader; what stands in CDATA and comments is not counted."""
    if body.lstrip().startswith(b"{"):
        return len(json.loads(body)["items"])
    markup = re.sub(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->", b"", body, flags=re.DOTALL)
    return len(re.findall(rb"<(?:[\w.-]+:)?(?:item|entry)(?=[\s/>])", markup))


def _body(name: str) -> bytes:
    return b"".join(Undeclared(name, 10_000_000).feed((SHARED / name).read_bytes()))


def test_the_table_names_every_file() -> None:
    assert [row["file"] for row in ROWS] == sorted(path.name for path in SHARED.iterdir())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_entries_stand_in_the_file(row: dict[str, str]) -> None:
    assert count(_body(row["file"])) == int(row["entries"])
    assert row["entries"] == row["items"] or row["remark"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_nothing_is_lost(row: dict[str, str]) -> None:
    body, url = _body(row["file"]), f"https://host.example/{row['file']}"
    if row["error"]:
        with pytest.raises(Broken) as caught:
            read_feed(body, "", url, NOW, None, None)
        assert str(caught.value) == f"{url} {row['error']}"
        return

    mentions = read_feed(body, "", url, NOW, None, None).mentions

    assert len(mentions) == int(row["items"])
    assert len({mention.native_id for mention in mentions}) == len(mentions)
    assert all(mention.title or mention.text or mention.url for mention in mentions)
    years = {mention.published_at.year for mention in mentions if mention.published_at}
    assert years <= set(range(1990, 2027))
    said = "".join(mention.title + mention.text for mention in mentions)
    assert "\ufffd" not in said
    assert not re.search(r"Ã[\x80-\xbf¤¶¼Ÿ]|â€", said), "UTF-8 was read as Windows-1252"
