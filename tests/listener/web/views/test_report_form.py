"""A report is ordered, looked at, changed and taken back on a page; what stands in the file stays there."""

from __future__ import annotations

from pathlib import Path

from listener.app import App
from listener.config.exporting import exported
from storage.clock import SimulatedClock
from tests.worlds import mentions
from tests.worlds.clients import local, send, signed_in, visit

FORM = {
    "name": "Lids", "type": "digest", "often": "every day", "at": "07:30", "where": "lid tone:negative",
    "about:Acme": "on", "to:person:Mia": "on", "as:html": "on", "as:pdf": "on",
}  # fmt: skip
FILE = '\n[[reports]]\nname = "board"\ntype = "weekly"\n'


async def test_a_report_is_ordered_on_a_page_and_changed_and_taken_back(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        ann = signed_in(app, "Ann", "manager")
        answer = send(ann, "/reports/new", do="save", **FORM)
        assert answer.headers["location"] == "/reports?made=Lids"
        [made] = app.config.reports
        assert (made.due, made.length, made.where) == ("07:30", "day", "lid tone:negative")
        assert (made.brands, made.to, made.formats) == (("Acme",), ("person:Mia",), ("html", "pdf"))
        assert "goes out by itself" in ann.get("/reports?made=Lids").text
        assert 'name = "Lids"' in exported(app.config, ())
        page = ann.get("/reports/new?report=Lids").text
        assert 'name="to:person:Mia" checked' in page
        assert "lid tone:negative</textarea>" in page
        changed = {**FORM, "often": "Fri", "type": "weekly", "review": "on"}
        assert send(ann, "/reports/new?report=Lids", do="save", **changed).status_code == 303
        [made] = app.config.reports
        assert (made.due, made.length, made.review) == ("Fri 07:30", "week", True)
        assert send(ann, "/reports/new?report=Lids", do="remove").status_code == 303
        assert app.config.reports == ()

    await visit(tmp_path, look)


async def test_it_is_looked_at_before_it_is_kept(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        mentions.commit(app.store, [mentions.mention("acme lid burst", 1)], now=clock.now())
        seen = local(app)
        answer = send(seen, "/reports/new", do="look", **{**FORM, "where": "lid"})
        assert answer.status_code == 200
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "Digest" in answer.text
        assert app.config.reports == ()

    await visit(tmp_path, look)


async def test_what_is_wrong_is_said_and_what_was_written_stays(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        seen = local(app)
        answer = send(seen, "/reports/new", do="save", **{**FORM, "where": "lid AND"})
        assert answer.status_code == 422
        assert "where: the query ends" in answer.text
        assert "lid AND</textarea>" in answer.text
        assert 'name="as:pdf" checked' in answer.text
        assert send(seen, "/reports/new", do="save", **{**FORM, "often": "now and then"}).status_code == 422
        assert app.store.made() == []

    await visit(tmp_path, look)


async def test_who_may_not_and_what_stands_in_the_file(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        bo, ann = signed_in(app, "Bo", "responder"), signed_in(app, "Ann", "manager")
        assert bo.get("/reports/new").status_code == 403
        assert "/reports/new" not in bo.get("/reports").text
        assert "As a report" not in bo.get("/explore?q=lid").text
        assert ann.get("/reports/new?report=board").status_code == 404
        assert send(ann, "/reports/new", do="save", **{**FORM, "name": "board"}).status_code == 409

    await visit(tmp_path, look, more=FILE)


async def test_explore_leads_here_with_its_question_and_oneself(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        mia = signed_in(app, "Ann", "manager")
        assert 'href="/reports/new?where=lid+burst&amp;brand=Acme"' in mia.get("/explore?q=lid+burst&brand=Acme").text
        form = mia.get("/reports/new?where=lid+burst&brand=Acme").text
        assert "lid burst</textarea>" in form
        assert 'name="about:Acme" checked' in form
        assert 'name="to:person:Ann" checked' in form

    await visit(tmp_path, look)


async def test_settings_that_the_form_does_not_show_stay(tmp_path: Path) -> None:
    from listener.actions import making
    from storage.records import Actor
    from tests.worlds.incidents import world

    async with world(tmp_path) as (app, _):
        table = {"name": "Lids", "type": "weekly", "when": "Mon 08:00", "period": "7 days", "paper": "letter"}
        await making.add(app, "reports", table, Actor(name="Ann", role="manager", via="api"))

        from listener.web.views.report_form import filled, written

        assert written(filled(table), table)["period"] == "7 days"
        assert written(filled(table), table)["paper"] == "letter"
