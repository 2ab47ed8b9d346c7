"""Every form that is refused comes back open, as it was sent, with the reason in it and the cursor: without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.testclient import TestClient

from listener.app import App
from listener.web.refused import put_back
from storage.clock import SimulatedClock
from tests.worlds.clients import local, pressed, visit
from tests.worlds.incidents import incident

TYPED = 'Röh "kommt" <b>& geht'
PAGES = [
    "/incidents",
    "/incidents/1",
    "/incidents/2",
    "/incidents/2/debrief",
    "/oncall",
    "/rules/new?kind=volume",
    "/sources/new?kind=rss",
    "/queries",
    "/reports",
    "/reports/new",
    "/annotations",
    "/brands",
    "/explore",
    "/settings/people",
    "/settings/tokens",
    "/settings/shares",
]
OBEYED = {"crisis-declare", "severity", "crisis-severity", "crisis-phase"}
"""Nothing can be written into these that is wrong, and they change what the page has."""
KNOWN = {
    ("/incidents/1", "handover"),
    ("/incidents/1", "mute"),
    ("/incidents/1", "note"),
    ("/incidents/2", "crisis-task"),
    ("/incidents/2", "crisis-draft"),
    ("/incidents/2", "crisis-update"),
    ("/incidents/2", "crisis-resolve"),
    ("/incidents/2", "crisis-duty"),
    ("/incidents/2/debrief", "crisis-action"),
    ("/incidents", "open"),
    ("/oncall", "silence"),
    ("/oncall", "stand in"),
    ("/rules/new?kind=volume", "try"),
    ("/sources/new?kind=rss", "save"),
    ("/queries", "save"),
    ("/reports/new", "save"),
    ("/settings/people", ""),
    ("/settings/tokens", "make"),
    ("/settings/shares", "make"),
}
SILENT = {"do": "silence", "brand": "Acme", "length": "4h", "reason": "launch"}
MORE = '[[rotations]]\nname = "first"\npeople = ["Mia", "Bo"]\nbegins = 2026-03-02T09:00:00Z\n'


def forms(client: TestClient, page: str) -> list[LexborNode]:
    answer = client.get(page)
    assert answer.status_code == 200, page
    found = LexborHTMLParser(answer.text).css("main form[method=post]")
    assert all((each.attributes.get("action") or "/").startswith("/") for each in found), "each leads somewhere"
    return found


def fields(form: LexborNode) -> list[LexborNode]:
    found = form.css("input, textarea, select")
    return [each for each in found if each.attributes.get("name") and each.attributes.get("type") != "hidden"]


def wrong(form: LexborNode, button: LexborNode | None, typed: str) -> dict[str, str]:
    """Something typed into one field, or into none; the last choice, and every box ticked."""
    sent = {each.attributes["name"] or "": each.attributes.get("value") or "" for each in form.css("[type=hidden]")}
    for each in fields(form):
        name, kind = each.attributes["name"] or "", each.attributes.get("type")
        if each.tag == "select":
            options = each.css("option")
            sent[name] = options[-1].attributes.get("value", options[-1].text()) or "" if options else ""
        elif kind == "checkbox":
            sent[name] = "on"
        else:
            sent[name], typed = typed, ""
    if button is not None:
        sent[button.attributes["name"] or ""] = button.attributes.get("value") or ""
    return {"who": "Mia"} | sent


def stands(page: str, sent: dict[str, str]) -> None:
    """The one form in which the reason stands is open, and says what was sent."""
    tree = LexborHTMLParser(page)
    assert len(tree.css(".said#refused")) == 1
    form = tree.css_first("form:has(> .said#refused)")
    assert form is not None
    assert form.css_first(".said").attributes["role"] == "alert"
    assert form.css_first("[autofocus][aria-describedby=refused]") is not None
    around = form.parent
    while around is not None:
        assert around.tag != "details" or "open" in around.attributes, "it is shut"
        around = around.parent
    for each in fields(form):
        name = each.attributes["name"] or ""
        if each.tag == "select":
            chosen = [one.attributes.get("value", one.text()) for one in each.css("option[selected]")]
            assert not each.css("option") or chosen == [sent[name]], name
        elif each.attributes.get("type") == "checkbox":
            assert "checked" in each.attributes, name
        else:
            value = each.text() if each.tag == "textarea" else each.attributes.get("value")
            assert (value or "") == sent[name], name


@pytest.mark.parametrize("typed", ["", TYPED])
async def test_whatever_is_refused_stands_open_as_it_was_sent_beside_its_reason(tmp_path: Path, typed: str) -> None:
    refused: set[tuple[str, str]] = set()

    def send(client: TestClient, page: str, at: int) -> None:
        there = forms(client, page)
        if at >= len(there) or not fields(there[at]):
            return
        buttons = [each for each in there[at].css("button[name]") if each.attributes.get("value") not in OBEYED]
        for button in buttons or [None]:
            form = forms(client, page)[at]
            sent = wrong(form, button, typed)
            where = form.attributes.get("action") or page
            answer = client.post(where, data=sent, headers={"Origin": str(client.base_url).rstrip("/")})
            if answer.status_code not in (409, 422):
                continue  # it was obeyed: there was nothing wrong in it
            stands(answer.text, sent)
            refused.add((page, (button.attributes.get("value") or "") if button is not None else ""))

    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        pressed(client, "/incidents/2", action="crisis-declare", severity="1")
        for page in PAGES:
            for at in range(len(forms(client, page))):
                send(client, page, at)
        if not typed:
            assert refused >= KNOWN, KNOWN - refused

    await visit(tmp_path, look, incident(), incident(key="another", acknowledged_by="Mia"), more=MORE)


async def test_what_no_page_offers_or_comes_too_late_is_answered_in_its_form(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        for page, values, said in (
            ("/incidents/1", {"action": "crisis-declare", "severity": "9"}, "severity 9 does not exist"),
            ("/incidents/1", {"action": "crisis-declare", "severity": "1", "playbook": "none such"}, "none such"),
            ("/incidents/1", {"action": "mute", "hours": "7", "text": "laughing"}, "for how many hours"),
            ("/incidents/1", {"action": "handover", "to": "Olga"}, "observer"),
            (
                "/oncall",
                {"do": "stand in", "rotation": "first", "person": "Bo", "from": "2026-02-01", "until": "2026-02-02"},
                "is over already",
            ),
            ("/oncall", {**SILENT, "from": "2026-02-01T08:00"}, "is over already"),
            ("/oncall", {**SILENT, "from": "9999-12-31T23:59"}, "is no time"),
            ("/oncall", {**SILENT, "length": "999999999d"}, "is no time"),
        ):
            answer = pressed(client, page, **values)
            assert answer.status_code in (409, 422), values
            form = LexborHTMLParser(answer.text).css_first("form:has(> .said#refused)")
            assert form is not None, values
            assert said in form.css_first(".said").text(), form.css_first(".said").text()
            for name, value in values.items():
                field = form.css_first(f"input[name='{name}']")
                assert field is None or field.attributes["value"] == value

    observer = '[[people]]\nname = "Olga"\nrole = "observer"\n'
    await visit(tmp_path, look, more=MORE + observer)


def test_a_form_that_is_gone_leaves_the_reason_where_the_page_says_it() -> None:
    page = '<main><p class="said" role="alert">Too late.</p><form method="post"><input name="other"></form></main>'
    assert put_back(page, {"action": "handover", "to": "Bo"}) == page


def test_a_password_is_never_written_into_a_page() -> None:
    form = '<form method="post"><input name="a"><input type="password" name="b"></form>'
    back = put_back(f'<p class="said" role="alert">No.</p>{form}', {"a": "shown", "b": "secret"})
    assert ("shown" in back, "secret" in back) == (True, False)
