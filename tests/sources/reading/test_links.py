"""Which addresses are the same page, and languages by every name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.reading import links


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("HTTP://Example.COM:80/a/?utm_source=x&id=3#f", "https://example.com/a?id=3#f"),
        ("https://site.example/changelog#v5.1", "https://site.example/changelog#v5.1"),
        ("https://site.example/#comment-61", "https://site.example/#comment-61"),
        ("https://site.example/t/5#p%39", "https://site.example/t/5#p9"),
        ("https://site.example/a#xtor=RSS-1-[x]", "https://site.example/a"),
        ("https://site.example/a#utm_source=rss&utm_medium=x", "https://site.example/a"),
        ("https://site.example/a#Echobox=1764", "https://site.example/a"),
        ("https://site.example/a#:~:text=the%20words", "https://site.example/a"),
        ("https://site.example/a#part2:~:text=the%20words", "https://site.example/a#part2"),
        ("https://site.example/#xtor=x", None),
        ("https://site.example/a#", "https://site.example/a"),
        ("https://example.com/a?fbclid=1&gclid=2&UTM_Medium=3", "https://example.com/a"),
        ("https://example.com/a?b=&a=1", "https://example.com/a?b=&a=1"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://example.com/%7Ejo/%c3%bc", "https://example.com/~jo/%C3%BC"),
        ("https://example.com:8443/x", "https://example.com:8443/x"),
        ("http://[::1]:8000/x", "https://[::1]:8000/x"),
        ("https://example.com/#!/post/1", "https://example.com/#!/post/1"),
        ("https://jo:pw@example.com/x", "https://example.com/x"),
        ("https://example.com/?p=1", "https://example.com/?p=1"),
        ("https://example.com/", None),
        ("https://example.com?utm_source=x", None),
        ("mailto:jo@example.com", None),
        ("tag:example.com,2026:1", None),
        ("https://example.com:port/x", None),
        ("", None),
        (None, None),
    ],
)
def test_canonical(address: str | None, canonical: str | None) -> None:
    assert links.canonical(address) == canonical


@given(st.text())
def test_canonical_is_stable_whatever_comes(tail: str) -> None:
    once = links.canonical(f"https://example.com/{tail}")

    assert once is None or links.canonical(once) == once


@pytest.mark.parametrize(
    ("identifier", "link", "compared"),
    [
        ("https://bbc.example/news/a1#0", "https://bbc.example/news/a1?at_medium=RSS", "https://bbc.example/news/a1"),
        ("https://bbc.example/news/a1#13", "http://bbc.example/news/a1/", "https://bbc.example/news/a1"),
        ("https://forum.example/t/5#4711", "https://forum.example/t/5", "https://forum.example/t/5#4711"),
        ("https://forum.example/t/5#7", "https://forum.example/t/5#7", "https://forum.example/t/5#7"),
        ("https://forum.example/t/5#p9", "https://forum.example/t/5", "https://forum.example/t/5#p9"),
        ("ticket#3", "https://forum.example/t/5", "ticket#3"),
        ("ticket#3", None, "ticket#3"),
    ],
)
def test_a_number_of_versions_is_no_part_of_an_identifier(identifier: str, link: str | None, compared: str) -> None:
    assert links.without_number(identifier, link) == compared
