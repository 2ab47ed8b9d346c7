"""A marketer's question in a real browser: asked, narrowed, zoomed, kept, taken away; with the keyboard alone too."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from listener.app import App
from listener.people.links import homes
from listener.web.server import served
from storage.records import Author
from tests.browser.chromium import PROGRAM, Tab, chromium
from tests.worlds import mentions
from tests.worlds.clients import link
from tests.worlds.incidents import NOW, world
from tests.worlds.pipeline import free_port

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine")
COUNT = "document.querySelector('[data-ex=count]').textContent"


async def visit(folder: Path, look: Callable[[Tab, str], None]) -> None:
    address = f"127.0.0.1:{free_port()}"
    async with world(folder, listener=f'listen = "{address}"') as (app, _):
        posts = [
            mentions.mention(
                f"acme cola {'lid burst' if number % 3 else 'is fine'} {number}",
                number,
                published_at=NOW - timedelta(hours=number * 4),
                author=Author(handle=f"ada{number % 2}"),
            )
            for number in range(1, 31)
        ]
        mentions.commit(app.store, posts, now=NOW)
        async with served(app):
            await asyncio.to_thread(_let_in, app, folder, look)


def _let_in(app: App, folder: Path, look: Callable[[Tab, str], None]) -> None:
    with chromium(folder / "profile") as tab:
        tab.size(1440, 900)
        tab.open(homes(app.config)[0] + link(app))
        tab.fill("who", "Mia")
        tab.press("button[value=local]")
        look(tab, f"http://{app.config.listen}/explore")


def write(tab: Tab, text: str) -> None:
    """As somebody types it."""
    typed = json.dumps(text)
    tab.run(f"""(t => {{ t.focus(); t.setRangeText({typed}, t.value.length, t.value.length, 'end');
        t.dispatchEvent(new Event('input')); }})(document.querySelector('.qin'))""")


def key(tab: Tab, name: str, place: str = "document.activeElement") -> None:
    event = f"new KeyboardEvent('keydown', {{ key: {json.dumps(name)}, bubbles: true, cancelable: true }})"
    tab.run(f"{place}.dispatchEvent({event})")


async def test_a_question_is_asked_narrowed_zoomed_kept_and_taken_away(tmp_path: Path) -> None:
    def look(tab: Tab, home: str) -> None:
        tab.open(home)
        assert tab.run(COUNT) == "30"
        write(tab, "lid")
        tab.wait(f"{COUNT} === '20'")
        assert "q=lid" in tab.run("location.search"), "the address says what is asked"
        assert "lid" in tab.run("document.querySelector('.res mark').textContent")
        tab.leave(lambda: tab.run("document.querySelector('.facets a[href*=author]').click()"))
        assert tab.run(COUNT) == "10"
        drag = """(box => { const f = box.querySelector('svg').getBoundingClientRect();
            const at = (type, share) => box.dispatchEvent(new PointerEvent(type,
                { clientX: f.left + f.width * share, clientY: f.top + 40, pointerId: 1, bubbles: true }));
            box.setPointerCapture = () => {};
            at('pointerdown', 0.75); at('pointermove', 0.9); at('pointerup', 0.999); })"""
        tab.leave(lambda: tab.run(f"{drag}(document.querySelector('[data-zoom]'))"))
        zoomed = int(tab.run(COUNT))
        assert 0 < zoomed < 10
        assert "since=" in tab.run("location.search")
        file = "fetch(document.querySelector('a[download]').href).then(a => a.text()).then(t => window.file = t)"
        tab.run(f"{file}; 0")
        tab.wait("!!window.file")
        assert tab.run("window.file.trim().split('\\n').length") == zoomed + 1, "what is shown, below one header"
        tab.run("document.querySelector('[data-key=s]').click()")
        tab.fill("name", "Broken lids", within=".q-acts")
        tab.press(".q-acts button[value=save]")
        assert tab.run("document.querySelector('.rail .sub a').textContent") == "Broken lids"
        assert int(tab.run(COUNT)) == zoomed

    await visit(tmp_path, look)


async def test_the_first_mentions_stand_there_before_they_are_counted(tmp_path: Path) -> None:
    def look(tab: Tab, home: str) -> None:
        tab.open(home)
        tab.run("""(ask => { const held = new Promise(go => { window.release = go; });
            window.fetch = async (place, how) => {
                if (!/first|words/.test(place)) await held;
                return ask(place, how); }; })(window.fetch); 0""")
        write(tab, "lid")
        tab.wait("document.querySelector('.res mark')?.textContent === 'lid'")
        assert tab.run(COUNT) == "…"
        assert tab.run("document.querySelector('.ex').getAttribute('aria-busy')") == "true"
        tab.run("window.release(); 0")
        tab.wait(f"{COUNT} === '20'")
        assert not tab.run("document.querySelector('.ex').hasAttribute('aria-busy')")
        assert tab.run("document.querySelector('[data-ex=results] h2').textContent") == "20 mentions"

    await visit(tmp_path, look)


async def test_the_keyboard_alone_writes_completes_and_zooms(tmp_path: Path) -> None:
    def look(tab: Tab, home: str) -> None:
        tab.open(home)
        key(tab, "/", "document.body")
        assert tab.run("document.activeElement.className").startswith("qin")
        write(tab, "brand:ac")
        tab.wait("!document.querySelector('#words').hidden")
        key(tab, "ArrowDown")
        key(tab, "Enter")
        assert tab.run("document.querySelector('.qin').value") == "brand:Acme"
        tab.leave(lambda: key(tab, "Enter"))
        assert tab.run(COUNT) == "30"
        tab.run("document.querySelector('[data-zoom]').focus()")
        key(tab, "ArrowLeft")
        key(tab, "ArrowLeft")
        assert "mentions" in tab.run("document.querySelector('.readout').textContent")
        tab.leave(lambda: key(tab, "Enter"))
        assert "until=" in tab.run("location.search")

    await visit(tmp_path, look)


async def test_without_scripts_the_question_is_a_form(tmp_path: Path) -> None:
    def look(tab: Tab, home: str) -> None:
        tab.scripts(on=False)
        tab.open(f"{home}?q=lid")
        assert tab.run(COUNT) == "20"
        assert tab.run("document.querySelector('.qside button').getClientRects().length") == 1
        assert tab.run("document.querySelector('#ex-data a').href.includes('until=')")

    await visit(tmp_path, look)
