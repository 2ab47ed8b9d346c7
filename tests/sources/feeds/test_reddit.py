"""Entries of Reddit's feeds say what their authors said."""

from __future__ import annotations

import pytest

from sources.feeds.entry import Entry
from sources.feeds.reddit import is_reddit, posts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Leaks.\nsubmitted by /u/tea-leaf to r/kettles\n[link] [comments]", "Leaks."),
        ("submitted by /u/pan to r/tea", ""),
        ("Leaks. submitted by /u/pan [link] [comments]", "Leaks."),
        ("It was submitted by /u/pan to r/tea, they say", "It was submitted by /u/pan to r/tea, they say"),
        ("submitted by post", "submitted by post"),
    ],
)
def test_what_reddit_adds_goes(text: str, words: str):
    assert posts([Entry(text=text)])[0].text == words


@pytest.mark.parametrize(
    ("url", "site", "so"),
    [
        ("https://www.reddit.com/r/tea/.rss", None, True),
        ("https://old.reddit.com/r/tea/.rss", None, True),
        ("https://bridge.example/reddit", "https://www.reddit.com/r/tea", True),
        ("https://notreddit.com/feed", None, False),
    ],
)
def test_which_feeds_are_of_reddit(url: str, site: str | None, so: bool):
    assert is_reddit(url, site) is so
