"""Two people's days, from start to finish and with the keyboard alone: a complaint that is heard, taken, read right,
answered, closed and counted; a question that is asked, narrowed, understood, taken away and sent by itself tomorrow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from listener.actions import cases
from listener.app import App
from listener.people.links import homes
from listener.pipeline.report import send_reports
from listener.web.server import served
from storage.clock import SimulatedClock
from tests.browser.chromium import PROGRAM, Tab, chromium
from tests.worlds.clients import link
from tests.worlds.desk import INBOX, come, person, read, said, waiting
from tests.worlds.incidents import NOW, world
from tests.worlds.pipeline import free_port
from tests.worlds.talked import BOLT, talk

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine")
Beside = Callable[..., Any]
"""Does something on the service's side, and gives its result."""


async def day(folder: Path, live: Callable[[App, SimulatedClock, Tab, Beside], None]) -> None:
    """In the life of Mia, whose browser was let in."""
    address, loop = f"127.0.0.1:{free_port()}", asyncio.get_running_loop()
    async with world(folder, listener=f'listen = "{address}"', more=INBOX + BOLT) as (app, clock):
        talk(app, 300)

        def beside(what: Callable[..., Any], *args: Any, **more: Any) -> Any:
            return asyncio.run_coroutine_threadsafe(what(*args, **more), loop).result(30)

        async with served(app):
            await asyncio.to_thread(_let_in, app, clock, folder, live, beside)


def _let_in(
    app: App,
    clock: SimulatedClock,
    folder: Path,
    live: Callable[[App, SimulatedClock, Tab, Beside], None],
    beside: Beside,
) -> None:
    with chromium(folder / "profile") as tab:
        tab.size(1440, 900)
        tab.open(homes(app.config)[0] + link(app))
        tab.press("button[value=local]")
        tab.fill("who", "Mia", within="form[action='/name']")
        tab.press("form[action='/name'] button")
        live(app, clock, tab, beside)


async def test_a_complaint_is_heard_taken_read_right_answered_closed_and_counted(tmp_path: Path) -> None:
    def live(app: App, clock: SimulatedClock, tab: Tab, beside: Beside) -> None:
        beside(come, app, said(1, "The lid of my acme burst while I was pouring. Never again"))
        beside(read, app, sentiment="neutral", intent="complaint", emotion="anger")
        case = next(each for each in waiting(app) if each.rule == "Lids")
        number = case.id or 0
        tab.strike("g")
        tab.strike("c")
        tab.wait("location.pathname === '/inbox' && document.readyState === 'complete'")
        tab.wait(f"document.querySelector('.ment.is')?.dataset.case === '{number}'")
        assert "Lids" in tab.run("document.querySelector('.ment.is').innerText"), "why it is here comes first"
        other = next(each.id or 0 for each in waiting(app) if not each.assignee and each.team is None)
        tab.open(f"http://{app.config.listen}/inbox?case={other}")
        beside(cases.take, app, [other], person("Bo"))
        tab.strike("m")
        tab.wait("document.querySelector('.said')?.innerText.includes('Bo has it')")
        assert _case(app, other).assignee == "Bo", "two at once: the second reads who was faster"
        tab.open(f"http://{app.config.listen}/inbox?case={number}")
        beside(cases.note, app, [number], "The grey gasket again", person("Bo"))
        tab.wait("document.querySelector('[data-live^=notes]').innerText.includes('grey gasket')")
        tab.strike("1")
        tab.wait("document.querySelector('.reads2').innerText.includes('said Mia')")
        tab.strike("r")
        tab.wait("document.activeElement.name === 'text'")
        tab.write("Please do not use it until we know why.")
        tab.reach("button[value=draft]")
        tab.strike("Enter")
        tab.wait("document.body.innerText.includes('not approved yet')")
        assert _case(app, number).draft
        beside(cases.approve, app, number, _case(app, number).draft.text, person("Bo"))  # type: ignore[union-attr]
        tab.wait("document.body.innerText.includes('approved by Bo')")
        clock.move_to(clock.now() + timedelta(minutes=20))
        tab.reach("input[name=url]")
        tab.write("https://social.example.org/answer/1")
        tab.strike("Enter")
        tab.wait("!!document.querySelector('.answered')")
        tab.run("document.activeElement.blur()")
        tab.strike("e")
        tab.wait(f"document.querySelector('.ment.is')?.dataset.case !== '{number}'")
        closed = _case(app, number)
        assert (closed.status, closed.assignee, len(closed.answers)) == ("closed", "Mia", 1)
        tab.open(f"http://{app.config.listen}/inbox/pace")
        assert "Mia" in tab.text()
        assert "100\u202f%" in tab.text(), "answered in time"
        tab.open(f"http://{app.config.listen}/explore?q=status:closed+tone:negative")
        assert tab.run("document.querySelector('[data-ex=count]').textContent") == "1", "as she read it"

    await day(tmp_path, live)


