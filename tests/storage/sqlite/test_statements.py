"""No page asks the store more often because there is more in it."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from listener.app import App
from storage.clock import SimulatedClock
from storage.records import Annotation, Case, Filing, Silence
from storage.sqlite import connection
from tests.worlds.clients import local, visit
from tests.worlds.much import judge, many, store_posts

PAGES = (
    "/",
    "/incidents",
    "/incidents?view=past",
    "/incidents?view=drills",
    "/incidents?brand=Acme",
    "/incidents/1",
    "/incidents/1?all=1",
    "/inbox",
    "/brands",
    "/brands/Acme?span=24h",
    "/compare",
    "/sources",
    "/rules",
    "/rules?rule=r0",
    "/oncall",
    "/find?q=a",
    "/annotations",
    "/reports",
    "/settings/people",
    "/settings/audit",
)
RULES = '[[rules]]\nname = "r0"\ntype = "volume"\nscope = "brand:Acme"\n'


def fill_inbox(app: App, count: int) -> None:
    """So many cases."""
    stored = app.store.search(limit=count)
    cases = [Case(lead=each.id, reason="Complaints", brands=("Acme",), filed_at=app.clock.now()) for each in stored]
    app.store.commit_filing([Filing(case=case, mention=case.lead, part="lead") for case in cases], (0, 0))


def fill_the_desk(app: App, count: int) -> None:
    """So many silences and annotations."""
    now = app.clock.now()
    for number in range(count):
        match, ends = {"brand": ("Acme",), "severity": ("3",)}, now + timedelta(days=1)
        app.store.save_silence(Silence(match=match, who="Mia", reason="launch", starts_at=now, ends_at=ends))
        app.store.annotate(Annotation(at=now, text=f"n{number}", brand=None, who="Mia", made_at=now))


async def statements(folder: Path, patch: pytest.MonkeyPatch, count: int) -> dict[str, int]:
    """How many each page needs in a store of that size."""
    seen: list[str] = []
    found: dict[str, int] = {}
    plain = connection.connect

    def connect(path: Path, mode: str) -> sqlite3.Connection:
        opened = plain(path, mode)
        opened.set_trace_callback(seen.append)
        return opened

    def look(app: App, _: SimulatedClock) -> None:
        store_posts(app, timedelta(days=6), 30 * count)
        judge(app, count)
        fill_inbox(app, count)
        fill_the_desk(app, count)
        client = local(app)
        for page in PAGES:
            client.get(page)  # whatever is prepared once
            seen.clear()
            assert client.get(page).status_code == 200
            found[page] = sum(not statement.startswith("--") for statement in seen)

    folder.mkdir()
    patch.setattr(connection, "connect", connect)
    await visit(folder, look, *many(count), more=RULES)
    return found


async def test_pages_need_as_many_statements_with_much_as_with_little(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        few = await statements(tmp_path / "few", patch, 2)
    with monkeypatch.context() as patch:
        much = await statements(tmp_path / "much", patch, 30)
    assert few == much
    assert all(0 < number < 100 for number in few.values()), few
