"""A bridge that failed is a failing source; what people say about errors is a mention."""

from __future__ import annotations

from html import escape

import pytest

from sources.feeds.entry import Feed
from sources.feeds.read import read_feed
from storage.errors import Broken
from tests.worlds.network import NOW


def read(*titles: str, url: str = "https://feeds.example/all", text: str = "") -> Feed:
    items = "".join(
        f"<item><title>{escape(title)}</title><guid>{number}</guid><description>{escape(text)}</description></item>"
        for number, title in enumerate(titles)
    )
    body = f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()
    return read_feed(body, "", url, NOW, None, None)


@pytest.mark.parametrize(
    "title",
    [
        "Bridge returned error 500! (19000)",
        "Bridge returned error 0!",
        "Bridge returned error 403! (20412): 403 Forbidden",
        "RSS reader not yet whitelisted!",
        "503 Service Unavailable",
        "Error 404",
        "HTTP Error 429: Too Many Requests",
        "Internal Server Error",
        "Just a moment...",
        "Rate limit exceeded",
        "This feed is currently unavailable",
        "Feed not found",
        "Access denied.",
    ],
)
def test_a_failure_is_no_mention(title: str) -> None:
    with pytest.raises(Broken, match="its own failure") as caught:
        read(title, text="HttpException: no answer")

    assert title in str(caught.value)
    assert "HttpException" in str(caught.value)


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://rss-bridge.example/?action=display&bridge=Acme", "AcmeBridge: Exception while parsing the page"),
        ("https://rsshub.example/acme/news", "RSSHub error: route not found"),
        ("https://nitter.example/acme/rss", "Error: rate limited, try again later"),
        ("https://feeds.example/openrss/acme", "Open RSS: this feed is temporarily unavailable"),
        ("https://fetchrss.com/rss/1.xml", "Your feed has expired, upgrade your plan"),
        ("https://morss.example/acme", "Unable to fetch the page"),
    ],
)
def test_bridges_are_known_by_their_address(url: str, title: str) -> None:
    with pytest.raises(Broken, match="its own failure"):
        read(title, url=url)


@pytest.mark.parametrize(
    "title",
    [
        "Error 500 when I log in to Acme",
        "Acme: error after the update",
        "Error: the Acme app does not start",
        "Unable to load my Acme account",
        "Acme is unavailable again",
        "Acme's bridge returned error 500, says its operator",
        "What the 404 Not Found page of Acme teaches us",
    ],
)
def test_what_people_say_about_errors_is_a_mention(title: str) -> None:
    assert [mention.title for mention in read(title).mentions] == [title]


def test_a_failure_among_posts_costs_only_itself() -> None:
    feed = read("Acme opens a shop", "Bridge returned error 500! (19000)")

    assert [mention.title for mention in feed.mentions] == ["Acme opens a shop"]
    assert any("Bridge returned error 500!" in note for note in feed.notes)


def test_a_common_phrase_among_posts_is_a_post() -> None:
    assert len(read("Access denied", "Acme opens a shop").mentions) == 2


def test_a_greeting_is_no_mention() -> None:
    feed = read("“Acme newsletter” inbox created", url="https://kill-the-newsletter.com/feeds/1.xml")

    assert feed.mentions == ()