def _case(app: App, number: int) -> Any:
    return next(each for each in [app.store.case(number)] if each)


async def test_a_question_is_asked_narrowed_understood_taken_away_and_sent_by_itself_tomorrow(tmp_path: Path) -> None:
    def live(app: App, clock: SimulatedClock, tab: Tab, beside: Beside) -> None:
        tab.strike("g")
        tab.strike("b")
        tab.wait("location.pathname === '/brands' && document.readyState === 'complete'")
        tab.reach(".b-name a")
        tab.leave(lambda: tab.strike("Enter"))
        assert tab.run("location.pathname") == "/brands/Acme"
        tab.reach(".figc:nth-child(4) summary")
        tab.strike("Enter")
        assert "÷" in tab.run("document.querySelector('.figc:nth-child(4) .pop').innerText"), "what the number means"
        tab.reach(".figc:nth-child(4) .pop a")
        tab.leave(lambda: tab.strike("Enter"))
        assert tab.run("location.pathname") == "/explore", "the posts behind it"
        before = int(tab.run(COUNT).replace(",", ""))
        tab.strike("/")
        tab.wait("document.activeElement.classList.contains('qin')")
        tab.write(" lids")
        tab.wait(f"Number({COUNT}) < {before}")
        tab.run("document.activeElement.blur()")
        tab.strike("d")
        tab.wait("document.activeElement.matches(\"a[download][href*='format=csv']\")")
        file = "fetch(document.activeElement.href).then(a => a.text()).then(t => window.file = t)"
        tab.run(f"{file}; 0")
        tab.wait("!!window.file")
        assert tab.run("window.file.trim().split('\\n').length") == int(tab.run(COUNT)) + 1
        tab.strike("Escape")
        tab.strike("s")
        tab.reach("a[href^='/reports/new']")
        tab.leave(lambda: tab.strike("Enter"))
        tab.reach("select[name=often]")
        tab.strike("ArrowUp")  # from Mondays to every day
        tab.reach("input[name='to:person:Mia']")
        assert tab.run("document.activeElement.checked"), "for oneself, unless one says otherwise"
        tab.reach("button[value=save]")
        tab.leave(lambda: tab.strike("Enter"))
        assert "goes out by itself" in tab.text()
        [ordered] = app.config.reports
        assert (ordered.brands, ordered.length) == (("Acme",), "day")
        assert "lids" in ordered.where
        beside(send_reports, app)
        clock.move_to(NOW + timedelta(days=1))
        assert beside(send_reports, app) == 1, "tomorrow"
        [mail] = app.store.deliveries(pending=True)
        assert (mail.person, mail.notice.kind) == ("Mia", "report")
        assert mail.notice.title.startswith(f"{ordered.name}, ")
        assert mail.notice.note.startswith("Only what satisfies “")

    await day(tmp_path, live)


COUNT = "document.querySelector('[data-ex=count]').textContent"
