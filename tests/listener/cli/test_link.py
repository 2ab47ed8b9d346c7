"""`listener link`: a browser is let in by whoever may run commands."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from listener.app import build
from listener.config.loading import load
from tests.worlds.clients import browser
from tests.worlds.terminal import run


@pytest.mark.usefixtures("config")
async def test_the_printed_link_lets_in_beside_a_running_service(config: Path):
    async with build(load(config), service=True) as app:
        printed = (await asyncio.to_thread(run, "link")).stdout.split()[-1]
        assert printed.startswith("http://127.0.0.1:8350/enter/")
        assert browser(app).post(urlsplit(printed).path).status_code == 303


def test_before_the_first_start_there_is_no_key(config: Path):
    assert "start the service" in run("link", code=1).stderr
