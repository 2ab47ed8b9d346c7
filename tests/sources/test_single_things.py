"""What sources say of a single thing."""

from __future__ import annotations

import json

from sources.anywhere.fields import vanished
from sources.anywhere.paths import instead
from sources.feeds.jsonfeed import read


def test_a_list_of_one_item_is_named_so() -> None:
    assert instead({"data": [{"id": 1}]}) == "lists stand at `data` (1 item)"


def test_a_field_that_the_only_item_lacks() -> None:
    assert vanished({"text": "body"}, [{"text": ""}], "") == ["field `text` (`body`) is empty in the only item"]


def test_an_entry_of_a_feed_that_is_none() -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [3, {"id": "1", "content_text": "acme"}]}
    body = json.dumps(feed).encode()
    assert read(body, "", "https://a.example/feed.json").notes == ("1 item left out: no object with any content",)
