"""Plain options become the addresses of feeds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from pytest_httpserver import HTTPServer

from sources.base import sources
from sources.google_news import GoogleNews
from storage.errors import Broken
from storage.records import Ask
from tests.worlds.network import NOW
from tests.worlds.polling import filled_back

UC = "UCXuqSBlHAE6Xw-yeJA0Tunw"
ALERT = "01234567890123456789/9876543210987654321"


def addresses(kind: str, **options: Any) -> list[str]:
    source: Any = sources.get(kind).model_validate({"name": "x", **options})
    return list(source.addresses(Ask(groups=(("acme", "tea pot"),))).values())


@pytest.mark.parametrize(
    ("kind", "options", "address"),
    [
        (
            "google-news",
            {"editions": ["DE:de"]},
            "https://news.google.com/rss/search?q=acme+%22tea+pot%22+when%3A2d&hl=de-DE&gl=DE&ceid=DE%3Ade",
        ),
        (
            "google-news",
            {"editions": ["BR:pt-419"], "search": ["ação"]},
            "https://news.google.com/rss/search?q=a%C3%A7%C3%A3o+when%3A2d&hl=pt-419&gl=BR&ceid=BR%3Apt-419",
        ),
        ("google-alerts", {"alerts": [ALERT]}, f"https://www.google.com/alerts/feeds/{ALERT}"),
        (
            "google-alerts",
            {"alerts": [f"https://www.google.co.uk/alerts/feeds/{ALERT}"]},
            f"https://www.google.com/alerts/feeds/{ALERT}",
        ),
        ("reddit-feed", {}, "https://www.reddit.com/search.rss?q=acme+%22tea+pot%22&sort=new&limit=100"),
        (
            "reddit-feed",
            {"subreddits": ["tea", "kettles"], "user": "pan", "token": "0a1b", "comments": False},
            "https://www.reddit.com/r/tea+kettles/new/.rss?limit=100&feed=0a1b&user=pan",
        ),
        ("youtube-channel", {"channels": [UC]}, f"https://www.youtube.com/feeds/videos.xml?channel_id={UC}"),
        (
            "youtube-channel",
            {"channels": [f"https://www.youtube.com/channel/{UC}/"]},
            f"https://www.youtube.com/feeds/videos.xml?channel_id={UC}",
        ),
        (
            "youtube-channel",
            {"channels": ["https://www.youtube.com/playlist?list=PLabcdef0123456789"]},
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabcdef0123456789",
        ),
        ("medium", {"follow": ["@tea.leaf"]}, "https://medium.com/feed/@tea.leaf"),
        ("medium", {"follow": ["https://medium.com/tag/kettles/latest"]}, "https://medium.com/feed/tag/kettles"),
        ("medium", {"follow": ["better-tea"]}, "https://medium.com/feed/better-tea"),
        ("substack", {"newsletters": ["TeaLeaf"]}, "https://tealeaf.substack.com/feed"),
        ("substack", {"newsletters": ["https://open.substack.com/pub/tea/p/x"]}, "https://tea.substack.com/feed"),
        ("substack", {"newsletters": ["tea.substack.com/p/acme?r=1"]}, "https://tea.substack.com/feed"),
        ("substack", {"newsletters": ["https://www.tea.example/archive"]}, "https://www.tea.example/feed"),
        (
            "classifieds",
            {"boards": ["https://board.example/s?rss=1&q={query}"]},
            "https://board.example/s?rss=1&q=acme+%22tea+pot%22",
        ),
    ],
)
def test_an_address_is_filled_in(kind: str, options: dict[str, Any], address: str):
    assert addresses(kind, **options) == [address]


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("google-news", {"editions": ["de"]}, "editions"),
        ("google-alerts", {"alerts": ["https://www.google.com/alerts"]}, "no feed of an alert"),
        ("google-alerts", {"alerts": [f"https://evil.example/alerts/feeds/{ALERT}"]}, "no feed of an alert"),
        ("reddit-feed", {"token": "x"}, "user"),
        ("reddit-feed", {"subreddits": ["a/../b"]}, "subreddits"),
        ("youtube-channel", {"channels": ["@tealeaf"]}, "Copy channel ID"),
        ("medium", {"follow": ["a b"]}, "nothing on Medium"),
        ("medium", {"follow": ["../x"]}, "nothing on Medium"),
        ("substack", {"newsletters": ["a b"]}, "no newsletter"),
        ("classifieds", {"boards": ["https://board.example/s"]}, "query"),
    ],
)
def test_what_cannot_be_an_address_says_what_to_write(kind: str, options: dict[str, Any], said: str):
    with pytest.raises(ValidationError, match=said):
        addresses(kind, **options)


@pytest.mark.parametrize("kind", ["google-news", "reddit-feed"])
def test_without_words_to_search_for_it_says_so(kind: str):
    source: Any = sources.get(kind).model_validate({"name": "x"})
    with pytest.raises(Broken, match="search"):
        source.addresses(Ask(groups=((),)))


async def test_news_of_the_past_are_searched_day_by_day(httpserver: HTTPServer):
    empty = "<rss version='2.0'><channel><title>Google News</title></channel></rss>"
    httpserver.expect_request("/rss/search").respond_with_data(empty)
    source = GoogleNews.model_validate({"name": "news", "server": httpserver.url_for("/")})
    batches = await filled_back(source, NOW - timedelta(days=3))
    asked = [request.args["q"] for request, _ in httpserver.log]
    assert asked == [f"acme after:2026-09-{day:02} before:2026-09-{day + 1:02}" for day in (7, 8, 9)]
    httpserver.clear_log()
    await filled_back(source, NOW - timedelta(days=3), batches[1].cursor)
    assert len(httpserver.log) == 1
