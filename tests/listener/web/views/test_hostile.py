"""Whatever strangers and colleagues write is text on every page, in every field."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from listener.app import App
from rules.response import steps
from storage.clock import SimulatedClock
from storage.records import Arrival, Author, Match, Mention, Poll, SourceState, Statement, Task, TimelineEntry, Update
from tests.worlds.clients import local, visit
from tests.worlds.hostile_texts import TRICKS
from tests.worlds.incidents import ALERT, NOW, incident

BREAKS = (
    '"><script>x()</script><img src=x onerror=x()>',
    "' onmouseover='x()' style='position:fixed",
    "</textarea></title></svg></style><script>x()</script>",
    "{{ 7 * 7 }} {% raw %} <!-- ",
    "javascript:alert(1)//https://a.example",
    "\u202egnp.exe \u0000\u0007 " + "W" * 4000,
)
PAGES = ("/", "/incidents", "/incidents/1", "/incidents/1?all=1&tone=unread", "/incidents/1/debrief",
         "/brands", "/brands/Acme", "/compare")  # fmt: skip


@pytest.mark.parametrize("text", [*BREAKS, *TRICKS[5:8]])
async def test_it_stays_text(tmp_path: Path, text: str) -> None:
    alert = replace(ALERT, summary=text, reasons=(text,), rule=text, now=text)
    said = TimelineEntry(at=NOW, kind="note", what=text, who=text)
    hostile = incident(title=text, alerts=(alert,), timeline=(said,), acknowledged_by=text, state="acknowledged")

    def look(app: App, _: SimulatedClock) -> None:
        _fill(app, text)
        client = local(app)
        client.cookies.set("listener_name", "Mia")
        for page in PAGES:
            answer = client.get(page)
            assert answer.status_code == 200, page
            _check(answer.text)

    await visit(tmp_path, look, hostile)


def _fill(app: App, text: str) -> None:
    """Posts of one story, and a crisis, all of that text."""
    mention = Mention(kind="social", native_id="0", text=text, title=text, author=Author(name=text), collected_at=NOW)
    posts = [replace(mention, native_id=str(number), url=text) for number in range(3)]
    state = SourceState(name="feed", health="broken", next_due_at=NOW, failing_since=NOW, last_error=text)
    arrivals = [Arrival(mention=post, matches=(Match(query="acme", brand="Acme"),), tokens="acme") for post in posts]
    app.store.commit_polls([Poll(state=state, arrivals=arrivals)], NOW)
    task = Task(text=text, section=text, owner=text)
    crisis = steps.declare(app.store.incidents()[0], 1, "Mia", NOW, tasks=(task, task), statements=[(text, text)])
    told = Update(at=NOW, who=text, text=text, next_at=NOW)
    used = Statement(name=text, text=text, drafted_by=text, approved_by=text, used_at=NOW)
    filled = replace(
        crisis,
        updates=(told,),
        statements=(*crisis.statements, used),
        actions=(task,),
        duties={"lead": text},
        playbook=text,
    )
    app.store.commit_response(filled, [])


def _check(html: str) -> None:
    page = LexborHTMLParser(html)
    assert [script.attributes.get("src", "")[:8] for script in page.css("script")] == ["/static/"]
    assert not page.css("iframe, object, embed, base, style, img, meta[http-equiv]")
    for node in page.css("*"):
        assert not any(name.startswith("on") or name == "style" for name in node.attributes), node.html
        for name in ("href", "src", "action"):
            address = (node.attributes.get(name) or "").strip().lower()
            assert not address.startswith(("javascript:", "data:", "vbscript:")), node.html
