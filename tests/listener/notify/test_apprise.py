"""Apprise against a real HTTP server."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from listener.notify.apprise import Anything
from storage.errors import DeliveryError
from tests.worlds.notices import delivery, outlet

# Apprise imports a module of the standard library that is on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
ALLOWED = ("127.0.0.0/8", "::1")


async def send(url: str, allow_private: tuple[str, ...] = ALLOWED, **changes: Any) -> None:
    await Anything.model_validate({"name": "chat", "url": url}).send(
        outlet(allow_private=allow_private), delivery(**changes)
    )


async def refused(url: str, allow_private: tuple[str, ...] = ALLOWED) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await send(url, allow_private)
    assert not caught.value.permanent
    return caught.value


def address(httpserver: HTTPServer, path: str = "/hook") -> str:
    return f"json://127.0.0.1:{httpserver.port}{path}"


@pytest.mark.parametrize(
    ("severity", "kind", "type_", "head"),
    [
        (1, "opened", "failure", "NEW"),
        (2, "opened", "warning", "NEW"),
        (1, "page", "failure", "PAGE"),
        (1, "resolved", "success", "RESOLVED by itself,"),
    ],
)
async def test_the_short_form_arrives(httpserver: HTTPServer, severity: int, kind: str, type_: str, head: str) -> None:
    httpserver.expect_request("/hook").respond_with_data("")
    await send(address(httpserver), severity=severity, kind=kind)
    said = json.loads(httpserver.log[0][0].data)
    assert said["title"] == f"[Listener] {head} Nordkaffee: far more mentions than usual"
    assert "At this time of day 38 are usual." in said["message"]
    assert said["type"] == type_


async def test_a_refusal_is_told_in_the_services_words_and_tried_again(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook").respond_with_data("", status=500)
    assert "did not take it (Failed to send JSON" in str(await refused(address(httpserver)))


async def test_a_private_address_is_refused_unless_allowed(httpserver: HTTPServer) -> None:
    assert "private address 127.0.0.1" in str(await refused(address(httpserver), ()))
    assert httpserver.log == []


async def test_a_redirect_to_a_private_address_is_refused(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook").respond_with_data(
        "", status=307, headers={"Location": "http://169.254.169.254/latest"}
    )
    assert "private address 169.254.169.254" in str(await refused(address(httpserver)))


async def test_a_name_that_leads_to_a_private_address_is_refused_unless_allowed(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook").respond_with_data("")
    url = f"json://localhost:{httpserver.port}/hook"
    assert "is at the private address" in str(await refused(url, ()))
    await send(url, ("localhost",))
    assert len(httpserver.log) == 1


async def test_a_proxy_of_the_environment_leads_round_no_guard(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, httpserver.url_for("/"))
    httpserver.expect_request("/hook").respond_with_data("")
    assert "private address 169.254.169.254" in str(await refused("json://169.254.169.254/hook"))
    assert httpserver.log == []
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    await send(address(httpserver))
    assert len(httpserver.log) == 1


async def test_other_connections_are_not_held_back_afterwards(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook").respond_with_data("")
    await refused(address(httpserver), ())
    await send(address(httpserver))
    assert len(httpserver.log) == 1


@pytest.mark.parametrize("url", ["nonsense", "unheard-of://x", "slack://"])
async def test_an_address_that_apprise_does_not_know_is_said_without_showing_it(url: str) -> None:
    assert "means nothing to apprise" in str(await refused(url))


def test_the_address_is_hidden() -> None:
    assert "t0ken" not in repr(Anything.model_validate({"name": "chat", "url": "tgram://t0ken/1"}))
