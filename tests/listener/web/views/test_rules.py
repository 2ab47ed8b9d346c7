"""A rule is tried with what was imported, and tuned: on the page, and by programs."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from listener.app import App
from storage.clock import SimulatedClock
from storage.records import Author
from tests.worlds import mentions
from tests.worlds.clients import send, signed_in, token, visit
from tests.worlds.incidents import NOW
from tests.worlds.programs import holder

FILE = """
[[rules]]
name = "stars"
type = "author"
scope = "brand:Acme"
followers = 1000

[[rules]]
name = "every"
type = "keyword"
scope = "brand:Acme"
"""
TABLE = {"name": "mine", "type": "author", "scope": "brand:Acme", "followers": 1000}


def ten_authors(app: App) -> None:
    """Each a day apart from the next, and the last with the most followers."""
    posts = [
        mentions.mention(
            f"acme cola {'burst ' * number}",
            number,
            published_at=NOW - timedelta(days=10 - number, hours=1),
            collected_at=NOW - timedelta(days=10 - number, hours=1),
            author=Author(handle=f"a{number}", followers=3000 * (number + 1)),
        )
        for number in range(10)
    ]
    mentions.commit(app.store, posts, now=NOW)


async def test_a_setting_is_proposed_and_taken_over_where_the_rule_was_made_on_a_page(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        ten_authors(app)
        ann, robot = signed_in(app, "Ann", "manager"), holder(app, "manager")
        robot.post("/api/v1/made/rules", json={"table": TABLE})
        page = ann.get("/rules?rule=mine&welcome=2").text
        found = robot.post("/api/v1/rules/tune", json={"rule": "mine", "per_week": 2}).json()
        assert (found["setting"], found["present"], found["toml"]) == (
            "followers",
            1000,
            f"followers = {found['value']:g}",
        )
        assert found["per_week"] <= 2 < found["present_per_week"]
        assert found["words"] in unescape(page)
        proposed = re.search(r'name="value" value="([\d.]+)"', page)
        assert proposed
        assert float(proposed[1]) == found["value"]
        taken = send(ann, "/rules?rule=mine", do="tune", value=proposed[1])
        assert taken.status_code == 303, taken.text
        assert app.store.made()[0].table == TABLE | {"followers": found["value"]}
        assert "changed the rule" in app.store.audited(1)[0].what
        again = ann.get("/rules?rule=mine&welcome=2").text
        assert ": keep it." in again
        assert 'value="tune"' not in again
        assert send(ann, "/rules?rule=mine", do="tune", value="nan").status_code == 422

    await visit(tmp_path, look)


async def test_what_stands_in_the_file_is_told_as_a_line_for_it(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        ten_authors(app)
        ann = signed_in(app, "Ann", "manager")
        page = ann.get("/rules?rule=stars&welcome=2").text
        assert re.search(r"<pre><code>followers = \d+</code></pre>", page)
        assert 'value="tune"' not in page
        assert send(ann, "/rules?rule=stars", "/rules/new?kind=author", do="tune", value="5000").status_code == 422
        assert "that is no number" in ann.get("/rules?rule=stars&welcome=many").text
        assert "Propose a setting" not in ann.get("/rules?rule=every").text

    await visit(tmp_path, look, more=FILE)


@pytest.mark.parametrize("role", ["observer", "responder"])
async def test_who_makes_no_rules_tunes_none(tmp_path: Path, role: str) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        bo, robot = signed_in(app, "Bo", role), holder(app, role)  # type: ignore[arg-type]
        page = bo.get("/rules?rule=stars&welcome=2").text
        assert "Propose a setting" not in page
        assert "would have fired" not in page
        assert robot.post("/api/v1/rules/tune", json={"rule": "stars"}).status_code == 403
        assert holder(app, "manager").post("/api/v1/rules/tune", json={"rule": "none"}).status_code == 404
        assert holder(app, "manager", "m").post("/api/v1/rules/tune", json={"rule": "every"}).status_code == 422
        stamp = token(bo.get("/settings/me").text)
        sent = {"token": stamp, "do": "tune", "value": "5000"}
        refused = bo.post("/rules?rule=stars", data=sent, headers={"Origin": str(bo.base_url).rstrip("/")})
        assert refused.status_code in (403, 422)

    await visit(tmp_path, look, more=FILE)


async def test_a_rule_is_tried_with_what_was_imported(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        late = [
            mentions.mention(
                f"acme cola {'burst ' * number}",
                number,
                published_at=NOW - timedelta(days=2 + number),
                collected_at=NOW,
                author=Author(handle=f"a{number}", followers=90_000),
            )
            for number in range(3)
        ]
        mentions.commit(app.store, late, now=NOW)
        ann, robot = signed_in(app, "Ann", "manager"), holder(app, "manager")
        address = "/rules?rule=stars&days=7"
        assert "Would have fired 0 times" in ann.get(address).text
        assert "Would have fired 3 times" in ann.get(f"{address}&imports=1").text
        form = {f"set:{name}": str(value) for name, value in TABLE.items() if name != "type"}
        new = "/rules/new?kind=author"
        assert "Would have fired 0 times" in send(ann, new, do="try", **form).text
        tried = send(ann, new, do="try", imports="on", **form).text
        assert "Would have fired 3 times" in tried
        assert 'name="imports" checked' in tried
        for imports, times in ((False, 0), (True, 3)):
            asked = {"table": TABLE, "imports": imports}
            assert len(robot.post("/api/v1/rules/backtest", json=asked).json()["firings"]) == times

    await visit(tmp_path, look, more=FILE)
