"""What could not be delivered is seen and ended on a page and by programs, and a test shows whether messages arrive."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from listener.app import App
from listener.messages.compose import compose
from storage.records import Delivery, PersonRole
from tests.worlds.clients import PUBLIC, browser, send, signed_in, stored, token
from tests.worlds.incidents import HOUR, NOW, world

PAGE = "/settings/messages"


async def written(app: App) -> None:
    """One that was refused for good, and one that waits."""
    notice = await compose(app, stored(app), "opened", NOW)
    sent = [Delivery(key=name, target=name, notice=notice, next_try_at=NOW) for name in ("team", "pager")]
    await app.write(app.store.enqueue, sent)
    [first, second] = await app.write(app.store.claim_deliveries, NOW, HOUR, 2)
    refused = replace(first, attempt=1, permanent=True, error="550 <b>no such box</b>")
    await app.write(app.store.finish_delivery, refused)
    await app.write(app.store.finish_delivery, replace(second, attempt=2, error="no answer"))


async def test_what_waits_or_failed_is_shown_with_its_reason_and_ended(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = signed_in(app, "Mia", "responder")
        page = LexborHTMLParser(client.get(PAGE).text)
        assert page.css_first("h1").text() == "1 message could not be delivered"
        failed, waits = page.css("table.tbl tbody tr")
        assert "550 <b>no such box</b>" in failed.text()
        assert "no answer" in waits.text()
        assert failed.css_first("a").attributes["href"] == "/incidents/1"
        for row in (failed, waits):
            id = row.css_first("input[name=id]").attributes["value"]
            assert "is ended" in send(client, PAGE, do="end", id=id or "", reason="told by phone").text
        assert "Every message has been delivered" in client.get(PAGE).text
        acts = [each.what for each in app.store.audited() if each.about == "message"]
        assert len(acts) == 2
        assert all(each.endswith("told by phone") for each in acts)
        for wrong in ("x", "99", "9" * 30):
            assert send(client, PAGE, do="end", id=wrong).status_code == 422
        assert send(client, PAGE, do="other").status_code == 400

    async with world(tmp_path) as (app, _):
        await written(app)
        await asyncio.to_thread(look, app)


async def test_a_failure_is_not_forgotten_because_others_went_well_after_it(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = signed_in(app, "Mia", "responder")
        page = LexborHTMLParser(client.get(PAGE).text)
        assert page.css_first("h1").text() == "1 message could not be delivered"
        failed, waits = page.css("table.tbl")
        assert (len(failed.css("tbody tr")), len(waits.css("tbody tr"))) == (1, 100)
        assert "The newest 100." in page.css_first("section[aria-label='On the way']").text()
        id = failed.css_first("input[name=id]").attributes["value"] or ""
        send(client, PAGE, do="end", id=id)
        assert LexborHTMLParser(client.get(PAGE).text).css_first("h1").text() == "119 messages on the way"

    async with world(tmp_path) as (app, _):
        notice = await compose(app, stored(app), "opened", NOW)
        names = [str(number) for number in range(240)]
        await app.write(
            app.store.enqueue, [Delivery(key=each, target=each, notice=notice, next_try_at=NOW) for each in names]
        )
        [first, *rest] = await app.write(app.store.claim_deliveries, NOW, HOUR, 121)
        await app.write(app.store.finish_delivery, replace(first, permanent=True, error="550 no"))
        for each in rest:
            await app.write(app.store.finish_delivery, replace(each, sent_at=NOW))
        await asyncio.to_thread(look, app)


@pytest.mark.parametrize(("role", "sees", "tests"), [("observer", 0, 0), ("responder", 1, 0), ("manager", 1, 1)])
async def test_each_role_sees_what_it_may_do(tmp_path: Path, role: PersonRole, sees: int, tests: int) -> None:
    def look(app: App) -> None:
        client = signed_in(app, "Ann", role)
        page = client.get(PAGE)
        assert page.status_code == (200 if sees else 403)
        assert (PAGE in client.get("/settings/me").text) == bool(sees)
        assert ('value="test"' in page.text) == bool(tests)
        sent = {"token": token(client.get("/settings/me").text), "do": "test", "target": "team"}
        answer = client.post(PAGE, data=sent, headers={"Origin": PUBLIC})
        assert answer.status_code == (422 if tests else 403), "nothing listens at the mail server of this world"

    async with world(tmp_path) as (app, _):
        await asyncio.to_thread(look, app)


async def test_programs_read_and_end_them(tmp_path: Path) -> None:
    def look(app: App) -> None:
        root = signed_in(app, "Root", "administrator")
        for role, status in (("observer", 403), ("responder", 200)):
            made = send(root, "/settings/tokens", name=role, role=role, days="9", do="make").text
            secret = LexborHTMLParser(made).css_first(".made code").text()
            program = browser(app, PUBLIC)
            program.headers["Authorization"] = f"Bearer {secret}"
            found = program.get("/api/v1/messages")
            assert found.status_code == status
            assert program.delete("/api/v1/messages/99").status_code == (403 if status == 403 else 422)
        waits, failed = found.json()
        assert (waits["target"], waits["tries"], waits["error"]) == ("pager", 2, "no answer")
        assert (failed["next_try_at"], failed["incident_id"], failed["kind"]) == (None, 1, "opened")
        assert program.delete(f"/api/v1/messages/{failed['id']}?reason=seen").status_code == 204
        assert [each["target"] for each in program.get("/api/v1/messages").json()] == ["pager"]

    async with world(tmp_path) as (app, _):
        await written(app)
        await asyncio.to_thread(look, app)
