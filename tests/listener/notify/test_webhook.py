"""Webhooks against a real HTTP server, through the project's client."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Response

from listener.notify.webhook import Webhook
from sources.wire.http import HttpClient
from storage.clock import SimulatedClock
from storage.errors import DeliveryError
from storage.records import Delivery
from tests.worlds.notices import NOW, alert, delivery, outlet, sample

SECRET = "k3y"


ALLOWED = ("127.0.0.0/8", "::1")


async def send(
    url: str, told: Delivery | None = None, *, allow: tuple[str, ...] = ALLOWED, later: int = 0, **options: Any
) -> None:
    clock = SimulatedClock(NOW + timedelta(seconds=later))
    async with HttpClient(contact="tests@example.org", clock=clock, allow_private=allow) as http:
        target = Webhook.model_validate({"name": "hook", "url": url, **options})
        await target.send(outlet(http=http, clock=clock), told or delivery())


async def taken(httpserver: HTTPServer, told: Delivery | None = None, **options: Any) -> Any:
    httpserver.expect_request("/hook", method="POST").respond_with_data("", status=204)
    await send(httpserver.url_for("/hook"), told, **options)
    return httpserver.log[-1][0]


async def test_the_body_says_everything_with_a_version(httpserver: HTTPServer) -> None:
    request = await taken(httpserver)
    body = json.loads(request.data)
    assert request.headers["Content-Type"] == "application/json"
    assert (body["version"], body["kind"], body["target"]) == (1, "opened", "desk")
    assert body["incident"]["url"] == "https://listener.example.org/incidents/3"
    assert body["alerts"][0]["reasons"][0] == "At this time of day 38 are usual."
    assert body["samples"][0]["marks"] == [[22, 32]]
    assert body["created_at"] == "2026-03-14T09:30:00+00:00"
    assert len(body["chart"]) == 48


async def test_the_signature_can_be_checked_by_who_knows_the_secret(httpserver: HTTPServer) -> None:
    request = await taken(httpserver, secret=SECRET)
    signed = request.headers["X-Listener-Timestamp"].encode() + b"." + request.data
    assert request.headers["X-Listener-Signature-256"] == hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert request.headers["X-Listener-Timestamp"] == str(int(NOW.timestamp()))


async def test_a_retry_is_the_same_under_the_same_key_with_the_time_of_the_attempt(httpserver: HTTPServer) -> None:
    first = await taken(httpserver, secret=SECRET)
    again = await taken(httpserver, secret=SECRET, later=3600)
    assert again.data == first.data
    assert again.headers["Idempotency-Key"] == first.headers["Idempotency-Key"]
    assert int(again.headers["X-Listener-Timestamp"]) - int(first.headers["X-Listener-Timestamp"]) == 3600


async def test_without_a_secret_nothing_is_signed(httpserver: HTTPServer) -> None:
    assert "X-Listener-Signature-256" not in (await taken(httpserver)).headers


async def test_keys_of_any_letters_fit_into_a_header(httpserver: HTTPServer) -> None:
    told = Delivery(key="incident-3/1/Süß\r\nX: y", target="desk", notice=delivery().notice, next_try_at=NOW)
    assert (await taken(httpserver, told)).headers["Idempotency-Key"].isalnum()


async def test_what_json_cannot_say_is_left_out(httpserver: HTTPServer) -> None:
    odd, wicked = alert(value=float("nan"), expected=float("inf")), sample("\ud800\x00", url="javascript:x")
    told = delivery(alerts=(odd,), samples=(wicked,))
    body = json.loads((await taken(httpserver, told)).data, parse_constant=pytest.fail)
    assert body["alerts"][0]["value"] is None
    assert body["samples"][0]["url"] is None
    assert body["samples"][0]["text"] == "\ufffd "


FOR_GOOD = [(status, True) for status in (400, 401, 404, 410, 422)]
FOR_NOW = [(status, False) for status in (408, 409, 425, 429, 500, 503)]


@pytest.mark.parametrize(("status", "permanent"), FOR_GOOD + FOR_NOW)
async def test_refusals(httpserver: HTTPServer, status: int, permanent: bool) -> None:
    httpserver.expect_request("/hook").respond_with_data("no", status=status)
    with pytest.raises(DeliveryError, match=f"webhook at .* did not take it.*{status}") as caught:
        await send(httpserver.url_for("/hook"))
    assert caught.value.permanent is permanent


@pytest.mark.parametrize("value", ["120", "Sat, 14 Mar 2026 09:32:00 GMT"])
async def test_retry_after_is_heeded_in_both_forms(httpserver: HTTPServer, value: str) -> None:
    httpserver.expect_request("/hook").respond_with_response(Response("", 429, {"Retry-After": value}))
    with pytest.raises(DeliveryError) as caught:
        await send(httpserver.url_for("/hook"))
    assert caught.value.not_before == NOW + timedelta(seconds=120)


async def test_private_addresses_are_refused_unless_allowed(httpserver: HTTPServer) -> None:
    with pytest.raises(DeliveryError) as caught:
        await send(httpserver.url_for("/hook"), allow=())
    assert httpserver.log == []
    assert not caught.value.permanent


async def test_a_key_in_the_address_is_never_shown(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook/t0ken").respond_with_data("", status=500)
    with pytest.raises(DeliveryError) as caught:
        await send(httpserver.url_for("/hook/t0ken?key=t0ken"))
    assert "t0ken" not in str(caught.value)


@pytest.mark.parametrize("url", ["hooks.example.org", "ftp://example.org", "https://", "javascript:alert(1)"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="is no web address; write it as"):
        Webhook(name="hook", url=url)
