"""The control room in a browser: what a colleague does is seen, a cut connection says so and heals, scripts or not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from listener.actions import incidents, leading
from listener.app import App
from listener.people.links import homes
from listener.web.server import served
from storage.records import Level, Paging, Policy, Poll, SourceState, Who
from tests.browser.chromium import PROGRAM, Tab, chromium
from tests.browser.leading import say
from tests.browser.relay import Relay, relayed
from tests.worlds.actors import by
from tests.worlds.clients import link
from tests.worlds.incidents import HOUR, NOW, incident, world
from tests.worlds.pipeline import free_port

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine")

LEVELS = (Level(members=(Who.person("Mia"),), timeout=HOUR), Level(members=(Who.person("Bo"),), timeout=HOUR))
PAGED = Paging(policy=Policy(name="night", levels=LEVELS), level=1, pages=1, next_at=NOW + HOUR / 4)
Beside = Callable[..., None]


class Service:
    """The pages, which may go away for a while."""

    def __init__(self, app: App) -> None:
        self._app, self._running = app, AsyncExitStack()

    async def start(self) -> None:
        await self._running.enter_async_context(served(self._app))

    async def stop(self) -> None:
        await self._running.aclose()


async def browse(
    folder: Path, look: Callable[[App, Tab, str, Beside, Service], None], more: str = "", title: str = ""
) -> None:
    """A browser that was let in, over an urgent incident, or one of a title that somebody has; `Beside` does something
    on the service's side."""
    loop = asyncio.get_running_loop()
    address = f"127.0.0.1:{free_port()}"

    def beside(what: Callable[..., Any], *args: object) -> None:
        asyncio.run_coroutine_threadsafe(what(*args), loop).result(30)

    def visit(app: App, service: Service) -> None:
        with chromium(folder) as tab:
            tab.size(1280, 900)
            tab.open(homes(app.config)[0] + link(app))
            tab.press("button[value=local]")
            look(app, tab, f"http://{address}", beside, service)

    urgent = incident(severity=1, paging=PAGED)
    found = incident(title=title, state="acknowledged", acknowledged_by="Bo") if title else urgent
    async with world(folder, found, listener=f'listen = "{address}"', more=more) as (app, _):
        service = Service(app)
        await service.start()
        try:
            await asyncio.to_thread(visit, app, service)
        finally:
            await service.stop()


async def test_what_a_colleague_does_is_seen_without_a_reload(tmp_path: Path) -> None:
    def look(app: App, tab: Tab, home: str, beside: Beside, _: Service) -> None:
        tab.open(home)
        assert "One incident needs a person" in tab.text()
        tab.wait("document.querySelector('[role=timer]').textContent.startsWith('14:')")
        tab.run("window.stayed = true")
        beside(incidents.acknowledge, app, 1, by("Bo"))
        tab.wait("document.body.innerText.includes('Bo has it')")
        assert tab.run("window.stayed") is True
        assert "One incident is in hand" in tab.text()

    await browse(tmp_path, look)


async def test_what_is_there_no_more_goes_from_an_open_page_but_not_while_somebody_writes(tmp_path: Path) -> None:
    def look(app: App, tab: Tab, home: str, beside: Beside, _: Service) -> None:
        tab.open(f"{home}/incidents/1")
        tab.wait("document.querySelector('#live')?.dataset.state === 'on'")
        assert tab.run("document.querySelectorAll('[data-live=dues]').length") == 1
        tab.run("window.stayed = true")
        tab.fill("text", "half a thought", within="#timeline")
        beside(incidents.resolve, app, 1, by("Bo"))
        tab.wait("document.querySelector('[data-live=timeline]').innerText.includes('Bo')")
        assert tab.run("document.querySelectorAll('[data-live=dues]').length") == 1
        tab.fill("text", "", within="#timeline")
        tab.wait("document.querySelectorAll('[data-live=dues]').length === 0")
        assert tab.run("window.stayed") is True

    await browse(tmp_path, look)


