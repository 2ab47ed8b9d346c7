"""What a source sent and nobody could store is seen, read again once mended, or let be: on a page, by programs."""

from __future__ import annotations

import asyncio
from pathlib import Path
from unittest.mock import AsyncMock, patch

import pytest
from selectolax.lexbor import LexborHTMLParser

from listener.actions.polling import poll_now
from listener.app import App
from storage.records import PersonRole, Poll, Refused, SourceState
from tests.worlds.actors import by
from tests.worlds.clients import PUBLIC, browser, local, send, signed_in
from tests.worlds.incidents import NOW, world

PAGE = "/sources/aside"
MORE = '\n[[sources]]\nname = "desk"\ntype = "file"\npath = "posts.csv"\n'
ROWS = "id,text,date\n1,an acme cup,2026-03-01\n2,acme <b>again</b>,soon\n"


async def polled(app: App) -> None:
    await poll_now(app, by("Mia"), ["desk"])


async def test_it_is_shown_with_its_reason_let_be_and_read_again(tmp_path: Path) -> None:
    posts = tmp_path / "posts.csv"
    posts.write_text(ROWS, encoding="utf-8")

    def look(app: App) -> None:
        client = local(app)
        assert f'href="{PAGE}"' in client.get("/sources").text
        page = LexborHTMLParser(client.get(PAGE).text)
        assert page.css_first("h1").text() == "1 row could not be read or stored"
        [row] = page.css("tbody tr")
        assert "'soon' is not a date" in row.text()
        assert "2,acme <b>again</b>,soon" in row.text()
        assert "1 row tried again, 1 row still put aside" in send(client, PAGE, do="retry", name="desk").text
        assert "1 row let be" in send(client, PAGE, do="dismiss", name="desk").text
        assert 'value="dismiss"' not in client.get(PAGE).text
        assert send(client, PAGE, do="other", name="desk").status_code == 400
        posts.write_text(ROWS.replace("soon", "2026-03-02"), encoding="utf-8")
        assert "1 row tried again, nothing is left" in send(client, PAGE, do="retry", name="desk").text
        assert "Nothing is put aside" in client.get(PAGE).text
        assert app.store.totals()["mentions"] == 2
        assert send(client, PAGE, "/sources", do="retry", name="desk").status_code == 422

    async with world(tmp_path, more=MORE) as (app, _):
        await polled(app)
        await asyncio.to_thread(look, app)


async def test_what_was_sent_to_a_source_is_not_asked_for_again(tmp_path: Path) -> None:
    """Nor is the service asked to: it would fail at what cannot be asked."""

    async def refused(app: App) -> None:
        state = SourceState(name="shop", next_due_at=NOW)
        poll = Poll(state=state, refused=[Refused(native_id="1", reason="no text", body='{"id": 1}')])
        await app.write(app.store.commit_polls, [poll], NOW)

    def look(app: App) -> None:
        answer = send(local(app), PAGE, do="retry", name="shop").text
        assert "1 row still put aside; it could not be read anew: it is never asked, and what it sent before" in answer

    async with world(tmp_path, more='[[sources]]\nname = "shop"\ntype = "webhook"\nsecret = "abcdefgh"\n') as (app, _):
        await refused(app)
        await asyncio.to_thread(look, app)


async def test_what_somebody_else_has_read_meanwhile_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text(ROWS, encoding="utf-8")

    def look(app: App) -> None:
        with patch("listener.actions.retrying.retry", AsyncMock(return_value=[])):
            assert send(local(app), PAGE, do="retry", name="desk").status_code == 422

    async with world(tmp_path, more=MORE) as (app, _):
        await polled(app)
        await asyncio.to_thread(look, app)


@pytest.mark.parametrize(("role", "status"), [("observer", 403), ("responder", 403), ("manager", 200)])
async def test_only_who_may_change_sources_sees_it(tmp_path: Path, role: PersonRole, status: int) -> None:
    def look(app: App) -> None:
        client = signed_in(app, "Ann", role)
        assert client.get(PAGE).status_code == status
        assert (PAGE in client.get("/sources").text) == (status == 200)

    async with world(tmp_path, more=MORE) as (app, _):
        await asyncio.to_thread(look, app)


async def test_programs_do_the_same(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text(ROWS, encoding="utf-8")

    def look(app: App) -> None:
        root = signed_in(app, "Root", "administrator")
        made = send(root, "/settings/tokens", name="robot", role="manager", days="9", do="make").text
        program = browser(app, PUBLIC)
        program.headers["Authorization"] = f"Bearer {LexborHTMLParser(made).css_first('.made code').text()}"
        [row] = program.get("/api/v1/aside?source=desk").json()
        assert (row["tries"], row["dismissed"]) == (1, False)
        assert program.post("/api/v1/aside/retry?source=desk").json() == {
            "source": "desk", "tried": 1, "left": 1, "error": None,
        }  # fmt: skip
        assert program.post("/api/v1/aside/dismiss?source=desk").status_code == 204
        assert program.get("/api/v1/aside?source=desk").json()[0]["dismissed"] is True
        assert program.post("/api/v1/aside/retry?source=other").status_code == 404

    async with world(tmp_path, more=MORE) as (app, _):
        await polled(app)
        await asyncio.to_thread(look, app)
