"""Reviews of one's own apps and places: who asks is known, what Google translated is not taken for what was said."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from pytest_httpserver import HTTPServer

from sources.googlebusiness import original
from tests.worlds.keys import elliptic, rsa
from tests.worlds.network import NOW
from tests.worlds.upstream import Upstream


async def test_apple_is_asked_with_a_token_signed_by_the_key(httpserver: HTTPServer):
    place = Upstream("appstoreconnect", httpserver)
    await place.poll()
    token = place.requests[0].headers["Authorization"].removeprefix("Bearer ")
    read = jwt.decode(token, elliptic(), algorithms=["ES256"])
    assert read.header["kid"] == "2X9R4HXF34"
    assert (read.claims["aud"], read.claims["exp"] > NOW.timestamp()) == ("appstoreconnect-v1", True)


async def test_google_play_is_asked_with_the_token_of_the_service_account(httpserver: HTTPServer):
    place = Upstream("googleplay", httpserver)
    await place.poll()
    asked, *pages = place.requests
    form = parse_qs(asked.get_data(as_text=True))
    claims = jwt.decode(form["assertion"][0], rsa(), algorithms=["RS256"]).claims
    assert claims["scope"] == "https://www.googleapis.com/auth/androidpublisher"
    assert [each.headers["Authorization"] for each in pages] == ["Bearer t0ken-of-a-test"] * 2


async def test_what_the_developer_answered_is_no_review(httpserver: HTTPServer):
    (batch,) = await Upstream("googleplay", httpserver).whole()
    assert [(each.title, each.text) for each in batch.mentions] == [
        ("", "Acme app crashes since the update"), ("Schön", "Tut, was es soll"),
    ]  # fmt: skip
    assert batch.mentions[1].language == "de"


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("Good kettle", "Good kettle"),
        ("(Translated by Google) It drips.\n\n(Original)\nEs tropft.", "Es tropft."),
        ("Es tropft.\n\n(Translated by Google)\nIt drips.", "Es tropft."),
        ("東京でも漏れる\n\n(Translated by Google)\nIt leaks in Tokyo too", "東京でも漏れる"),
        ("(Original) is what I call it", "(Original) is what I call it"),
        ("", ""),
    ],
)
def test_only_what_a_person_wrote_counts(comment: str, said: str):
    assert original(comment) == said


async def test_a_review_of_stars_alone_is_one(httpserver: HTTPServer):
    place = Upstream("googlebusiness", httpserver)
    place.change = lambda body: body.replace(b'"comment"', b'"noComment"')
    (batch,) = await place.whole()
    assert [(each.text, each.rating and each.rating.value) for each in batch.mentions] == [("", 2), ("", 5)]
    place.change = lambda body: body.replace(b'"comment"', b'"noComment"').replace(b"TWO", b"STAR_RATING_UNSPECIFIED")
    batch = await place.poll()
    assert "neither words nor stars" in batch.refused[0].reason


async def test_what_identifies_a_customer_elsewhere_stays_at_trustpilot(httpserver: HTTPServer):
    batch = await Upstream("trustpilot", httpserver).poll()
    assert "customer@example.org" not in str(batch)
    assert "order-1" not in str(batch)
