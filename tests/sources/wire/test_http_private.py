"""Private addresses are refused on the address really connected to, at first and by redirect."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from storage.errors import Broken
from tests.worlds.network import client, fetch, serving

PRIVATE = [
    "169.254.169.254",
    "10.1.2.3",
    "100.64.0.1",
    "[::1]",
    "[fc00::1]",
    "[::ffff:10.0.0.1]",
    "[64:ff9b::a00:1]",
    "0.0.0.0",
    "2130706433",
    "0x7f.1",
]


@pytest.mark.parametrize("host", PRIVATE)
async def test_refused_at_first(host: str) -> None:
    with pytest.raises(Broken, match="not on the public internet"):
        await fetch(f"http://{host}/latest/meta-data", allow_private=())


@pytest.mark.parametrize("host", PRIVATE)
async def test_refused_by_redirect(httpserver: HTTPServer, host: str) -> None:
    httpserver.expect_request("/").respond_with_data(status=302, headers={"Location": f"http://{host}/secret"})

    with pytest.raises(Broken, match="not on the public internet"):
        await fetch(
            httpserver.url_for("/"), allow_private=[f"127.0.0.1:{httpserver.port}", f"localhost:{httpserver.port}"]
        )


async def test_a_name_that_leads_to_a_private_address(monkeypatch: pytest.MonkeyPatch, httpserver: HTTPServer) -> None:
    _resolve(monkeypatch, {"feeds.example": ["127.0.0.1"]})

    with pytest.raises(Broken, match=r"feeds\.example leads to 127\.0\.0\.1"):
        await fetch(f"http://feeds.example:{httpserver.port}/", allow_private=())


async def test_a_name_is_resolved_once_so_that_it_cannot_change_its_mind(
    monkeypatch: pytest.MonkeyPatch, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/").respond_with_data(b"here")
    asked = _resolve(monkeypatch, {"feeds.example": ["127.0.0.1"]})

    answer = await fetch(f"http://feeds.example:{httpserver.port}/", allow_private=["127.0.0.1"])

    assert answer.body == b"here"
    assert asked == ["feeds.example"]


async def test_only_the_public_ones_of_several_addresses_are_contacted(monkeypatch: pytest.MonkeyPatch) -> None:
    _resolve(monkeypatch, {"feeds.example": ["10.0.0.1", "127.0.0.1"]})

    with pytest.raises(Broken, match="refused the connection"):
        await fetch("http://feeds.example:1/", allow_private=["127.0.0.1"])


@pytest.mark.parametrize("entry", ["127.0.0.1", "127.0.0.0/8", "localhost", "localhost:{port}"])
async def test_exceptions(httpserver: HTTPServer, entry: str) -> None:
    httpserver.expect_request("/").respond_with_data(b"here")

    answer = await fetch(f"http://localhost:{httpserver.port}/", allow_private=[entry.format(port=httpserver.port)])

    assert answer.body == b"here"


@pytest.mark.parametrize("entry", ["localhost:1", "10.0.0.0/8", "otherhost"])
async def test_other_exceptions_do_not_help(httpserver: HTTPServer, entry: str) -> None:
    with pytest.raises(Broken, match="not on the public internet"):
        await fetch(f"http://localhost:{httpserver.port}/", allow_private=[entry])


async def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch, httpserver: HTTPServer) -> None:
    monkeypatch.setenv("http_proxy", "http://10.0.0.1:3128")
    monkeypatch.setenv("ALL_PROXY", "http://10.0.0.1:3128")
    httpserver.expect_request("/").respond_with_data(b"direct")

    assert (await fetch(httpserver.url_for("/"))).body == b"direct"


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/", "file:///etc/hostname", "feed", "http://", "http://[::1/", "", "http:///x"]
)
async def test_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(Broken, match=r"https://|not an address"):
        await fetch(url)


async def test_one_hanging_host_delays_no_other(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(b"quick")

    async def hang(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async with serving(hang) as port, client(total=20.0, read=20.0) as http:
        stuck = [asyncio.create_task(http.get(f"http://127.0.0.1:{port}/")) for _ in range(10)]
        await asyncio.sleep(0.1)
        async with asyncio.timeout(2):
            assert (await http.get(httpserver.url_for("/"))).body == b"quick"
        for task in stuck:
            task.cancel()
        await asyncio.gather(*stuck, return_exceptions=True)


def _resolve(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> list[str]:
    """Answer for some names; returns the list of names that are asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        if host not in names:
            return real(host, port, *args, **options)
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in names[host]]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked
