"""Trustpilot is asked review by review what the public is shown, as
https://developers.trustpilot.com/service-reviews-api documents it."""

from __future__ import annotations

import pytest
from pytest_httpserver import HTTPServer

from sources.trustpilot import Trustpilot
from storage.errors import Broken, SourceError
from tests.worlds.polling import rechecked

SHOWN = {"title": "My review", "text": "This shop is great", "stars": 5, "consumer": {"displayName": "John Doe"}}


def source(server: HTTPServer) -> Trustpilot:
    options = {"name": "t", "business": "507f", "key": "k3y", "secret": "s3cret", "api": server.url_for("/")}
    return Trustpilot.model_validate(options)


async def test_a_review_that_the_public_is_shown_no_more_is_gone(httpserver: HTTPServer):
    key = {"apikey": "k3y"}
    httpserver.expect_request("/v1/reviews/a", headers=key).respond_with_json(SHOWN)
    httpserver.expect_request("/v1/reviews/b", headers=key).respond_with_json({}, status=404)
    httpserver.expect_request("/v1/business-units/507f", headers=key).respond_with_json({"id": "507f"})
    assert list(await rechecked(source(httpserver), "a", "b")) == ["b"]


async def test_where_all_are_missing_or_nothing_is_shown_nothing_is_deleted(httpserver: HTTPServer):
    httpserver.expect_request("/v1/reviews/a").respond_with_json({"off": True})
    with pytest.raises(Broken, match="shows no `stars`"):
        await rechecked(source(httpserver), "a")
    httpserver.expect_request("/v1/reviews/b").respond_with_json({}, status=404)
    httpserver.expect_request("/v1/business-units/507f").respond_with_json({}, status=404)
    with pytest.raises(SourceError, match="404"):
        await rechecked(source(httpserver), "b")
