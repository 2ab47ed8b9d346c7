"""A social team's morning in a real browser, with the keyboard alone, and with scripts off."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from listener.actions import cases
from listener.app import App
from listener.people.links import homes
from listener.web.server import served
from storage.records import Actor
from tests.browser.chromium import PROGRAM, Tab, chromium
from tests.worlds import brewlark
from tests.worlds.clients import link
from tests.worlds.desk import INBOX, waiting
from tests.worlds.incidents import world
from tests.worlds.pipeline import free_port

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine")


async def visit(folder: Path, look: Callable[[App, Tab], None]) -> None:
    address = f"127.0.0.1:{free_port()}"
    async with world(folder, listener=f'listen = "{address}"', more=INBOX) as (app, clock):
        await brewlark.fill(app, clock)
        async with served(app):
            await asyncio.to_thread(_let_in, app, folder, look)


def _let_in(app: App, folder: Path, look: Callable[[App, Tab], None]) -> None:
    with chromium(folder / "profile") as tab:
        tab.size(1440, 900)
        tab.open(homes(app.config)[0] + link(app))
        tab.press("button[value=local]")
        tab.fill("who", "Mia", within="form[action='/name']")
        tab.press("form[action='/name'] button")
        tab.open(f"http://{app.config.listen}/inbox")
        look(app, tab)


def key(tab: Tab, name: str) -> None:
    event = f"new KeyboardEvent('keydown', {{ key: {json.dumps(name)}, bubbles: true }})"
    tab.run(f"document.body.dispatchEvent({event})")


async def test_a_case_is_taken_corrected_answered_and_closed_with_the_keyboard(tmp_path: Path) -> None:
    def look(app: App, tab: Tab) -> None:
        first, second, *_ = (each.id or 0 for each in waiting(app))
        key(tab, "e")
        tab.wait(f"document.querySelector('.ment.is')?.dataset.case === '{second}'")
        assert first not in [each.id for each in waiting(app)]
        key(tab, "z")
        tab.wait(f"document.querySelector('.ment.is')?.dataset.case === '{first}'")
        assert f"case={first}" in tab.run("location.search"), "undo stands where something was opened again"
        key(tab, "n")
        assert tab.run("document.activeElement.name") == "text"
        tab.run("document.activeElement.value = 'The grey gasket'; document.activeElement.form.requestSubmit("
                "document.activeElement.form.querySelector('button'))")  # fmt: skip
        tab.wait("document.querySelector('[data-live^=notes]').innerText.includes('The grey gasket')")
        key(tab, "3")
        tab.wait("document.querySelector('.reads2').innerText.includes('said Mia')")
        tab.strike("i")
        tab.strike("2")
        tab.wait("document.querySelector('.reads2').innerText.includes('question')")
        assert tab.run("document.querySelector('.reads2').innerText").count("said Mia") > 1, (
            "numbers choose what is open"
        )
        picked(app, tab)

    await visit(tmp_path, look)


def picked(app: App, tab: Tab) -> None:
    """What is picked stays so from case to case; keys do something with all of it, and it can be taken back later."""
    before = [each.id for each in waiting(app)]
    key(tab, "x")
    tab.leave(lambda: key(tab, "j"))
    key(tab, "x")
    assert tab.run("document.querySelector('.bulk b').innerText") == "2 picked"
    assert tab.run("getComputedStyle(document.querySelector('.bulk')).display") == "flex"
    tab.strike("t")
    tab.wait("document.activeElement.name === 'add'")
    tab.write("gasket")
    tab.strike("Enter")
    tab.wait("document.querySelectorAll('.pick input:checked').length === 0")
    assert sum("gasket" in each.tags for each in waiting(app)) == 2, "Enter does what stands below the field"
    key(tab, "x")
    tab.leave(lambda: key(tab, "k"))
    key(tab, "x")
    key(tab, "e")
    tab.wait("document.querySelectorAll('.pick input:checked').length === 0")
    assert len(waiting(app)) == len(before) - 2
    tab.open(f"http://{app.config.listen}/inbox")
    key(tab, "z")
    tab.wait(f"document.querySelectorAll('.ment').length === {len(before)}")
    assert [each.id for each in waiting(app)] == before


async def test_a_range_is_picked_a_reply_is_found_and_what_is_new_waits_behind_a_line(tmp_path: Path) -> None:
    def look(app: App, tab: Tab) -> None:
        ids = [each.id or 0 for each in waiting(app)]
        mia = Actor(name="Mia", role="responder", via="command line")
        asyncio.run(cases.close(app, [ids[-1]], mia))
        tab.open(f"http://{app.config.listen}/inbox?case={ids[0]}")
        key(tab, "x")
        tab.leave(lambda: key(tab, "j"))
        tab.leave(lambda: key(tab, "j"))
        key(tab, "X")
        picked = "[...document.querySelectorAll('.pick input')].slice(0, 4).map((box) => box.checked).join()"
        assert tab.run(picked) == "true,true,true,false"
        tab.open(f"http://{app.config.listen}/inbox?case={ids[0]}")
        key(tab, "/")
        assert tab.run("document.activeElement.className") == "reply-p"
        tab.write("not use")
        tab.strike("Enter")
        assert "until we know more" in tab.run("document.querySelector('textarea[name=text]').value")
        tab.strike("Escape")
        tab.strike("c")
        assert tab.run("document.querySelector('[data-copied]').textContent") == "Copied."
        key(tab, "r")
        tab.strike("Enter", control=True)
        tab.wait("document.body.innerText.includes('not approved yet') && document.activeElement === document.body")
        tab.strike("a")
        tab.wait("document.activeElement.name === 'to'")
        tab.strike("Escape")
        assert tab.run("document.activeElement.matches('summary[data-key=a]')"), "back to what opened it"
        tab.run("document.activeElement.blur()")
        asyncio.run(cases.reopen(app, [ids[-1]], mia))
        tab.wait("!!document.querySelector('.fresh')")
        assert tab.run("document.querySelector('.fresh').textContent") == "1 new"
        rows = tab.run("document.querySelectorAll('.ment').length")
        key(tab, ".")
        tab.wait(f"document.querySelectorAll('.ment').length === {rows + 1}")

    await visit(tmp_path, look)


async def test_what_is_read_stays_when_a_more_urgent_one_comes_and_changes_when_it_is_closed(tmp_path: Path) -> None:
    def look(app: App, tab: Tab) -> None:
        first, second, *_ = [each.id or 0 for each in waiting(app)]
        bo = Actor(name="Bo", role="responder", via="command line")
        asyncio.run(cases.close(app, [first], bo))
        tab.open(f"http://{app.config.listen}/inbox")
        thread = "document.querySelector('.thread').innerText"
        before = tab.run(thread)
        asyncio.run(cases.undo(app, bo))
        tab.wait("!!document.querySelector('.fresh')")
        assert str(waiting(app)[0].id) != tab.run("document.querySelector('.ment.is').dataset.case")
        assert tab.run(thread) == before, "what is answered is what stands above the answer"
        asyncio.run(cases.note(app, [second], "I am on it", bo))
        tab.wait("document.querySelector('[data-live^=notes]').innerText.includes('I am on it')")
        for address, read in (("/inbox", first), (f"/inbox?case={second}", second)):
            tab.open(f"http://{app.config.listen}{address}")
            assert tab.run("document.querySelector('.ment.is').dataset.case") == str(read)
            asyncio.run(cases.close(app, [read], bo))
            tab.wait("document.querySelector('.pane').innerText.includes('Open again')")
            assert tab.run("document.querySelector('.ment.is').dataset.case") == str(read)
        assert tab.run("document.querySelectorAll('.reply').length") == 0
        assert tab.run("document.querySelectorAll('.ment.is').length") == 1, "the list does not move by itself"

    await visit(tmp_path, look)


async def test_who_else_reads_a_case_is_shown(tmp_path: Path) -> None:
    def look(app: App, tab: Tab) -> None:
        first = waiting(app)[0].id
        tab.open(f"http://{app.config.listen}/inbox?case={first}")
        assert "looking at this too" not in tab.text()
        tab.open(homes(app.config)[0] + link(app))
        tab.fill("who", "Bo")
        tab.press("button[value=local]")
        tab.open(f"http://{app.config.listen}/inbox?case={first}")
        assert "Mia is looking at this too" in tab.text()

    await visit(tmp_path, look)


async def test_what_fails_is_rolled_back_with_a_word(tmp_path: Path) -> None:
    def look(app: App, tab: Tab) -> None:
        first = waiting(app)[0].id
        tab.run("window.fetch = () => Promise.reject(new Error('cut'))")
        key(tab, "e")
        tab.wait("document.querySelector('.said')?.innerText.includes('cannot be reached')")
        assert tab.run("document.querySelectorAll('.ment.gone').length") == 0
        refused = "<h1>Nothing was done</h1><p>this needs the role responder.</p>"
        tab.run(f"window.fetch = () => Promise.resolve(new Response({json.dumps(refused)}, {{ status: 403 }}))")
        key(tab, "e")
        tab.wait("document.querySelector('.said').innerText === 'Nothing was done: this needs the role responder.'")
        assert tab.run("document.querySelectorAll('.ment.gone').length") == 0
        assert waiting(app)[0].id == first

    await visit(tmp_path, look)


async def test_everything_works_without_scripts(tmp_path: Path) -> None:
    def look(app: App, tab: Tab) -> None:
        first, second, *_ = (each.id or 0 for each in waiting(app))
        tab.scripts(on=False)
        tab.open(f"http://{app.config.listen}/inbox?case={first}")
        tab.press(".pane-h button[value=close]")
        tab.wait(f"document.querySelector('.ment.is')?.dataset.case === '{second}'")
        assert first not in [each.id for each in waiting(app)]
        tab.press(".list-h button[value=undo]")
        tab.wait(f"document.querySelector('.ment.is')?.dataset.case === '{first}'")

    await visit(tmp_path, look)


async def test_on_a_narrow_screen_the_list_opens_no_case_by_itself(tmp_path: Path) -> None:
    def look(app: App, tab: Tab) -> None:
        first, *_ = before = [each.id or 0 for each in waiting(app)]
        bo = Actor(name="Bo", role="responder", via="command line")
        asyncio.run(cases.close(app, [first], bo))
        tab.size(390, 800)
        tab.open(f"http://{app.config.listen}/inbox")
        asyncio.run(cases.undo(app, bo))
        tab.wait("!!document.querySelector('.fresh')")
        asyncio.run(cases.note(app, [before[-1]], "I am on it", bo))
        tab.wait("document.querySelectorAll('.ment').length > 0 && !!document.querySelector('.fresh')")
        assert is_list(tab), "when something more urgent has come"
        tab.run("document.querySelector('.list-h details').open = true")
        tab.fill("name", "Ours", within=".list-h form")
        tab.run("document.querySelector('.list-h form button').click()")
        tab.wait("document.body.innerText.includes('Ours')")
        assert is_list(tab), "when a view was saved"
        tab.run("document.querySelector('.pick input').checked = true")
        tab.run("document.querySelector('.bulk button[value=close]').click()")
        tab.wait("!!document.querySelector('.list-h button[value=undo]')")
        tab.run("document.querySelector('.list-h button[value=undo]').click()")
        tab.wait(f"document.querySelectorAll('.ment').length === {len(before)}")
        assert is_list(tab), "when something was taken back"
        assert {each.status for each in waiting(app)} == {"new"}, "nobody has looked at any"
        tab.run("window.fetch = () => Promise.reject(new Error('cut'))")
        tab.run("document.querySelector('.pick input').checked = true")
        tab.run("document.querySelector('.bulk button[value=take]').click()")
        tab.wait("document.querySelector('.said')?.checkVisibility()")

    await visit(tmp_path, look)


def is_list(tab: Tab) -> bool:
    """Whether the list is shown alone, and its address leads to it."""
    hidden = not tab.run("document.querySelector('.pane').checkVisibility()")
    return hidden and "case=" not in tab.run("location.search")