async def test_a_part_looks_as_what_stands_in_it_wants(tmp_path: Path) -> None:
    def look(app: App, tab: Tab, home: str, beside: Beside, _: Service) -> None:
        tab.open(f"{home}/incidents/1")
        tab.wait("document.querySelector('#live')?.dataset.state === 'on'")
        assert tab.run("document.querySelector('[data-live=dues]').className") == "dues open"
        tab.run("window.stayed = true")
        beside(incidents.acknowledge, app, 1, by("Bo"))
        tab.wait("document.querySelector('[data-live=dues]').className === 'dues open calm'")
        assert tab.run("window.stayed") is True

    await browse(tmp_path, look)


async def test_what_somebody_is_writing_stays(tmp_path: Path) -> None:
    def look(app: App, tab: Tab, home: str, beside: Beside, _: Service) -> None:
        tab.open(f"{home}/incidents/1")
        tab.run("document.querySelector('#timeline [name=text]').focus()")
        tab.fill("text", "half a thought", within="#timeline")
        beside(incidents.note, app, 1, "from elsewhere", by("Bo"))
        tab.wait("document.body.innerText.includes('from elsewhere')")
        assert tab.run("document.querySelector('#timeline [name=text]').value") == "half a thought"
        tab.press("#timeline button[value=note]")
        say(tab, "Mia")
        assert "half a thought Mia" in tab.text(), "the form is as good as a fresh one"

    await browse(tmp_path, look)


async def test_what_somebody_has_chosen_stays_and_so_do_the_words_of_a_form_that_was_refused(tmp_path: Path) -> None:
    box = "document.querySelector('#updates [name=\"tell:person:Mia\"]')"
    words = "document.querySelector('#updates [name=status]').value"

    def look(app: App, tab: Tab, home: str, beside: Beside, _: Service) -> None:
        beside(leading.lead, app, 1, "declare", {"severity": "1"}, by("Mia"))
        tab.open(f"{home}/incidents/1")
        tab.run(f"document.querySelector('#updates details').open = true; {box}.click(); document.activeElement.blur()")
        update = {"status": "It bursts", "scope": "Buyers", "actions": "A stop", "minutes": "20"}
        beside(leading.lead, app, 1, "update", update, by("Bo"))
        tab.wait("document.querySelector('[data-live=timeline]').innerText.includes('It bursts')")
        assert tab.run(f"{box}.checked") is True
        for name in ("status", "scope", "actions"):
            tab.fill(name, "half an hour of work", within="#updates")
        tab.run(f"{box}.name = 'tell:target:nowhere'")
        tab.press("#updates button[value=crisis-update]")
        say(tab, "Mia")
        assert "nothing reaches" in tab.text()
        beside(incidents.note, app, 1, "from elsewhere", by("Bo"))
        tab.wait("document.body.innerText.includes('from elsewhere')")
        assert tab.run(words) == "half an hour of work"

    await browse(tmp_path, look)


async def test_a_cut_connection_says_so_and_heals_and_misses_nothing(tmp_path: Path) -> None:
    def look(app: App, tab: Tab, home: str, beside: Beside, service: Service) -> None:
        tab.open(home)
        tab.wait("document.querySelector('#live')?.dataset.state === 'on'")
        tab.size(1280, 300)
        tab.run("scrollTo(0, document.body.scrollHeight)")
        beside(service.stop)
        tab.wait("document.body.innerText.includes('Not connected since')")
        assert tab.run("scrollY > 100 && document.querySelector('#connection').getBoundingClientRect().top === 0")
        beside(incidents.acknowledge, app, 1, by("Bo"))
        beside(service.start)
        tab.wait("document.body.innerText.includes('Bo has it')")
        tab.wait("!document.body.innerText.includes('Not connected since')")

    await browse(tmp_path, look)


