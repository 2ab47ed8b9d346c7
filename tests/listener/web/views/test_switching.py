"""A rule that was made on a page is switched off and on again; what the file defines is not."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from listener.actions.making import follow
from listener.app import App
from listener.config.exporting import exported
from listener.pipeline.evaluate import evaluate
from storage.clock import SimulatedClock
from tests.worlds.clients import local, send, signed_in, visit
from tests.worlds.desk import come, said
from tests.worlds.incidents import NOW, incident, world
from tests.worlds.programs import holder

MORE = """
[[rules]]
name = "of the file"
type = "keyword"
scope = "brand:Acme"
words = ["never"]
"""
PAGE = "/rules?rule=every+%3Cb%3E"


def made(app: App) -> None:
    fields = {"set:name": "every <b>", "set:scope": "brand:Acme", "set:severity": "2"}
    assert send(local(app), "/rules/new?kind=keyword", **fields, do="save").status_code == 303


async def test_it_watches_no_more_and_then_from_now_on(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, clock):
        before = len(app.store.incidents())
        await asyncio.to_thread(made, app)
        client = await asyncio.to_thread(local, app)
        sent = await asyncio.to_thread(send, client, PAGE, do="switch off")
        assert sent.status_code == 303
        page = (await asyncio.to_thread(client.get, PAGE)).text
        assert "switched off by Mia" in page
        assert 'value="switch on"' in page
        assert 'value="switch off"' not in page
        assert "set:enabled" not in page
        fields = {"set:name": "every <b>", "set:scope": "brand:Acme", "set:severity": "3", "do": "save"}
        assert (await asyncio.to_thread(send, client, PAGE, **fields)).status_code == 303
        assert [(each.enabled, each.severity) for each in app.config.rules] == [(False, 3)], "saved, it stays off"
        done = [entry.what for entry in app.store.audited(2)]
        assert any(what.startswith('switched off the rule "every <b>": type = keyword') for what in done)
        assert "enabled = false" in exported(app.config, ())
        await come(app, said(1, "acme lid broke"))
        clock.move_to(clock.now() + timedelta(hours=1))
        assert await evaluate(app) == 0
        assert (await asyncio.to_thread(send, client, PAGE, do="switch on")).status_code == 303
        assert await evaluate(app) == 0, "what was said meanwhile is history to it"
        await come(app, said(2, "acme lid, again"))
        assert await evaluate(app) == 1
        assert len(app.store.incidents()) == before + 1
        again = await asyncio.to_thread(send, client, PAGE, do="switch on")
        assert (again.status_code, "watches already" in again.text) == (409, True)


async def test_a_file_s_own_is_switched_there_and_says_so(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        page = client.get("/rules?rule=of+the+file").text
        assert 'value="switch' not in page
        assert "<code>enabled = false</code> switches it off" in page
        sent = send(client, "/rules?rule=of+the+file", "/oncall", do="switch off")
        assert (sent.status_code, "stands in config.toml" in sent.text) == (422, True)
        answer = holder(app, "manager").put("/api/v1/rules/of the file", json={"enabled": False})
        assert answer.status_code == 422

    await visit(tmp_path, look, more=MORE)


async def test_one_that_the_file_switches_off_is_told_as_such(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        page = local(app).get("/rules?rule=of+the+file").text
        assert "switched off in config.toml" in page
        assert "<code>enabled = true</code> switches it on" in page
        assert "No rule watches yet" in local(app).get("/incidents?view=open").text

    over = incident(state="resolved", resolved_at=NOW)
    await visit(tmp_path, look, over, more=f"{MORE}enabled = false\n")


async def test_programs_switch_too_and_a_responder_does_not(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        made(app)
        client = holder(app, "manager")
        off = client.put("/api/v1/rules/every <b>", json={"enabled": False})
        assert (off.status_code, off.json()["table"]["enabled"]) == (200, False)
        assert [each["enabled"] for each in client.get("/api/v1/rules").json()] == [False]
        assert client.put("/api/v1/rules/every <b>", json={"enabled": False}).status_code == 409
        for role in ("observer", "responder"):
            assert holder(app, role).put("/api/v1/rules/every <b>", json={"enabled": True}).status_code == 403
        page = signed_in(app, "Bo", "responder")
        assert 'value="switch' not in page.get(PAGE).text
        assert send(page, PAGE, "/settings/me", do="switch on").status_code == 403
        assert client.put("/api/v1/rules/every <b>", json={"enabled": True}).json()["table"].get("enabled") is None

    await visit(tmp_path, look)


async def test_a_service_takes_over_what_a_command_has_switched(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        await asyncio.to_thread(made, app)
        [rule] = [each for each in app.store.made() if each.section == "rules"]
        app.store.remake(
            type(rule)(
                section=rule.section, name=rule.name, table={**rule.table, "enabled": False}, by="Bo", at=rule.at
            )
        )
        assert [each.enabled for each in app.config.rules] == [True]
        await follow(app)
        assert [each.enabled for each in app.config.rules] == [False]
        present = app.config
        await follow(app)
        assert app.config is present, "what is known is not read again"
