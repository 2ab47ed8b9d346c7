"""The API: a token and no less, in the token's name and role, in slices, and as its document says."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS

from listener.actions import cases
from listener.actions.actor import ROLES
from listener.app import App
from listener.web.app import web
from listener.wording.addresses import escaped
from storage.clock import SimulatedClock
from storage.records import PersonRole, ReportDraft
from tests.conformance.stores import delivery, poll, post
from tests.worlds.actors import by
from tests.worlds.clients import stored, visit
from tests.worlds.incidents import NOW, incident
from tests.worlds.programs import holder

READS = (
    "/incidents", "/incidents/1", "/mentions", "/explore", "/sources", "/brands", "/brands/Acme/figures",
    "/annotations", "/made", "/silences", "/people", "/cases", "/cases/views", "/cases/pace", "/rules", "/oncall",
    "/routes", "/reports", "/explore/views", "/explore/mentions",
)  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
async def test_a_token_reads_everything_and_does_what_its_role_may(tmp_path: Path, role: PersonRole) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = holder(app, role)
        for path in READS:
            assert client.get(f"/api/v1{path}").status_code == 200, path
        done = client.post("/api/v1/incidents/1/actions", json={"action": "acknowledge"})
        if role == "observer":
            assert (done.status_code, stored(app).state) == (403, "open")
            assert done.headers["content-type"] == "application/problem+json"
        else:
            assert done.json()["acknowledged_by"] == f"robot {role}"
            assert app.store.audited(1)[0].via == "api"
        polled = client.post("/api/v1/sources/none/poll")
        assert polled.status_code == (404 if role in ("manager", "administrator") else 403)

    await visit(tmp_path, look)


async def test_nobody_comes_in_without_a_token_that_lasts(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client = holder(app)
        clock.move_to(NOW + timedelta(days=1))
        for header in (client.headers["Authorization"], "", "Bearer x", "Basic eDp4"):
            client.headers["Authorization"] = header
            for path in READS:
                refused = client.get(f"/api/v1{path}")
                assert (refused.status_code, refused.json()["status"]) == (401, 401)
                assert refused.headers["www-authenticate"] == "Bearer"
            assert client.post("/api/v1/incidents/1/actions", json={"action": "resolve"}).status_code == 401
        assert stored(app).state == "open"

    await visit(tmp_path, look)


async def test_lists_come_in_slices_and_no_item_twice(tmp_path: Path) -> None:
    many = [incident(key=f"k{number}", title=f"n{number}", state="resolved", resolved_at=NOW) for number in range(7)]

    def look(app: App, _: SimulatedClock) -> None:
        app.store.commit_polls([poll("feed", *(post(str(n), published_at=NOW) for n in range(7)))], NOW)
        client = holder(app)
        for path in ("/incidents?view=past&limit=3", "/mentions?limit=3&scope=brand:Acme"):
            seen: list[int] = []
            following: str | None = ""
            while following is not None:
                slice_ = client.get(f"/api/v1{path}&cursor={following}").json()
                seen += [each["id"] for each in slice_["items"]]
                following = slice_["next"]
            assert (len(seen), len(set(seen)), seen) == (7, 7, sorted(seen, reverse=True))
        one = client.get(f"/api/v1/mentions/{seen[0]}").json()
        assert one["matches"][0]["brand"] == "Acme"
        assert client.get("/api/v1/mentions/5").status_code == 404

    await visit(tmp_path, look, *many)


async def test_incidents_are_asked_for_by_brand(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = holder(app, "observer")
        asked = {
            brand: [one["id"] for one in client.get(f"/api/v1/incidents?brand={brand}").json()["items"]]
            for brand in ("Acme", "Bolt", "")
        }
        assert asked == {"Acme": [1], "Bolt": [2], "": [3]}
        assert client.get("/api/v1/incidents?view=past&brand=Acme").json()["items"] == []
        assert client.get("/api/v1/incidents/2").json()["brands"] == ["Bolt"]

    await visit(tmp_path, look, incident(key="a"), incident(key="b", brands=("Bolt",)), incident(key="c", brands=()))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 422),
        (b"[" * 50_000, 422),
        (b'{"action": "explode"}', 422),
        (b'{"action": "note", "text": ""}', 422),
        (b'{"action": "resolve", "who": "Mia"}', 422),
        (b'{"action": "handover", "to": "' + b"x" * 70_000 + b'"}', 413),
    ],
)
async def test_what_is_not_understood_is_told_and_changes_nothing(tmp_path: Path, sent: bytes, status: int) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        answer = holder(app).post("/api/v1/incidents/1/actions", content=sent)
        assert (answer.status_code, answer.json()["status"]) == (status, status)
        assert answer.json()["detail"]
        assert stored(app).state == "open"

    await visit(tmp_path, look)


async def test_a_crisis_is_led_and_things_are_made_by_programs(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client, helper = holder(app, "administrator"), holder(app, "responder")
        opened = helper.post("/api/v1/incidents", json={"title": "The press calls", "severity": 1}).json()
        place = f"/api/v1/incidents/{opened['id']}/crisis"
        assert client.get(place).status_code == 404
        declared = helper.post(place, json={"action": "declare", "fields": {"severity": "1"}}).json()
        assert (declared["phase"], declared["declared_by"]) == ("investigating", "robot responder")
        fields = {"status": "We look", "scope": "All", "actions": "Sales stop", "minutes": "20"}
        assert helper.post(place, json={"action": "update", "fields": fields}).status_code == 200
        assert "We look" in client.get(place).json()["updates"][0]["text"]
        assert helper.post(place, json={"action": "explode"}).status_code == 422
        for action, status in (("edit", 422), ("draft", 200), ("draft", 409), ("edit", 200)):
            words = {"action": action, "fields": {"name": "First", "text": f"words to {action}"}}
            assert helper.post(place, json=words).status_code == status, action
        assert [each["text"] for each in client.get(place).json()["statements"]] == ["words to edit"]
        rule = {"table": {"name": "loud", "type": "volume", "scope": "brand:Acme"}}
        assert helper.post("/api/v1/made/rules", json=rule).status_code == 403
        assert client.post("/api/v1/made/rules", json=rule).json()["table"]["type"] == "volume"
        assert client.post("/api/v1/made/rules", json=rule).status_code == 409
        changed = {"table": {**rule["table"], "severity": 3}}
        assert client.put("/api/v1/made/rules/loud", json=changed).json()["table"]["severity"] == 3
        assert [each.severity for each in app.config.rules if each.name == "loud"] == [3]
        assert client.delete("/api/v1/made/rules/loud").status_code == 204
        assert client.get("/api/v1/made").json() == []
        asked = {"match": {"brand": ["Acme"], "severity": ["3"]}, "length": "4h", "reason": "launch"}
        silence = helper.post("/api/v1/silences", json=asked).json()
        assert (silence["who"], len(client.get("/api/v1/silences").json())) == ("robot responder", 1)
        assert helper.delete(f"/api/v1/silences/{silence['id']}").status_code == 204
        assert client.get("/api/v1/silences").json() == []
        assert helper.post("/api/v1/people", json={"name": "Zoe"}).status_code == 403
        assert client.post("/api/v1/people", json={"name": "Zoe"}).json()["origin"] == "added"
        assert client.delete("/api/v1/people/Zoe").status_code == 204

    await visit(tmp_path, look)


async def test_a_name_may_have_a_slash_in_it(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = holder(app, "administrator")
        for section, table in {
            "brands": {"name": "AC/DC"},
            "sources": {"name": "news/press", "type": "rss", "url": "http://127.0.0.1:9/feed"},
            "rules": {"name": "loud/quick", "type": "volume", "scope": "brand:Acme"},
        }.items():
            made = f"/api/v1/made/{section}"
            assert client.post(made, json={"table": table}).status_code == 200, section
            assert client.put(f"{made}/{escaped(table['name'])}", json={"table": table}).status_code == 200, section
        assert client.get("/api/v1/brands/AC%2FDC/figures").json()["brand"] == "AC/DC"
        assert client.post("/api/v1/sources/news%2Fpress/poll").json()["source"] == "news/press"
        assert client.delete("/api/v1/made/rules/loud%2Fquick").status_code == 204
        client.post("/api/v1/people", json={"name": "Zoe/Kim"})
        assert client.put("/api/v1/people/Zoe%2FKim", json={"role": "manager"}).json()["role"] == "manager"
        assert client.delete("/api/v1/sessions/Zoe%2FKim").status_code == 204
        assert client.delete("/api/v1/people/Zoe%2FKim").status_code == 204
        holder(app, "observer", "day/night")
        assert client.delete("/api/v1/tokens/day%2Fnight").status_code == 204

    await visit(tmp_path, look)


async def test_the_second_is_told_that_somebody_was_first(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = holder(app)
        for status in (200, 409):
            assert client.post("/api/v1/incidents/1/actions", json={"action": "resolve"}).status_code == status

    await visit(tmp_path, look)


async def test_whatever_is_named_may_not_be_there(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = holder(app, "administrator")
        paths = client.get("/api/v1/openapi.json").json()["paths"]
        naming = {path: operations for path, operations in paths.items() if "{" in path}
        assert {"/sessions/{name}", "/tokens/{name}", "/shares/{id}"} <= naming.keys()
        silent = [path for path, ones in naming.items() if any("404" not in one["responses"] for one in ones.values())]
        assert silent == []
        answer = client.delete("/api/v1/shares/1%2F2")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")

    await visit(tmp_path, look)


def conforms(operation: Any, token: str) -> None:
    """Ask one operation for whatever its document allows, and more; what it answers must be in the document too."""
    # What can be written and not be done, as a note of blanks, is refused where something is done; and no schema says
    # which words are an expression, or a moment.
    free = operation.method != "get" or operation.path in ("/explore", "/explore/mentions", "/routes")
    excluded = [CHECKS.get_one("positive_data_acceptance")] if free else []

    @settings(max_examples=6, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def answers(case: Any) -> None:
        case.call_and_validate(headers={"Authorization": token}, excluded_checks=excluded)

    answers()


async def test_it_answers_as_its_document_says_whatever_it_is_asked(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        token = holder(app, "administrator").headers["Authorization"]
        document = schemathesis.openapi.from_asgi("/api/v1/openapi.json", web(app), headers={"Authorization": token})
        operations = [found.ok() for found in document.get_all_operations()]
        assert len(operations) > 20
        for operation in operations:
            conforms(operation, token)

    await visit(tmp_path, look, listener='allowed_hosts = ["testserver"]')


async def test_the_inbox_is_worked_by_programs(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client, reader = holder(app, "responder"), holder(app, "observer")
        app.store.commit_polls([poll("feed", *(post(str(n), published_at=NOW) for n in range(3)))], NOW)
        actor = by("Mia")
        for each in app.store.search(limit=3):
            asyncio.run(cases.put_in(app, each.id, actor))
        first = reader.get("/api/v1/cases?limit=2").json()
        rest = reader.get(f"/api/v1/cases?limit=2&cursor={first['next']}").json()
        ids = [each["id"] for each in (*first["items"], *rest["items"])]
        assert (len(set(ids)), rest["next"]) == (3, None)
        assert first["items"][0]["said"]["text"]
        taking = {"action": "take", "ids": ids[:2]}
        assert reader.post("/api/v1/cases/actions", json=taking).status_code == 403
        done = client.post("/api/v1/cases/actions", json=taking).json()
        assert len(client.get("/api/v1/cases?assignee=me").json()["items"]) == 2
        whole = client.get(f"/api/v1/cases/{ids[0]}").json()
        assert (whole["assignee"], whole["history"][-1]["what"]) == ("robot responder", "took it")
        undone = {"action": "undo", "fields": {"act": str(done["act"])}}
        assert client.post("/api/v1/cases/actions", json=undone).json()["said"] == ""
        assert client.get("/api/v1/cases?assignee=me").json()["items"] == []
        kept = {"action": "view", "fields": {"name": "mine", "assignee": "me"}}
        assert client.post("/api/v1/cases/actions", json=kept).status_code == 200
        assert [each["name"] for each in reader.get("/api/v1/cases/views").json()] == ["mine"]
        assert reader.get("/api/v1/cases/pace").json()["all"]["cases"] == 3
        assert client.get("/api/v1/cases/99").status_code == 404
        for wrong in ({"action": "explode"}, {"action": "note", "ids": ids[:1]}, {"action": "take", "ids": [0]}):
            assert client.post("/api/v1/cases/actions", json=wrong).status_code == 422

    await visit(tmp_path, look)


async def test_rules_drills_addresses_and_the_trail_are_there_for_programs(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client, helper = holder(app, "administrator"), holder(app, "responder")
        rule = {"name": "loud", "type": "volume", "scope": "brand:Acme"}
        tried = client.post("/api/v1/rules/backtest", json={"table": rule, "days": 7}).json()
        assert (len(tried["by_day"]), tried["firings"]) == (7, [])
        assert client.get("/api/v1/rules").json() == [], "trying keeps nothing"
        assert helper.post("/api/v1/rules/backtest", json={"table": rule}).status_code == 403
        drill = {"playbook": "outage", "brand": "Acme", "severity": 2}
        assert helper.post("/api/v1/drills", json=drill).json()["incident"] is None
        begun = helper.post("/api/v1/drills", json=drill | {"start": True}).json()["incident"]
        assert client.get(f"/api/v1/incidents/{begun}/debrief").json()["drill"] is True
        asked = client.get("/api/v1/routes?brand=Acme&severity=1").json()
        assert "would be told" in asked["sentence"]
        assert client.get("/api/v1/oncall").json() == []
        share = {"kind": "chart", "name": "wall", "shows": {"brand": "Acme", "chart": "volume", "span": "7d"}}
        assert helper.post("/api/v1/shares", json=share).status_code == 403
        made = client.post("/api/v1/shares", json=share).json()
        assert made["addresses"]
        assert client.get("/api/v1/shares").json()[0]["name"] == "wall"
        assert client.delete(f"/api/v1/shares/{made['id']}").status_code == 204
        assert helper.get("/api/v1/audit").status_code == 403
        page = client.get("/api/v1/audit?limit=2").json()
        assert page["items"][0]["what"] == 'withdrew the chart "wall"'
        assert client.get(f"/api/v1/audit?limit=2&cursor={page['next']}").json()["items"]
        assert "troubles" in client.get("/api/v1/status").json()
        assert {each["role"] for each in client.get("/api/v1/tokens").json()} == {"administrator", "responder"}
        assert client.post("/api/v1/tokens", json={}).status_code == 405, "no program gives itself another"
        assert client.delete("/api/v1/tokens/robot responder").status_code == 204
        assert helper.get("/api/v1/incidents").status_code == 401
        assert client.post("/api/v1/people", json={"name": "Zoe"}).status_code == 200
        assert client.put("/api/v1/people/Zoe", json={"role": "observer"}).json()["role"] == "observer"
        assert client.delete("/api/v1/sessions/Zoe").status_code == 204
        report = client.post("/api/v1/reports", json={"name": "weekly"})
        assert (report.status_code, "<html" in report.text) == (200, True)
        assert client.get("/api/v1/reports").json()["waiting"] == []

    await visit(tmp_path, look)


async def test_reports_that_wait_come_in_slices(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = holder(app)
        notice = delivery("week").notice
        for number in range(3):
            app.store.add_draft(ReportDraft(key=f"k{number}", report="week", notice=notice, made_at=NOW), [])
        first = client.get("/api/v1/reports?limit=2").json()
        assert [each["key"] for each in first["waiting"]] == ["k2", "k1"]
        rest = client.get(f"/api/v1/reports?limit=2&cursor={first['next']}").json()
        assert ([each["key"] for each in rest["waiting"]], rest["next"]) == (["k0"], None)

    await visit(tmp_path, look)


async def test_what_is_taken_back_is_brought_back_and_a_source_is_tried_without_being_made(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = holder(app, "manager")
        said = {"at": "2026-03-01T08:00Z", "text": "price rise announced", "brand": "Acme"}
        made = client.post("/api/v1/annotations", json=said).json()
        assert client.delete(f"/api/v1/annotations/{made['id']}").status_code == 200
        assert client.get("/api/v1/annotations").json() == []
        assert client.post(f"/api/v1/annotations/{made['id']}/restore").json() == made
        assert client.get("/api/v1/annotations").json() == [made]
        for table, why in (
            ({"type": "rss", "url": "http://127.0.0.1:9/feed"}, "127.0.0.1 is not on the public internet"),
            ({"type": "gone"}, 'there is no type "gone"'),
        ):
            tried = client.post("/api/v1/sources/try", json={"table": {"name": "press", **table}})
            assert (tried.status_code, why in tried.json()["detail"]) == (422, True)
        assert client.get("/api/v1/made").json() == []

    await visit(tmp_path, look)


async def test_the_report_of_a_crisis_that_is_over_is_fetched(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = holder(app, "manager")
        address = "/api/v1/incidents/1/debrief/report.html"
        assert client.get(address).status_code == 404
        for action, fields, status in (("declare", {"severity": "1"}, 409), ("resolve", {"text": "over"}, 200)):
            step = {"action": action, "fields": fields}
            assert client.post("/api/v1/incidents/1/crisis", json=step).status_code == 200
            assert client.get(address).status_code == status
        found = client.get(address)
        assert found.headers["content-type"] == "text/html; charset=utf-8"
        assert "over" in found.text

    await visit(tmp_path, look)
