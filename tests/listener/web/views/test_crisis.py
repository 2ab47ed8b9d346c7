"""A crisis on the incident's page: led by its forms alone, from the declaration to the debrief."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pypdf
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from listener.app import App
from listener.reports.plan import crisis_time
from listener.situation.blindness import Blind
from storage.clock import SimulatedClock
from storage.records import Response
from tests.worlds.clients import HOME, local, pressed, signed_in, visit
from tests.worlds.incidents import NOW, incident

PAGE, DEBRIEF = "/incidents/1", "/incidents/1/debrief"
LETTER = 612
"""Points that such a page is wide."""
NAME = "We take it seriously"


def crisis(app: App) -> Response:
    found = app.store.response(1)
    assert found is not None
    return found


def act(client: TestClient, action: str, **fields: Any) -> httpx.Response:
    answer = pressed(client, PAGE, action=f"crisis-{action}", **fields)
    assert answer.status_code == 303, answer.text
    return answer


async def test_of_words_that_were_changed_meanwhile_nobody_approves_what_they_have_not_read(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        act(client, "declare", who="Ines", severity="1")
        act(client, "duty", who="Ines", duty="legal", to="Noor")
        act(client, "draft", who="Ines", name="First", text="We look\r\ninto it.")
        client.post("/name", data={"who": "Noor"}, headers={"Origin": HOME})
        form = LexborHTMLParser(client.get(PAGE).text).css_first("form:has([value='crisis-approve'])")
        seen = {
            each.attributes["name"]: each.attributes["value"] for each in form.css("[type=hidden]:not([name=token])")
        }
        act(client, "edit", who="Ines", name="First", text="We are to blame.")
        late = pressed(client, PAGE, **seen, action="crisis-approve")
        assert late.status_code == 409
        assert "has other words by now, of Ines; read them first" in late.text
        assert crisis(app).statements[0].approved_by is None
        act(client, "edit", who="Ines", name="First", text="We look\r\ninto it.")
        assert pressed(client, PAGE, **seen, action="crisis-approve").status_code == 303

    await visit(tmp_path, look)


async def test_a_draft_under_a_name_that_is_taken_replaces_nothing_and_stays_in_its_form(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        act(client, "declare", who="Ines", severity="1")
        act(client, "draft", who="Ines", name="First", text="We look into it.")
        late = pressed(client, PAGE, who="Bo", action="crisis-draft", name="first", text="We are to blame.")
        assert late.status_code == 409
        page = LexborHTMLParser(late.text)
        assert 'there is a statement "First" already, of Ines' in page.css_first(".said").text()
        assert page.css_first("#statements > .drop[open] textarea").text() == "We are to blame."
        late = pressed(client, PAGE, who="Bo", action="crisis-edit", name="First", text="Mine.", read="other")
        [kept] = LexborHTMLParser(late.text).css("#statements .stmt[open] .drop[open] textarea")
        assert (late.status_code, kept.text()) == (409, "Mine.")
        assert [each.text for each in crisis(app).statements] == ["We look into it."]

    await visit(tmp_path, look)


async def test_the_debrief_names_once_what_was_not_read_and_each_time_of_it(tmp_path: Path) -> None:
    hours = [(NOW - timedelta(hours=back), NOW - timedelta(hours=back - 1)) for back in (9, 5)]
    blind = tuple(Blind(since=since, until=until, sources=("shop", "forum")) for since, until in hours)

    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        act(client, "declare", who="Ines", severity="1")
        with patch("listener.situation.course.blindness", return_value=blind):
            page = " ".join(LexborHTMLParser(client.get(DEBRIEF).text).text().split())
        assert "Not read: shop, forum, 00:00 to 01:00; 04:00 to 05:00." in page

    await visit(tmp_path, look)


async def test_an_update_can_be_told_to_everybody_whom_the_configuration_knows(tmp_path: Path) -> None:
    """However many they are, and to whoever is on call."""
    names = [f"Person {number}" for number in range(12)]
    more = "".join(f'\n[[people]]\nname = "{name}"\n' for name in names)
    more += '\n[[rotations]]\nname = "desk"\npeople = ["Mia", "Bo"]\nbegins = 2026-03-02T08:00:00Z\nevery = "7d"\n'

    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        act(client, "declare", who="Ines", severity="1")
        page = LexborHTMLParser(client.get(PAGE).text)
        offered = {each.attributes["name"] for each in page.css("#updates [type=checkbox]")}
        assert offered == {
            "tell:team", "tell:oncall:desk", "tell:person:Mia", "tell:person:Bo",
            *(f"tell:person:{name}" for name in names),
        }  # fmt: skip
        told = {"status": "known", "scope": "all", "actions": "looking", "minutes": "15", "tell:oncall:desk": "on"}
        act(client, "update", who="Ines", **told)
        assert [each.person for each in app.store.deliveries() if each.person] == ["Mia"]

    await visit(tmp_path, look, more=more)


async def test_it_is_led_from_the_page_to_the_debrief(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client = local(app)
        act(client, "declare", who="Ines", severity="1", playbook="product-safety", **{"set:product": "Lid"})
        page = client.get(PAGE).text
        assert 'data-until="2026-03-02T09:15:00+00:00">15:00</p>' in page
        assert "0 of 20" in page
        assert "Never say" in page
        act(client, "duty", who="Ines", duty="legal", to="Noor")
        act(client, "done", who="Ines", number="1")
        assert "1 of 20" in client.get(PAGE).text
        act(client, "complete", who="Ines", name=NAME, **{"set:telephone": "0800 <1>"})
        page = client.get(PAGE).text
        assert "Needs an approver" in page
        assert "0800 &lt;1&gt;" in page
        assert "<b>Noor</b> (legal)" in page
        assert "You wrote it; somebody else approves." in page
        assert page.count("crisis-ask") == 1, "only who may approve, and is not the author"
        refused = pressed(client, PAGE, who="Ines", action="crisis-ask", name=NAME, to="Noor")
        assert (refused.status_code, "nothing reaches Noor" in refused.text) == (409, True)
        own = pressed(client, PAGE, who="Ines", action="crisis-approve", name=NAME)
        assert (own.status_code, "somebody else has to approve it" in own.text) == (409, True)
        act(client, "approve", who="Noor", name=NAME)
        act(client, "publish", who="Ines", name=NAME)
        clock.move_to(NOW + timedelta(minutes=16))
        assert "Update is late" in client.get(PAGE).text
        told = {"status": "known", "scope": "all", "actions": "looking", "minutes": "30", "tell:team": "on"}
        act(client, "update", who="Ines", **told)
        page = client.get(PAGE).text
        assert "Next update, promised for" in page
        assert "Status: known" in page
        act(client, "resume", who="Ines")
        assert "Goes on" in client.get(PAGE).text
        act(client, "phase", who="Ines", phase="monitoring")
        assert client.get(DEBRIEF).status_code == 200
        act(client, "resolve", who="Ines", text="It is over")
        assert (
            pressed(client, DEBRIEF, action="crisis-action", who="Ines", text="A better lid", to="Bo").status_code
            == 303
        )
        assert pressed(client, DEBRIEF, action="crisis-action-done", who="Bo", number="1").status_code == 303
        assert pressed(client, DEBRIEF, action="crisis-close", who="Ines").status_code == 303
        page = client.get(DEBRIEF).text
        assert "closed" in page
        assert "A better lid" in page
        assert "1 of 2 promised updates came in time" in page
        assert crisis(app).closed_at

    await visit(tmp_path, look)


async def test_what_became_of_it_is_sent_as_a_report_and_written_down(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client = local(app)
        act(client, "declare", who="Ines", severity="1")
        early = pressed(client, DEBRIEF, who="Ines", action="crisis-report", **{"tell:target:team": "on"})
        assert (early.status_code, "it is reported once it is over" in early.text) == (409, True)
        assert client.get(f"{DEBRIEF}/report.pdf").status_code == 409
        clock.move_to(NOW + timedelta(hours=1))
        act(client, "resolve", who="Ines", text="It is over")
        page = client.get(DEBRIEF).text
        assert '<input type="checkbox" name="tell:target:team" checked>' in page, "to whom such reports go in any case"
        for fields, said in (({}, "say to whom"), ({"tell:target:nowhere": "on"}, "nothing reaches")):
            refused = pressed(client, DEBRIEF, who="Ines", action="crisis-report", **fields)
            assert (refused.status_code, said in refused.text) == (409, True)
            assert 'name="tell:target:team" checked' not in refused.text, "nobody is ticked again whom one had unticked"
        assert "to people outside of their quiet hours" in page
        asleep = pressed(client, DEBRIEF, who="Ines", action="crisis-report", **{"tell:person:Noor": "on"})
        [waits] = [each for each in app.store.deliveries() if each.person == "Noor"]
        assert (asleep.status_code, waits.next_try_at - NOW) == (303, timedelta(hours=14)), "the end of these"
        fields = {"tell:target:team": "on", "as:html": "on", "as:xlsx": "on"}
        assert pressed(client, DEBRIEF, who="Ines", action="crisis-report", **fields).status_code == 303
        [sent] = [each for each in app.store.deliveries() if each.notice.kind == "report" and not each.person]
        assert (sent.target, [each.name for each in sent.notice.enclosed]) == (
            "team",
            ["after-2026-03-02.html", "after-2026-03-02.xlsx"],
        )
        assert "sent the report to team" in client.get(DEBRIEF).text
        closing = LexborHTMLParser(client.get(DEBRIEF).text).css_first("form:has([value=crisis-close])")
        assert closing.attributes["action"] == DEBRIEF, "the button leads there"
        file = client.get(f"{DEBRIEF}/report.xlsx")
        assert file.headers["content-disposition"] == 'attachment; filename="after-2026-03-02.xlsx"'
        assert client.get(f"{DEBRIEF}/report.exe").status_code == 404

    sleeper = (
        '[[people]]\nname = "Noor"\nrole = "responder"\ntargets = ["team"]\nquiet = { from = "00:00", to = "23:00" }\n'
    )
    after = '[[reports]]\nname = "after"\ntype = "crisis"\nto = ["target:team"]\n'
    await visit(tmp_path, look, more=sleeper + after)


async def test_only_who_sends_reports_sends_that_of_a_crisis(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        bo = signed_in(app, "Bo", "responder")
        act(bo, "declare", severity="1")
        clock.move_to(NOW + timedelta(hours=1))
        act(bo, "resolve", text="It is over")
        assert "Send the report" not in bo.get(DEBRIEF).text
        assert bo.get(f"{DEBRIEF}/report.html").status_code == 403
        assert pressed(bo, DEBRIEF, action="crisis-report", **{"tell:target:team": "on"}).status_code == 403
        assert "Send the report" in signed_in(app, "Ines", "manager").get(DEBRIEF).text

    await visit(tmp_path, look)


async def test_an_update_that_lacks_a_part_loses_nothing(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        act(client, "declare", severity="1")
        fields = {"status": "half a thought", "scope": "", "actions": "", "minutes": "7", "tell:person:Mia": "on"}
        answer = pressed(client, PAGE, action="crisis-update", **fields)
        assert answer.status_code == 409
        assert "the scope is empty" in answer.text
        assert ">half a thought</textarea>" in answer.text
        assert re.findall(r'name="minutes"[^>]* value="(\d+)"', answer.text) == ["7"]
        assert re.findall(r'name="(tell:[^"]+)" checked', answer.text) == ["tell:person:Mia"]
        assert crisis(app).updates == ()

    await visit(tmp_path, look)


async def test_mute_needs_a_reason_and_spares_what_wakes_people(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        assert pressed(client, PAGE, action="mute", hours="4", text="").status_code == 409
        assert pressed(client, PAGE, action="mute", hours="99", text="launch").status_code == 422
        assert app.store.silences(NOW) == []
        assert pressed(client, PAGE, action="mute", hours="4", text="launch").status_code == 303
        assert pressed(client, PAGE, action="mute", hours="1", text="launch", really="on").status_code == 303
        short, long = app.store.silences(NOW)
        assert (dict(short.match), short.ends_at) == ({"brand": ("Acme",)}, NOW + timedelta(hours=1))
        assert dict(long.match) == {"brand": ("Acme",), "severity": ("2", "3")}

    await visit(tmp_path, look)


async def test_what_was_promised_stands_beside_what_came_of_it(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client = local(app)
        assert "Taken: was due by" in (page := client.get(PAGE).text), "half an hour ago it was opened"
        assert "Over: due by" in page
        act(client, "declare", who="Ines", severity="1")
        page = client.get(PAGE).text
        assert "Taken after 30 min, target 15 min (15 min over)" in page
        assert "First answer: due by" in page
        page = client.get(DEBRIEF).text
        assert '<span class="soft">of 15 min</span>' in page
        assert "<b>15 min over.</b>" in page
        assert page.count('class="hbar ink"') == 1

    targets = '[response]\ntaken = "15m"\nfirst_answer = "45m"\nresolution = "4h"\n'
    await visit(tmp_path, look, more=targets)


async def test_without_a_target_nothing_is_said_of_one(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client = local(app)
        act(client, "declare", who="Ines", severity="1")
        assert "target" not in client.get(PAGE).text.partition("<h1")[2].partition("</header>")[0]
        assert 'class="soft">of' not in client.get(DEBRIEF).text

    await visit(tmp_path, look)


async def test_the_address_filters_posts_and_timeline_and_ignores_what_it_does_not_know(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        page = client.get(f"{PAGE}?kind=automatic&span=7d").text
        assert "told team (opened)" in page
        assert ">opened<" not in page
        assert "Mentions each 2 hours" in page
        odd = client.get(f"{PAGE}?span=<b>&tone=x&story=-1&kind='&all=2")
        assert odd.status_code == 200
        assert "Mentions each 15 minutes" in odd.text
        assert client.get("/incidents/1/debrief").status_code == 404
        assert client.get("/incidents/9/debrief").status_code == 404

    await visit(tmp_path, look)


async def test_what_the_configuration_says_of_such_reports_counts_for_one_that_is_sent_by_hand(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client = local(app)
        act(client, "declare", who="Ines", severity="1")
        clock.move_to(NOW + timedelta(hours=1))
        act(client, "resolve", who="Ines", text="It is over")
        page = client.get(DEBRIEF).text
        assert "It waits until it was looked at by Rita" in page
        ticked = {each.attributes["name"] for each in LexborHTMLParser(page).css("#send [checked]")}
        assert ticked == {"tell:target:team", "as:pdf", "as:xlsx"}, "as the table has it"
        fields = {"tell:person:Mia": "on", "as:pdf": "on"}
        assert pressed(client, DEBRIEF, who="Ines", action="crisis-report", **fields).status_code == 303
        told = [each for each in app.store.deliveries() if each.notice.kind in ("report", "review")]
        assert {(each.notice.kind, each.person) for each in told} == {("review", "Rita")}, "nobody has it yet"
        [waits] = app.store.draft_reports(waiting=True)
        assert (waits.report, waits.to, waits.crisis) == ("ours", ("person:Mia",), 1)
        assert "Ines made the report for Mia, which waits to be looked at" in _words(client.get(DEBRIEF).text)
        assert f'href="/reports/{waits.key}">Look at it and decide' in client.get(DEBRIEF).text
        assert "For whom Mia" in _words(client.get(f"/reports/{waits.key}").text)
        assert _width(Path(waits.notice.enclosed[0].path).read_bytes()) == LETTER, "its paper"
        assert pressed(client, f"/reports/{waits.key}", who="Rita", do="send").status_code == 303
        assert {each.person for each in app.store.deliveries() if each.notice.kind == "report"} == {"Mia"}
        assert "Rita sent the report to Mia" in _words(client.get(DEBRIEF).text)
        clock.move_to(NOW + timedelta(hours=2))
        pressed(client, DEBRIEF, who="Ines", action="crisis-report", **fields)
        [again] = app.store.draft_reports(waiting=True)
        pressed(client, f"/reports/{again.key}", who="Rita", do="keep", reason="too early")
        assert "Rita kept the report for Mia back: too early" in _words(client.get(DEBRIEF).text)
        assert _width(client.get(f"{DEBRIEF}/report.pdf").content) == LETTER

    reports = (
        '[[people]]\nname = "Rita"\nrole = "manager"\nmail = "rita@example.org"\n'
        '[[brands]]\nname = "Brio"\n'
        '[[reports]]\nname = "theirs"\ntype = "crisis"\nbrands = ["Brio"]\nto = ["target:team"]\n'
        '[[reports]]\nname = "ours"\ntype = "crisis"\nbrands = ["Acme"]\nto = ["team"]\nformats = ["pdf", "xlsx"]\n'
        'paper = "letter"\nreview = true\nreviewers = ["person:Rita"]\n'
    )
    await visit(tmp_path, look, more=reports)


def _width(pdf: bytes) -> int:
    return round(float(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox.width))


def _words(page: str) -> str:
    return " ".join(LexborHTMLParser(page).body.text(separator=" ").split())


async def test_a_crisis_that_was_over_in_the_second_in_which_it_began_took_no_time(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client = local(app)
        act(client, "declare", who="Ines", severity="1")
        act(client, "resolve", who="Ines", text="It is over")
        assert pressed(client, PAGE, who="Ines", action="resolve").status_code == 303
        assert "after 0 min" in _words(client.get("/incidents?view=past").text)
        debrief = _words(client.get(DEBRIEF).text)
        assert ("Taken 0 min" in debrief, "Over 0 min" in debrief) == (True, True)
        assert client.get(f"{DEBRIEF}/report.pdf").status_code == 200
        report = _words(client.get(f"{DEBRIEF}/report.html").text)
        assert "over after 0 minutes" in report
        assert crisis_time(app.store, 1) == (NOW, NOW + timedelta(seconds=1)), "and not the week before"
        assert client.get(f"{DEBRIEF}/report.xlsx").status_code == 200

    await visit(tmp_path, look, incident(opened_at=NOW))


async def test_what_is_approved_stands_to_be_copied_as_it_is_published(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        act(client, "declare", who="Ines", severity="1")
        act(client, "duty", who="Ines", duty="legal", to="Noor")
        act(client, "draft", who="Ines", name="First", text="We look into it, more at {next_update}.")
        assert "data-copy" not in client.get(PAGE).text, "not before it is approved"
        act(client, "approve", who="Noor", name="First")
        page = LexborHTMLParser(client.get(PAGE).text)
        button = page.css_first("#statements [data-copy]")
        words = page.css_first(f"blockquote#{button.attributes['data-copy']}").text()
        assert "{next_update}" not in words
        act(client, "publish", who="Ines", name="First")
        assert crisis(app).statements[0].text == words, "what was copied is what was published"
        assert "data-copy" in signed_in(app, "Olga", "observer").get(PAGE).text

    await visit(tmp_path, look)