async def test_a_service_that_stands_still_is_said_soon(tmp_path: Path) -> None:
    """No error tells of it: nothing comes any more, that is all."""
    at, way = free_port(), AsyncExitStack()

    def look(app: App, tab: Tab, home: str, beside: Beside, _: Service) -> None:
        relay: list[Relay] = []

        async def begin() -> None:
            relay.append(await way.enter_async_context(relayed(int(home.rpartition(":")[2]), at)))

        beside(begin)
        tab.open(f"http://127.0.0.1:{at}")
        tab.wait("document.querySelector('#live')?.dataset.state === 'on'")
        beside(relay[0].silence)
        fell = monotonic()
        tab.wait("document.body.innerText.includes('Not connected since')")
        assert monotonic() - fell < 12
        beside(incidents.acknowledge, app, 1, by("Bo"))
        sleep(3)
        beside(relay[0].go_on)
        tab.wait("document.body.innerText.includes('Bo has it')")
        tab.wait("!document.body.innerText.includes('Not connected since')")
        beside(way.aclose)

    await browse(tmp_path, look)


async def test_a_network_that_goes_is_said_at_once_and_its_return_is_seen(tmp_path: Path) -> None:
    def look(app: App, tab: Tab, home: str, beside: Beside, _: Service) -> None:
        tab.open(f"{home}/brands/Acme")
        tab.wait("document.querySelector('#live')?.dataset.state === 'on'")
        tab.network(on=False)
        gone = monotonic()
        tab.wait("document.body.innerText.includes('Not connected since')")
        assert monotonic() - gone < 5
        beside(incidents.acknowledge, app, 1, by("Bo"))
        tab.network(on=True)
        tab.wait("document.body.innerText.includes('Connected again')")
        tab.wait("!document.querySelector('[data-live=count] .need')")

    await browse(tmp_path, look)


async def test_enter_opens_what_the_box_shows_as_chosen(tmp_path: Path) -> None:
    def look(_: App, tab: Tab, home: str, *__: object) -> None:
        def found(words: str, *keys: str) -> str:
            tab.open(home)
            tab.strike("k", control=True)
            tab.write(words)
            tab.wait("!!document.querySelector('#find a.on')")
            for each in keys:
                tab.strike(each)
            tab.leave(lambda: tab.strike("Enter"))
            return str(tab.run("location.pathname + location.search + location.hash"))

        assert found("sources") == "/sources", "the first of several"
        assert found("sources", "ArrowDown") == "/sources#kinds"
        assert found("nobody is called so") == "/explore?q=nobody+is+called+so"

    await browse(tmp_path, look)


async def test_everything_works_without_scripts(tmp_path: Path) -> None:
    def look(_: App, tab: Tab, home: str, *__: object) -> None:
        tab.scripts(on=False)
        tab.open(f"{home}/incidents/1")
        assert "14:59" not in tab.text(), "no countdown runs"
        tab.press(".actions button[value=acknowledge]")
        say(tab, "Mia")
        assert "Mia takes care of it" in tab.text()
        assert "You are Mia" in tab.text()
        assert tab.run("document.querySelectorAll('[style], script:not([src])').length") == 0

    await browse(tmp_path, look)


async def test_the_chart_is_read_with_the_arrow_keys(tmp_path: Path) -> None:
    def look(_: App, tab: Tab, home: str, *__: object) -> None:
        tab.open(f"{home}/incidents/1")
        tab.run("document.querySelector('[data-readout]').focus()")
        # What reads it comes after the page.
        tab.wait(
            "(document.querySelector('[data-readout]').dispatchEvent("
            "new KeyboardEvent('keydown', {key: 'ArrowLeft', bubbles: true, cancelable: true})),"
            "!document.querySelector('.readout').hidden)"
        )
        assert "0 mentions, usual" in tab.run("document.querySelector('.readout').textContent")
        assert tab.run("document.querySelector('.readout').hidden") is False

    await browse(tmp_path, look)


FEED = """
[[sources]]
name = "feed"
type = "rss"
url = "http://127.0.0.1:9/feeds/of-the-whole-town"
"""


