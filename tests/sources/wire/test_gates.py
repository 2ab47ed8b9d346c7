"""What stands before a place and answers 200 is no answer: consent, captchas, sign-in."""

from __future__ import annotations

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from sources.wire.gates import gate
from storage.errors import Broken
from tests.worlds.network import fetch

HTML = {"content-type": "text/html; charset=utf-8"}
ASKED = "https://shop.example/reviews"


def titled(title: str) -> bytes:
    return f"<!doctype html><html><head><title>{title}</title></head><body>…</body></html>".encode()


@pytest.mark.parametrize(
    "title",
    [
        "Just a moment...",
        "Attention Required! | Cloudflare",
        "Before you continue to Google Search",
        "Bevor Sie fortfahren",
        "Avant d&#39;accéder à Google",
        "Are you a robot?",
        "Pardon Our Interruption",
        "Access to this page has been denied",
        "DDoS-Guard",
        "Cookie-Einstellungen",
    ],
)
def test_titles_of_gates(title: str) -> None:
    assert gate(ASKED, ASKED, HTML, titled(title), page=True)


@pytest.mark.parametrize(
    "url",
    [
        "https://consent.google.com/ml?continue=x",
        "https://guce.example.com/consent?x",
        "https://shop.example/sorry/index?continue=x",
        "https://shop.example/accounts/login/?next=/reviews",
        "https://geo.captcha-delivery.com/captcha/?x",
        "https://shop.example/en/consent",
    ],
)
def test_where_redirects_to_gates_end(url: str) -> None:
    assert gate(ASKED, url, HTML, titled("A shop"))
    assert gate(url, url, HTML, titled("A shop")) is None


@pytest.mark.parametrize(
    "title",
    [
        "Reviews of the Roaster 2000",
        "Why every captcha is broken",
        "They asked whether I verify you are a human",
        "Wait: before you continue reading, a word on the people who wrote about their coffee machines",
        "Forum – cookie recipes",
        "",
    ],
)
def test_pages_that_speak_of_gates_are_none(title: str) -> None:
    assert gate(ASKED, ASKED, HTML, titled(title), page=True) is None


def test_only_pages_are_gates() -> None:
    assert gate(ASKED, ASKED, {"content-type": "application/json"}, titled("Just a moment...")) is None


async def test_a_feed_that_shows_a_captcha_is_no_feed_without_news(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(titled("Just a moment..."), content_type="text/html")
    with pytest.raises(Broken, match=r"a captcha.*Just a moment.*look for a feed or an API"):
        await fetch(httpserver.url_for("/feed"))


async def test_a_feed_that_leads_to_consent_says_so(httpserver: HTTPServer) -> None:
    away = Response(status=302, headers={"Location": "/consent?back=/feed"})
    httpserver.expect_request("/feed").respond_with_response(away)
    httpserver.expect_request("/consent").respond_with_data(titled("Us"), content_type="text/html")
    with pytest.raises(Broken, match="asks for consent"):
        await fetch(httpserver.url_for("/feed"))
