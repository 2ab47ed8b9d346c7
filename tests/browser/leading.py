"""A whole crisis, led from its page alone by two people who sit down at one browser in turn.

`python -m tests.browser.leading [FOLDER]` does it on the demo's crisis, which takes three minutes to come about.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from listener.app import App
from listener.people.links import homes
from listener.web.server import served
from tests.browser.chromium import Tab, chromium
from tests.pictures import demo
from tests.pictures.__main__ import UNTAKEN
from tests.worlds.clients import link


class Leading:
    """What people press and write on the page of one incident."""

    def __init__(self, tab: Tab, home: str, id: int) -> None:
        self._tab, self._home, self._page = tab, home, f"{home}/incidents/{id}"

    def be(self, name: str) -> None:
        """Somebody else sits down, and says so at the foot of the menu."""
        self._tab.open(self._page)
        if f"You are {name}" in self._tab.text():
            return
        form = "form[action='/name']:has(input[name=who])"
        self._tab.fill("who", name, within=form)
        self._tab.press(f"{form} button.main")
        assert f"You are {name}" in self._tab.text()

    def press(self, action: str, place: str = "", **fields: str) -> None:
        """Fill in the form that does this, and send it; the first of several, unless a place says which."""
        button = f"{place} button[value={action}]"
        self._tab.wait(f"!!document.querySelector({json.dumps(button)})")
        # In one go: between two steps what a colleague does may replace what nobody has the focus in.
        filled = "const button = document.querySelector(" + json.dumps(button) + "), wrong = [];"
        for name, value in fields.items():
            field = f"button.form.querySelector({json.dumps(f'[name={json.dumps(name)}]')})"
            filled += f"{field}.value = {json.dumps(value)}; if ({field}.value !== {json.dumps(value)}) wrong.push("
            filled += f"{json.dumps(name)});"
        script = f"(() => {{ {filled} if (!wrong.length) button.click(); return wrong.join(); }})()"

        def press() -> None:
            wrong = self._tab.run(script)
            assert not wrong, f"{action} cannot have this {wrong}"

        self._tab.leave(press)
        assert self._tab.run("document.querySelector('.said')?.innerText ?? ''") == "", action

    def stands(self, selector: str) -> None:
        """That is what the window shows after a form was sent, opened, as if one had never gone."""
        box = f"document.querySelector({json.dumps(selector)})?.getBoundingClientRect()"
        self._tab.wait(f"(box => !!box?.height && box.top >= 0 && box.top < innerHeight)({box})")

    def copies(self, button: str, words: str) -> None:
        """The button puts these words on the clipboard, and says so."""
        self._tab.run("document.querySelectorAll('.stmt').forEach(each => each.open = true)")
        self._tab.run(f"document.querySelector({json.dumps(button)}).focus()")
        self._tab.strike("Enter")  # what no person has pressed may not copy
        shown = self._tab.run(f"getComputedStyle(document.querySelector({json.dumps(button)})).display")
        said = self._tab.run("document.querySelector('#statements [data-copied]').textContent")
        if shown == "none":  # without scripts the words stand there to be selected
            self.reads(words)
        else:
            assert (said, self._tab.run("getSelection().toString().trim()")) == ("Copied.", words)

    def reads(self, *words: str) -> None:
        """The page says so."""
        shown = self._tab.run("document.querySelector('#main').textContent.replace(/\\s+/g, ' ')")
        for each in words:
            assert each in shown, f"{each!r} is not on the page: {shown}"


def say(tab: Tab, name: str) -> None:
    """Answer the one question that a browser is asked before its first form: who sits before it."""
    assert "Who are you?" in tab.text()
    tab.fill("who", name, within=".field")
    tab.press("button.main")


def lead(tab: Tab, home: str, id: int, leader: str, lawyer: str) -> None:
    """From the alert to the debrief."""
    page = Leading(tab, home, id)
    page.be(leader)
    page.reads("Nobody has taken it")
    page.press("acknowledge", ".actions")
    page.reads(f"{leader} takes care of it")
    page.press("crisis-declare", severity="1", playbook="product-safety")
    page.reads("Crisis, severity 1", "Next update, promised for", "Publishing", "Paused since")
    for duty, who in {"legal": lawyer, "spokesperson": "Tomas"}.items():
        page.press("crisis-duty", duty=duty, to=who)
    page.reads(lawyer, "Tomas")
    page.press("crisis-done", "#task-8")
    page.stands("#task-8")
    page.press("crisis-take", "#task-9")
    page.stands("#task-9")
    page.press("crisis-task", text="Call the supplier", to=leader)
    page.reads("Call the supplier")
    words = "We have seen what you tell us about the lid, and stop selling it until we know more."
    page.press("crisis-draft", "#statements > .drop", name="First words", text=words)
    page.reads("waits for approval", "Needs an approver")
    assert not tab.run("!!document.querySelector('#statements button[value=crisis-approve]')"), "never the author"
    page.be(lawyer)
    page.press("crisis-approve")
    page.stands("button[value=crisis-publish]")
    page.reads(f"approved by {lawyer}")
    page.copies("#statements [data-copy]", words)
    page.press("crisis-publish")
    page.reads("published")
    page.be(leader)
    tab.run("document.querySelector('a[href=\"#update\"]').click()")
    tab.wait("document.activeElement.name === 'status'")
    update = {"status": "The lid of one batch bursts", "scope": "Buyers of May", "actions": "Sales are stopped"}
    page.press("crisis-update", minutes="20", **update)
    page.reads("The lid of one batch bursts", "promised the next for")
    page.press("crisis-phase", phase="identified", text="the grey gasket")
    page.reads("Identified")
    page.press("note", "#timeline", text="The supplier has found the batch")
    page.reads("The supplier has found the batch")
    page.press("crisis-resume")
    page.reads("Goes on")
    page.press("crisis-resolve", text="The batch is off the shelves; whoever has one gets another.")
    page.press("resolve")
    page.press("useful")
    page.reads("The crisis is over")
    tab.open(f"{home}/incidents/{id}/debrief")
    page.reads(leader, "off the shelves")


async def _main(folder: Path) -> None:
    path = await demo.play(folder, demo.CRISIS[0] + UNTAKEN)
    async with demo.opened(path) as (app, _), served(app):
        await asyncio.to_thread(_led, app, folder)
    print("the crisis of the demo was led from its page, from the alert to the debrief")


def _led(app: App, folder: Path) -> None:
    with chromium(folder / "profile") as tab:
        tab.size(1440, 900)
        tab.open(homes(app.config)[0] + link(app))
        tab.press("button[value=local]")
        tab.open(homes(app.config)[0])
        assert "needs a person" in tab.text()
        lead(tab, homes(app.config)[0], demo.urgent(app).id or 0, "Ines", "Noor")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="listener-lead-", ignore_cleanup_errors=True) as made:
        asyncio.run(_main(Path(sys.argv[1] if len(sys.argv) > 1 else made)))