@pytest.mark.parametrize("width", [360, 390, 720, 721, 960, 961, 1180, 1181, 1440])
async def test_nothing_is_wider_than_the_window(tmp_path: Path, width: int) -> None:
    def look(app: App, tab: Tab, home: str, *__: object) -> None:
        error = "http://127.0.0.1:9/feeds/of-the-whole-town is an HTML page titled “Maintenance”, not a feed"
        state = SourceState(
            name="feed", health="broken", failures=7, next_due_at=NOW, failing_since=NOW, last_error=error
        )
        app.store.commit_polls([Poll(state=state)], NOW)
        tab.size(width, 900)
        for path in (
            "/",
            "/incidents",
            "/incidents/1",
            "/nothing",
            "/sources",
            "/settings/audit",
            "/settings/people",
            "/reports",
        ):
            tab.open(home + path)
            assert tab.run("document.documentElement.scrollWidth") <= width, path

    await browse(tmp_path, look, FEED)


async def test_a_long_title_takes_two_lines_and_is_whole_at_the_cursor(tmp_path: Path) -> None:
    long = f"Brewlark App: 22 complaints {'in which the login fails after the update ' * 6}usually 1"

    def look(app: App, tab: Tab, home: str, *_: object) -> None:
        for width in (1440, 390):
            tab.size(width, 900)
            for path in ("/", "/incidents"):
                tab.open(home + path)
                row = "document.querySelector('a.one')"
                assert tab.run(f"{row}.title") == long
                assert tab.run(f"Math.round({row}.offsetHeight / parseFloat(getComputedStyle({row}).lineHeight))") == 2

    await browse(tmp_path, look, title=long)


def reach(tab: Tab, selector: str) -> None:
    """Go there with the Tab key alone; whatever has the focus on the way is seen."""
    for _ in range(80):
        tab.strike("Tab")
        if tab.run("document.activeElement !== document.body"):
            assert tab.run(SEEN), tab.run("document.activeElement.outerHTML")
        if tab.run(f"document.activeElement.matches({selector!r})"):
            return
    raise AssertionError(f"{selector} is not reached with the keyboard")


SEEN = """(() => { const box = document.activeElement.getBoundingClientRect(), style = getComputedStyle(
  document.activeElement); return box.width > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 &&
  box.top < innerHeight && (style.outlineStyle !== "none" || style.boxShadow !== "none"); })()"""


WHOLE = "(row => row.scrollWidth <= row.clientWidth)(document.querySelector('.actions'))"


async def test_an_incident_is_worked_with_the_keyboard_alone_on_a_phone(tmp_path: Path) -> None:
    def look(app: App, tab: Tab, home: str, *_: object) -> None:
        tab.size(360, 740)
        tab.open(home)
        reach(tab, "button[value=acknowledge]")
        tab.leave(lambda: tab.strike("Enter"))
        reach(tab, "input[name=who]")
        tab.write("Mia")
        tab.leave(lambda: tab.strike("Enter"))
        assert "Mia takes care of it" in tab.text()
        assert tab.run(WHOLE), "what can be done stands there whole"
        reach(tab, ".actions .drop > summary")
        tab.strike("Enter")
        tab.wait("document.activeElement.name === 'to'")
        tab.write("Bo")
        tab.leave(lambda: tab.strike("Enter"))
        assert "Bo takes care of it" in tab.text() or "handed over to Bo" in tab.text()

    await browse(tmp_path, look)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
async def test_what_a_link_names_opens_by_itself(tmp_path: Path, scripts: bool) -> None:
    def look(_: App, tab: Tab, home: str, __: Beside, ___: Service) -> None:
        tab.scripts(on=scripts)
        for name, button in {"drill": "Show what it will do…", "open": "Open it"}.items():
            tab.open(f"{home}/incidents#{name}")
            assert button in tab.text()
            tab.open(f"{home}/")

    await browse(tmp_path, look)
