"""A proxy's header counts where the proxy is trusted, and is nothing from anybody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from listener.app import App
from storage.clock import SimulatedClock
from tests.worlds.clients import FAR, PASSWORD, PUBLIC, browser, send, stored, visit

PROXY = "10.0.0.7"
PEOPLE = '[[people]]\nname = "Ines"\nmail = "ines@example.org"\nrole = "administrator"\n'
WEB = f"""{PEOPLE}
[web]
sign_in = ["proxy", "password"]
proxy_header = "X-Forwarded-Email"
trusted_proxies = ["{PROXY}", "fd00::/8"]
"""
INES = {"X-Forwarded-Email": "INES@example.org", "X-Forwarded-For": f"6.6.6.6, {FAR}"}


@pytest.mark.parametrize("client", [PROXY, "fd00::1", f"::ffff:{PROXY}"])
async def test_whom_a_trusted_proxy_names_is_in_and_acts_in_that_name(tmp_path: Path, client: str) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        known = browser(app, PUBLIC, client)
        known.headers.update(INES)
        assert "Ines, administrator" in known.get("/settings/me").text
        assert known.get("/sign-in").status_code == 303
        assert send(known, "/incidents/1", action="acknowledge", who="Bo").status_code == 303
        assert stored(app).acknowledged_by == "Ines", "whatever name is sent along"
        assert app.store.audited(1)[0].address == FAR, "the first address that is no trusted proxy"

    await visit(tmp_path, look, more=WEB)


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        (FAR, {}),
        ("127.0.0.1", {}),
        ("10.0.0.8", {}),
        (PROXY, {"X-Forwarded-Email": ""}),
        (PROXY, {"X-Forwarded-Email": "nobody@example.org"}),
        (PROXY, {"X-Forwarded-Email": "ines@example.org, mia@example.org"}),
        (PROXY, {"X-Forwarded-Email": "Ines"}),
        (PROXY, {"X-Forwarded-Email": "ınes@example.org".encode()}),
    ],
    ids=str,
)
async def test_from_anybody_else_and_for_anybody_else_the_header_is_nothing(
    tmp_path: Path, client: str, headers: dict[str, Any]
) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        stranger = browser(app, PUBLIC, client)
        assert stranger.get("/", headers=INES | headers).status_code == 303
        assert stranger.get("/", headers={"X_Forwarded_Email": "ines@example.org"}).status_code == 303
        twice = [("X-Forwarded-Email", "mia@example.org"), ("X-Forwarded-Email", "ines@example.org")]
        assert stranger.get("/", headers=twice).status_code == 303
        assert [each.name for each in app.store.added_people()] == []

    await visit(tmp_path, look, more=WEB)


async def test_unless_it_is_configured_no_header_is_believed(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        app.store.set_password("Ines", PASSWORD, app.clock.now())
        for client in (PROXY, "127.0.0.1", FAR):
            assert browser(app, PUBLIC, client).get("/", headers=INES).status_code == 303

    await visit(tmp_path, look, more=PEOPLE)


async def test_whom_a_proxy_brings_for_the_first_time_is_added_where_the_configuration_says(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        known = browser(app, PUBLIC, PROXY)
        new = {"X-Forwarded-Email": "zoe@example.org"}
        assert [known.get("/", headers=new).status_code for _ in range(3)] == [200] * 3
        assert [(each.name, each.role) for each in app.store.added_people()] == [("zoe@example.org", "observer")]
        assert known.get("/", headers={"X-Forwarded-Email": "not an address"}).status_code == 303

    await visit(tmp_path, look, more=WEB + 'auto = "observer"\n')
