"""A report is sent, and every number of it is counted again: on a page, and for programs."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from listener.actions.actor import ROLES
from listener.app import App
from listener.reports.carried import carried
from storage.clock import SimulatedClock
from storage.records import PersonRole
from tests.worlds import mentions
from tests.worlds.clients import send, signed_in, token, visit
from tests.worlds.incidents import NOW
from tests.worlds.programs import holder

PAGE = "/reports/check"


def checked(client: TestClient, content: bytes, name: str = "week <b>.html") -> Any:
    data, origin = {"token": token(client.get(PAGE).text), "who": "Mia"}, str(client.base_url).rstrip("/")
    return client.post(PAGE, data=data, files={"file": (name, content)}, headers={"Origin": origin})


def made(app: App, client: TestClient, format: str = "html") -> bytes:
    then = [NOW - timedelta(days=2 + n % 3) for n in range(8)]
    posts = [mentions.mention("acme cola", n, published_at=at, collected_at=at) for n, at in enumerate(then)]
    mentions.commit(app.store, posts, now=NOW)
    answer = send(client, "/reports", name="weekly", format=format, since="2026-02-23", until="2026-03-02")
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


@pytest.mark.parametrize("format", ["html", "pdf", "xlsx"])
async def test_a_report_of_ours_is_what_the_store_says_until_a_post_comes_late(tmp_path: Path, format: str) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        ann, robot = signed_in(app, "Ann", "manager"), holder(app, "manager")
        content = made(app, ann, format)
        page = checked(ann, content)
        assert page.status_code == 200, page.text
        assert "Every number is what the store says" in page.text
        assert "week &lt;b&gt;.html" in page.text
        found = robot.post("/api/v1/reports/check", files={"file": ("x", content)}).json()
        assert (found["changed"], found["why"], found["same"] > 20) == ([], [], True)
        late = mentions.mention(
            "acme cola late", 99, published_at=NOW - timedelta(days=3), collected_at=NOW + timedelta(hours=2)
        )
        mentions.commit(app.store, [late], now=NOW + timedelta(hours=2))
        page = checked(ann, content).text
        assert "not what the store says" in page
        assert "1 arrived late" in page
        found = robot.post("/api/v1/reports/check", files={"file": ("x", content)}).json()
        assert {"id": "mentions/brand:Acme/now", "then": "8", "now": "9"} in found["changed"]
        assert found["why"] == ["1 arrived late: they were collected after it was made"]

    await visit(tmp_path, look)


async def test_what_somebody_changed_in_the_file_is_named(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        ann = signed_in(app, "Ann", "manager")
        data = dict(carried(made(app, ann)))
        data["records"] = [{**each, "value": 80} if each["metric"] == "mentions" else each for each in data["records"]]
        page = checked(ann, json.dumps(data).encode()).text
        assert "not what the store says" in page
        assert '<td class="wrap">mentions/brand:Acme/now</td><td class="tn">80</td><td class="tn">8</td>' in page

    await visit(tmp_path, look)


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "<b>"},
        {"length": "aeon"},
        {"since": "2026-02-23T00:00:00"},
        {"since": "0001-01-01T00:00:00+00:00"},
        {"until": "9999-01-01T00:00:00+00:00"},
        {"type": "crisis", "incident": None},
        {"zone": "../../etc/passwd"},
        {"brands": 7},
        {"where": "lid AND"},
    ],
)
async def test_a_recipe_that_nobody_wrote_is_refused_in_words(tmp_path: Path, changes: dict[str, Any]) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        ann, robot = signed_in(app, "Ann", "manager"), holder(app, "manager")
        data = dict(carried(made(app, ann)))
        content = json.dumps(data | {"recipe": data["recipe"] | changes}).encode()
        page = checked(ann, content)
        assert (page.status_code, "It cannot be checked" in page.text) == (422, True)
        assert "<b>" not in page.text.replace("<b>Listener</b>", "").split("It cannot")[1][:200]
        assert robot.post("/api/v1/reports/check", files={"file": ("x", content)}).status_code == 422

    await visit(tmp_path, look)


@pytest.mark.parametrize("role", ROLES)
async def test_who_makes_reports_checks_them(tmp_path: Path, role: PersonRole) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        someone, robot = signed_in(app, "Ann", role), holder(app, role)
        manages = role in ("manager", "administrator")
        assert someone.get(PAGE).status_code == (200 if manages else 403)
        assert (PAGE in someone.get("/reports").text) == manages
        refused = robot.post("/api/v1/reports/check", files={"file": ("x", b"no report")})
        assert refused.status_code == (422 if manages else 403)
        if manages:
            assert "the file is no report of this program" in refused.json()["detail"]
            assert "choose a file" in checked(someone, b"", "").text

    await visit(tmp_path, look)
