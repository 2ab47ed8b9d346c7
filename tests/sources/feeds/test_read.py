"""Every quirk of a feed has a file in tests/fixtures/rss and what must come out of it in expected.json."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from sources.feeds.entry import Feed
from sources.feeds.read import read_feed
from storage.errors import Broken
from storage.records import Mention
from tests.worlds.network import NOW

FIXTURES = Path(__file__).parents[2] / "fixtures" / "rss"
EXPECTED: dict[str, Any] = json.loads((FIXTURES / "expected.json").read_text("utf-8"))


def read(body: bytes, content_type: str = "", url: str = "https://host.example/feeds/all") -> Feed:
    return read_feed(body, content_type, url, NOW, None, None)


@pytest.mark.parametrize("name", EXPECTED)
def test_quirk(name: str) -> None:
    feed, wanted = read((FIXTURES / name).read_bytes()), EXPECTED[name]

    assert [_shown(mention, entry) for mention, entry in zip(feed.mentions, wanted["entries"], strict=True)] == wanted[
        "entries"
    ]
    assert len(feed.notes) == wanted.get("notes", 0), feed.notes
    assert (feed.wait.total_seconds() if feed.wait else None) == wanted.get("wait")


@pytest.mark.parametrize("name", EXPECTED)
def test_identifiers_are_unique_and_do_not_depend_on_order(name: str) -> None:
    ids = [mention.native_id for mention in read((FIXTURES / name).read_bytes()).mentions]

    assert len(set(ids)) == len(ids)


def _shown(mention: Mention, wanted: dict[str, Any]) -> dict[str, Any]:
    """Those properties of a mention that the expectation speaks of."""
    flat = asdict(mention) | {
        "author": mention.author.name,
        "published_at": mention.published_at.isoformat() if mention.published_at else None,
        "rating": mention.rating.value if mention.rating else None,
    }
    return {name: flat[name] for name in wanted}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is empty"),
        (b"  \n\n ", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (
            b"<!DOCTYPE html><html><head><title>Log in &amp; go</title></head><body>x</body></html>",
            "titled “Log in & go”",
        ),
        (
            b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>',
            "names a feed at /feed.xml",
        ),
        (b'{"error": "no", "code": 5}', r"JSON but not a JSON Feed \(it has error, code\)"),
        (b"[1, 2]", "JSON but not a JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "cannot be read"),
        (b"<catalog><book/></catalog>", "root <catalog>"),
        (b"just some words", "begins with 'just some words'"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, "is not a feed"),
        (b"/etc/hostname", "is not a feed"),
        (b'<rss version="2.0"><channel><title>Cut bef', "breaks off"),
        (b"[" * 100_000, "cannot be read"),
    ],
)
def test_what_is_no_feed_is_said_once_and_clearly(body: bytes, said: str) -> None:
    with pytest.raises(Broken, match=said) as caught:
        read(body, "text/html")

    assert str(caught.value).startswith("https://host.example/feeds/all ")
    assert "\n" not in str(caught.value)


def test_feed_without_entries_is_empty_and_not_broken() -> None:
    assert read(b'<rss version="2.0"><channel><title>Quiet</title></channel></rss>').mentions == ()


LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(10))
BILLION = f"""<?xml version="1.0"?><!DOCTYPE lolz [{LAUGHS}]>
<rss version="2.0"><channel><title>x</title><item><guid>1</guid><title>bomb &e9;</title></item></channel></rss>"""


@pytest.mark.timeout(20)
def test_entity_bomb_stays_small() -> None:
    feed = read(BILLION.encode())

    assert [mention.native_id for mention in feed.mentions] == ["1"]
    assert len(feed.mentions[0].title) < 200


@pytest.mark.timeout(20)
def test_quadratic_entity_bomb_stays_small() -> None:
    body = (
        b'<!DOCTYPE x [<!ENTITY a "'
        + b"x" * 50_000
        + b'">]><rss version="2.0"><channel><item><guid>1</guid><title>'
        + (b"&a;" * 20_000)
    )
    feed = read(body + b"</title></item></channel></rss>")

    assert sum(len(mention.title) + len(mention.text) for mention in feed.mentions) < 200_000


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("TOPSECRET")
    item = "<item><guid>1</guid><title>see &a;</title></item>"
    body = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]><rss version="2.0"><channel>{item}</channel></rss>'

    assert "TOPSECRET" not in repr(read(body.encode()))


def test_a_body_that_is_the_name_of_a_file_does_not_open_it(tmp_path: Path) -> None:
    local = tmp_path / "feed.xml"
    local.write_bytes((FIXTURES / "rss20_plain.xml").read_bytes())

    with pytest.raises(Broken):
        read(str(local).encode())


def test_header_with_a_wrong_charset_does_not_spoil_utf8() -> None:
    body = (FIXTURES / "declared_wrongly.xml").read_bytes()

    assert read(body, "text/xml; charset=ISO-8859-1").mentions[0].title == "Grüße"


def test_header_decides_where_the_document_says_nothing() -> None:
    body = (FIXTURES / "windows1251.xml").read_bytes().replace(b' encoding="windows-1251"', b"")

    assert read(body, "application/xml; charset=windows-1251").mentions[0].title == "Привет"


def test_messages_hide_tokens() -> None:
    with pytest.raises(Broken) as caught:
        read(b"", url="https://www.reddit.example/.rss?feed=SECRET&user=jo")

    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize(
    "damage",
    [
        b"&#xD800;",
        b"&#1114112;",
        b"&#0;",
        b"</media:player>",
        b"</media:credit>",
        b"<itunes:image/>",
        b"<georss:point>NBC New York</georss:point>",
        b"<link>http://[bad</link>",
        b"<comments>http://[::1</comments>",
        b'<a xml:base="http://[">x</a>',
        b"<author>@()</author>",
        b"<pubDate>99999999999999999999</pubDate>",
        b"\xed\xa0\x80",
    ],
)
def test_damage_in_one_place_costs_no_entry(damage: bytes) -> None:
    good = (
        b'<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><item><guid>1</guid>'
        b"<title>One</title>DAMAGE</item><item><guid>2</guid><title>Two</title></item></channel></rss>"
    )
    feed = read(good.replace(b"DAMAGE", damage))

    assert [mention.title for mention in feed.mentions] == ["One", "Two"]


def test_declaration_in_unknown_letters() -> None:
    body = b'<?xml version="1.0" encoding="\xfft-8"?><rss><channel><item><title>One</title></item></channel></rss>'

    assert read(body).mentions[0].title == "One"
