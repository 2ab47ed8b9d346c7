"""Any page by its settings, and the reviews that pages tell to programs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError
from pytest_httpserver import HTTPServer

from sources.html import Html
from storage.clock import SimulatedClock
from storage.errors import Broken
from storage.records import Ask, Batch, Rating
from tests.worlds.network import NOW, client, network

FIELDS = {"text": ".body", "url": "a@href"}
POST = '<li class="post"><a href="/p/{0}">#{0}</a><div class="body">post {0}</div></li>'


def listing(*numbers: int, tail: str = "") -> str:
    return f"<title>Board</title><ul>{''.join(POST.format(each) for each in numbers)}</ul>{tail}"


def marked(*documents: Any) -> str:
    scripts = "".join(
        f'<script type="application/ld+json">{each if isinstance(each, str) else json.dumps(each)}</script>'
        for each in documents
    )
    return f"<!doctype html><title>Kettle</title>{scripts}<h1>Kettle</h1>"


async def poll(server: HTTPServer, page: str | bytes, *, robots: str = "", **settings: Any) -> Batch:
    server.expect_request("/page").respond_with_data(page, content_type=settings.pop("content_type", "text/html"))
    server.expect_request("/robots.txt").respond_with_data(robots)
    clock = SimulatedClock(NOW)
    source = Html.model_validate({"name": "x", "url": server.url_for("/page"), **settings})
    async with client(clock=clock) as http:
        return await source.poll(network(http, clock=clock), {}, Ask())


async def test_what_robots_txt_forbids_is_not_read(httpserver: HTTPServer):
    with pytest.raises(Broken, match=r"robots\.txt does not let programs read it"):
        await poll(httpserver, listing(1), robots="User-agent: *\nDisallow: /pa", items="li.post", fields=FIELDS)
    assert [request.path for request, _ in httpserver.log] == ["/robots.txt"]


async def test_what_it_allows_is(httpserver: HTTPServer):
    batch = await poll(httpserver, listing(1, 2), robots="User-agent: *\nDisallow: /x", items="li.post", fields=FIELDS)
    assert [mention.text for mention in batch.mentions] == ["post 1", "post 2"]


async def test_a_selector_that_finds_nothing_says_what_comes_often(httpserver: HTTPServer):
    with pytest.raises(Broken) as caught:
        await poll(httpserver, listing(1, 2, 3), items="article.entry", fields=FIELDS)
    assert "`items` (`article.entry`) finds nothing on the page titled “Board”" in str(caught.value)
    assert "what comes often: `li.post` (3), `div.body` (3)" in str(caught.value)


async def test_a_field_that_is_gone_is_named(httpserver: HTTPServer):
    batch = await poll(httpserver, listing(1, 2), items="li.post", fields={**FIELDS, "title": "a", "text": ".message"})
    assert len(batch.mentions) == 2
    assert batch.partial[0].startswith("field `text` (`.message`) is empty in all 2 items; an item holds ")


async def test_a_page_that_says_that_there_is_nothing_is_empty(httpserver: HTTPServer):
    page = "<p class=none>Nobody wrote anything</p>"
    batch = await poll(httpserver, page, items="li.post", fields=FIELDS, nothing=".none")
    assert (batch.mentions, batch.partial) == ((), ())


async def test_a_next_page_elsewhere_is_not_asked(httpserver: HTTPServer):
    page = listing(1, tail='<a class="next" href="https://evil.example.org/">older</a>')
    with pytest.raises(Broken, match="another place"):
        await poll(httpserver, page, items="li.post", fields=FIELDS, next="a.next@href")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (POST.format(1).replace("post 1", "schön").encode("cp1252"), "text/html; charset=windows-1252"),
        (b'<meta charset="iso-8859-1">' + POST.format(1).replace("post 1", "schön").encode("latin-1"), "text/html"),
        (POST.format(1).replace("post 1", "schön").encode(), "text/html; charset=latin-1"),
        (POST.format(1).replace("post 1", "schön").encode("cp1252"), "text/html; charset=klingon"),
    ],
)
async def test_letters_are_what_they_are_whatever_is_declared(httpserver: HTTPServer, body: bytes, content_type: str):
    [mention] = (await poll(httpserver, body, items="li", fields=FIELDS, content_type=content_type)).mentions
    assert mention.text == "schön"


@pytest.mark.parametrize("body", ["<div>" * 5_000 + "<li>x", "<li>" + "<b>" * 300 + "x" + "<p>" * 1_900])
async def test_a_page_that_is_built_to_hurt_is_not_read(httpserver: HTTPServer, body: str):
    with pytest.raises(Broken, match="nested more deeply"):
        await poll(httpserver, body, items="li", fields=FIELDS)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"items": "li[", "fields": FIELDS}, "is no CSS selector"),
        ({"items": "li", "fields": {"text": "a >"}}, "is no CSS selector"),
        ({"items": "li", "fields": {"url": "a@href"}}, "must name one of text, html, title or rating"),
        ({"fields": FIELDS}, '"items" is missing'),
    ],
)
def test_what_is_written_wrongly_is_told_before_anything_is_asked(settings: dict[str, Any], said: str):
    with pytest.raises(ValidationError, match=said):
        Html.model_validate({"name": "x", "url": "https://x.example.org/", **settings})


REVIEW = {
    "@type": "Review",
    "author": {"@type": "Person", "name": "Tea &amp; Leaf"},
    "datePublished": "2026-09-01",
    "name": "Leaks",
    "reviewBody": "It <b>leaks</b>.<br>A lot.",
    "reviewRating": {"@type": "Rating", "ratingValue": "4,5", "bestRating": "10", "worstRating": 0},
    "inLanguage": "en-GB",
}
ANONYMOUS = {
    "@type": ["Thing", "https://schema.org/Review"],
    "author": "Pan",
    "reviewBody": "ok",
    "reviewRating": [{"ratingValue": 5}],
}


async def test_reviews_are_read_with_author_time_and_scale(httpserver: HTTPServer):
    product = {
        "@context": "https://schema.org",
        "@graph": [{"@type": "Product", "review": [REVIEW, ANONYMOUS]}, REVIEW],
    }
    batch = await poll(httpserver, marked(product, "{ broken", {"@type": "Organization"}))
    first, second = batch.mentions
    assert (first.kind, first.title, first.text) == ("review", "Leaks", "It leaks.\nA lot.")
    assert (first.author.name, first.language, str(first.published_at)) == (
        "Tea & Leaf", "en", "2026-09-01 00:00:00+00:00",
    )  # fmt: skip
    assert first.rating == Rating(value=4.5, best=10, worst=0)
    assert (second.author.name, second.rating) == ("Pan", Rating(value=5))


async def test_the_same_page_gives_the_same_ids_and_reviews_that_say_the_same_are_two(httpserver: HTTPServer):
    other = {**ANONYMOUS, "@id": "#2"}
    page = marked([ANONYMOUS, other, REVIEW])
    first, second = [await poll(httpserver, page) for _ in range(2)]
    assert first.mentions == second.mentions
    assert len({mention.native_id for mention in first.mentions}) == 3


@pytest.mark.parametrize(
    "rating",
    [
        None,
        5,
        "five",
        {"ratingValue": 6},
        {"ratingValue": None},
        {"ratingValue": "NaN"},
        {"ratingValue": 3, "bestRating": 1},
        [],
    ],
)
async def test_a_rating_that_cannot_be_is_none(httpserver: HTTPServer, rating: Any):
    [mention] = (await poll(httpserver, marked({**REVIEW, "reviewRating": rating}))).mentions
    assert mention.rating is None
    assert mention.kind == "review"


@pytest.mark.parametrize("author", [None, 5, [], {}, {"name": None}, {"name": {"@value": "x"}}])
async def test_an_author_that_is_none_is_unknown(httpserver: HTTPServer, author: Any):
    [mention] = (await poll(httpserver, marked({**REVIEW, "author": author}))).mentions
    assert mention.author.identity is None


async def test_a_product_without_reviews_is_empty_and_says_what_there_is(httpserver: HTTPServer):
    batch = await poll(httpserver, marked({"@type": "Product", "offers": {"@type": "Offer"}}))
    assert (batch.mentions, batch.partial) == ((), ())
    assert batch.notes == ("it tells programs of offer, product, and of no review",)


async def test_a_page_that_tells_programs_nothing_is_no_shop_without_reviews(httpserver: HTTPServer):
    with pytest.raises(Broken, match="the page titled “Us” tells programs nothing"):
        await poll(httpserver, "<title>Us</title><form>Accept all</form>")


async def test_a_page_that_asks_for_consent_is_told_as_such(httpserver: HTTPServer):
    with pytest.raises(Broken, match="asks for consent, titled “Before you continue”"):
        await poll(httpserver, "<title>Before you continue</title><form>Accept all</form>")


async def test_a_script_as_shops_write_them_is_read(httpserver: HTTPServer):
    written = "\n<!-- " + json.dumps(REVIEW).replace("A lot.", "A lot.\n\tReally.") + " -->\n;"
    batch = await poll(httpserver, marked(written.replace(" -->\n;", ";")))
    assert "A lot." in batch.mentions[0].text
