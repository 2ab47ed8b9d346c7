"""Reports on their page: looked at, decided about, made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from listener.actions.actor import ROLES
from listener.app import App
from storage.clock import SimulatedClock
from storage.records import Enclosed, Notice, PersonRole, ReportDraft, Scope
from tests.worlds.clients import local, send, signed_in, visit
from tests.worlds.programs import holder

MORE = """
[[reports]]
name = "week <b>"
type = "weekly"
to = ["target:team"]
review = true
"""
PAGE = b"<!doctype html><h1>The week</h1><script>alert(1)</script>"


def draft(app: App, folder: Path, key: str = "a1") -> Path:
    """A report that waits, and its file."""
    path = folder / f"{key}.html"
    path.write_bytes(PAGE)
    file = Enclosed(name="week <b>.html", path=str(path), digest=hashlib.sha256(PAGE).hexdigest())
    now = app.clock.now()
    notice = Notice(
        kind="report", incident_id=None, thread="report-week", number=1, title="A calm <b>week", severity=3,
        scope=Scope.ALL, created_at=now, note="Acme was mentioned.", facts=(("Mentions", "12"),), enclosed=(file,),
    )  # fmt: skip
    app.store.add_draft(ReportDraft(key=key, report="week <b>", notice=notice, made_at=now), [])
    return path


def looking(folder: Path, look: Callable[[App], None]) -> Callable[[App, SimulatedClock], None]:
    """Somebody who looks when a report waits."""

    def both(app: App, _: SimulatedClock) -> None:
        draft(app, folder)
        look(app)

    return both


@pytest.mark.parametrize("role", ROLES)
async def test_everybody_looks_and_a_manager_decides(tmp_path: Path, role: PersonRole) -> None:
    manages = role in ("manager", "administrator")

    def look(app: App) -> None:
        client = signed_in(app, "Ann", role)
        listed, one = client.get("/reports"), client.get("/reports/a1")
        assert (listed.status_code, one.status_code) == (200, 200)
        assert "A calm &lt;b&gt;week" in one.text
        assert "1 report waits" in listed.text
        assert ('value="send"' in one.text, 'id="make"' in listed.text) == (manages, manages)
        assert client.get("/reports/nothing").status_code == 404

    await visit(tmp_path, looking(tmp_path, look), more=MORE)


async def test_more_reports_wait_than_one_page_lists(tmp_path: Path) -> None:
    def look(app: App) -> None:
        for number in range(101):
            draft(app, tmp_path, f"b{number}")
        client = local(app)
        assert '<span class="num">102</span> reports wait' in client.get("/").text
        listed = client.get("/reports").text
        assert "102 reports wait for somebody to look at them" in listed
        assert "the newest 100; the others follow" in listed

    await visit(tmp_path, looking(tmp_path, look), more=MORE)


async def test_a_report_is_sent_once(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = local(app)
        assert send(client, "/reports/a1", do="send").status_code == 303
        [waiting] = [each for each in app.store.deliveries() if each.notice.kind == "report"]
        assert waiting.target == "team"
        again = send(client, "/reports/a1", "/reports", do="keep", reason="no")
        assert (again.status_code, "has sent this report already" in again.text) == (409, True)
        assert len([each for each in app.store.deliveries() if each.notice.kind == "report"]) == 1

    await visit(tmp_path, looking(tmp_path, look), more=MORE)


async def test_a_report_is_kept_back_with_the_reason(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = local(app)
        assert send(client, "/reports/a1", do="keep", reason="a source <b> was blind").status_code == 303
        assert "a source &lt;b&gt; was blind" in client.get("/reports").text
        assert [each for each in app.store.deliveries() if each.notice.kind == "report"] == []

    await visit(tmp_path, looking(tmp_path, look), more=MORE)


async def test_its_file_is_shown_as_it_was_made_and_runs_nothing(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client, path = local(app), tmp_path / "a1.html"
        shown = client.get("/reports/a1/week%20%3Cb%3E.html")
        assert shown.content == PAGE
        policy = shown.headers["content-security-policy"]
        assert policy.startswith("sandbox allow-popups; default-src 'none'")
        assert "script" not in policy
        assert client.get("/reports/a1/..%2Fconfig.toml").status_code == 404
        path.write_bytes(PAGE + b"!")
        assert client.get("/reports/a1/week%20%3Cb%3E.html").status_code == 410
        path.unlink()
        assert client.get("/reports/a1/week%20%3Cb%3E.html").status_code == 410

    await visit(tmp_path, looking(tmp_path, look), more=MORE)


async def test_programs_fetch_its_files(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = holder(app, "observer")
        assert client.get("/api/v1/reports/a1").json()["files"] == ["week <b>.html"]
        found = client.get("/api/v1/reports/a1/files/week <b>.html")
        assert (found.content, found.headers["content-type"]) == (PAGE, "text/html; charset=utf-8")
        assert "sandbox" in found.headers["content-security-policy"]
        for missing in ("reports/nothing", "reports/nothing/files/x.html", "reports/a1/files/..%2Fa1.html"):
            assert client.get(f"/api/v1/{missing}").status_code == 404
        (tmp_path / "a1.html").write_bytes(b"other")
        changed = client.get("/api/v1/reports/a1/files/week <b>.html")
        assert (changed.status_code, "not what was made" in changed.json()["detail"]) == (410, True)

    await visit(tmp_path, looking(tmp_path, look), more=MORE)


async def test_one_is_made_at_once(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = local(app)
        made = send(client, "/reports", "/reports", name="week <b>", format="html", since="7d", until="")
        assert made.headers["content-disposition"].startswith('attachment; filename="week--b-')
        assert "listener-report" in made.text
        wrong = send(client, "/reports", "/reports", name="week <b>", format="html", since="soon", until="")
        assert (wrong.status_code, "soon" in wrong.text) == (422, True)

    await visit(tmp_path, looking(tmp_path, look), more=MORE)
