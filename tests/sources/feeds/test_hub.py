"""Hubs are found in answers and feeds, and kept without secrets."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from sources.base import Topic
from sources.feeds.hub import from_header, kept, known
from sources.feeds.preset import Preset
from sources.feeds.read import read_feed
from sources.feeds.subscription import Subscription, digest
from storage.records import Ask

NOW = datetime(2026, 3, 2, tzinfo=UTC)
URL = "https://news.example/feed?token=s3cret-s3cret"
TOPIC = Topic("https://hub.example/", "https://news.example/self")
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><link rel="hub" href="https://hub.example/"/>'
    '<link rel="self" href="/self"/><entry><id>1</id><title>One</title></entry></feed>'
)
RSS = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>News</title>'
    '<atom:link rel="self" href="https://news.example/self"/><atom:link rel="hub" href="https://hub.example/"/>'
    "<item><title>One</title></item></channel></rss>"
)
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "feed_url": "https://news.example/self",
        "hubs": [
            {"type": "rssCloud", "url": "https://old.example/"},
            {"type": "WebSub", "url": "https://hub.example/"},
        ],
        "items": [{"id": "1", "content_text": "One"}],
    }
)


@pytest.mark.parametrize("body", [ATOM, RSS, JSON], ids=["atom", "rss", "json"])
def test_a_feed_names_its_hub(body: str) -> None:
    assert read_feed(body.encode(), "", URL, NOW, None, None).hub == TOPIC


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('<https://hub.example/>; rel="hub", <https://news.example/self>; rel="self"', TOPIC),
        ('<https://hub.example/>; rel="hub"', Topic("https://hub.example/", URL)),
        ('<https://news.example/self>; rel="self"', None),
        ('<javascript:alert(1)>; rel="hub"', None),
        (";;,<<", None),
        ("", None),
    ],
)
def test_the_header_of_an_answer_names_a_hub(header: str, found: Topic | None) -> None:
    assert from_header(header, URL) == found


def test_what_is_kept_holds_no_secret_of_the_address() -> None:
    own = kept(Topic("https://hub.example/", URL), URL)
    assert own
    assert "s3cret" not in str(own)
    assert known({"hub": own}, URL) == (Topic("https://hub.example/", URL),)
    assert kept(Topic("https://user:other@hub.example/", URL), URL) is None


def test_a_feed_whose_address_was_changed_has_no_hub_until_it_is_read_again() -> None:
    cursor = {"url": digest(URL), "hub": kept(TOPIC, URL)}
    assert Subscription(url=URL).topics(cursor) == (TOPIC,)
    assert Subscription(url="https://news.example/other").topics(cursor) == ()


def test_each_feed_of_a_preset_may_have_a_hub() -> None:
    class Two(Preset):
        def addresses(self, ask: Ask) -> dict[str, str]:
            return {"a": URL, "b": "https://news.example/b"}

    feeds = {"a": {"at": {"url": digest(URL), "hub": kept(TOPIC, URL)}}}
    assert Two(name="two").topics({"feeds": feeds}, Ask()) == [TOPIC]
    assert Two(name="two").topics({}, Ask()) == []
