"""Addresses and hosts are one whatever their scheme, www. and the name that a network has had."""

from __future__ import annotations

import pytest

from rules.query import Filter, tokens
from storage.records import StoredMention
from tests.worlds.posts import a_mention, match

FOUND = [
    ('url:"https://www.news.example/tech"', "http://news.example/tech/1"),
    ('url:"http://news.example/tech/"', "https://www.news.example/tech?a=1"),
    ('url:"//www.news.example/tech"', "https://news.example/tech"),
    ("url:www.shop.example/sale", "https://shop.example/sale/today"),
    ('url:"HTTPS://WWW.Shop.Example/Sale"', "https://shop.example/sale"),
    ('url:"https://shop.example:443/sale"', "https://shop.example/sale"),
    ('url:"https://twitter.com/acme"', "https://x.com/acme/status/1"),
    ('url:"x.com/acme"', "https://mobile.twitter.com/acme"),
    ('url:"https://bücher.example/neu"', "https://xn--bcher-kva.example/neu"),
    ('url:"https://bücher.example/neu"', "https://bücher.example/neu"),
    ('url:("https://a.example/x" OR "https://b.example/y")', "http://b.example/y/z"),
    ("url:sale", "https://shop.example/sale"),
    ("url:shop*", "https://shopping.example/"),
    ("site:twitter.com", "https://x.com/a"),
    ("site:x.com", "https://mobile.twitter.com/a"),
    ("site:twitter.com/acme", "https://x.com/acme/status/1"),
    ("site:mobile.twitter.com", "https://mobile.x.com/a"),
    ("site:youtube.com", "https://youtu.be/abc"),
    ("domain_url:www.twitter.com", "https://x.com/a"),
]
MISSED = [
    ('url:"https://www.news.example/tech"', "https://news.example/sport"),
    ('url:"https://twitter.com/acme"', "https://x.com/zenith"),
    ("site:twitter.com", "https://example.com/twitter.com"),
    ("site:x.com", "https://netflix.com/a"),
    ("site:twitter.com/acme", "https://x.com/acmed"),
]


@pytest.mark.parametrize(("expression", "url"), FOUND)
def test_found_also_through_the_index(expression: str, url: str) -> None:
    mention = a_mention("x", url=url)
    assert match(expression, mention)
    indexed = set(tokens(mention).split(" "))
    assert all(indexed.intersection(group) for group in Filter(expression).lookup)


@pytest.mark.parametrize(("expression", "url"), MISSED)
def test_missed(expression: str, url: str) -> None:
    assert not match(expression, a_mention("x", url=url))


def test_a_link_to_a_network_is_found_by_each_of_its_names() -> None:
    linking = StoredMention(mention=a_mention("see https://x.com/acme/status/1"))
    assert Filter("links:twitter.com").matches(linking) is not None
