"""`listener link`: the first way in, for whoever may run commands."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from listener.app import build
from listener.config.loading import load
from tests.worlds.clients import HOME, browser
from tests.worlds.terminal import run


@pytest.mark.usefixtures("config")
async def test_the_printed_link_lets_in_beside_a_running_service(config: Path):
    async with build(load(config), service=True) as app:
        printed = (await asyncio.to_thread(run, "link")).stdout.split()[-1]
        assert printed.startswith(f"{HOME}/enter/")
        client = browser(app)
        entered = await asyncio.to_thread(lambda: client.post(urlsplit(printed).path, data={"as": "local"}))
        assert entered.status_code == 303


@pytest.mark.usefixtures("config")
@pytest.mark.parametrize(
    ("listener", "homes"),
    [
        ("", [HOME, "https://listener.example.org"]),
        ('listen = "0.0.0.0:80"', ["http://127.0.0.1:80", "https://listener.example.org"]),
        ('listen = "[::]:80"', ["http://[::1]:80", "https://listener.example.org"]),
        ('listen = "192.0.2.7:80"', ["http://192.0.2.7:80", "https://listener.example.org"]),
        ('listen = "listener.example.org:80"', ["http://listener.example.org:80"]),
    ],
)
def test_it_stands_at_every_address_that_leads_here(config: Path, listener: str, homes: list[str]):
    section = f'[listener]\nbase_url = "https://listener.example.org"\n{listener}\n'
    config.write_text(section + config.read_text(encoding="utf-8"), encoding="utf-8")
    found = [urlsplit(word) for word in run("link").stdout.split() if "/enter/" in word]
    assert [f"{each.scheme}://{each.netloc}" for each in found] == homes
    assert len({each.path for each in found}) == 1


@pytest.mark.usefixtures("config")
def test_where_people_sign_in_there_is_no_first_link():
    run("people", "add", "Ines", "--role", "administrator")
    run("people", "link", "Ines")
    assert "/enter/" in run("link").stdout, "she has not been here yet"
