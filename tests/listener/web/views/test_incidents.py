"""The list: open, mine, past, drills apart; and a drill that is shown before it is started."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from listener.app import App
from listener.situation.listed import listed
from storage.clock import SimulatedClock
from storage.records import Response, Task, TimelineEntry, Verdict
from tests.conformance.stores import poll, post
from tests.worlds.clients import HOME, browser, local, visit
from tests.worlds.incidents import ALERT, HOUR, NOW, incident
from tests.worlds.programs import holder

OWN = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}
WORLD = (
    incident(key="a", title="urgent one", severity=1),
    incident(key="b", title="taken one", state="acknowledged", acknowledged_by="Mia"),
    incident(key="c", title="past <one>", state="resolved", resolved_at=NOW - HOUR / 4),
    incident(key="d", title="made one", drill=True, state="resolved", resolved_at=NOW),
)


async def test_each_view_shows_its_incidents_and_no_others(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        client.post("/name", data={"who": "Mia"}, headers=OWN)
        titles = ("urgent one", "taken one", "past &lt;one&gt;", "made one")
        shown = {
            view: [title for title in titles if title in client.get(f"/incidents?view={view}").text]
            for view in ("all", "open", "mine", "past", "drills", "<script>")
        }
        assert shown == {
            "all": [*titles[:3]],
            "open": [*titles[:2]],
            "mine": ["taken one"],
            "past": ["past &lt;one&gt;"],
            "drills": ["made one"],
            "<script>": [*titles[:3]],
        }
        page = client.get("/incidents").text
        assert "Two are open; one needs a person" in page
        assert page.index("urgent one") < page.index("taken one")

    await visit(tmp_path, look, *WORLD)


async def test_the_later_word_is_the_verdict(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        said = Verdict(incident_id=3, rule="angry", useful=False, who="Bo", at=NOW)
        app.store.add_verdict(said)
        assert "</svg>noise" in local(app).get("/incidents").text
        app.store.add_verdict(replace(said, who="Mia", useful=True, at=NOW + HOUR))
        page = local(app).get("/incidents").text
        assert "</svg>useful" in page
        assert "</svg>noise" not in page

    await visit(tmp_path, look, *WORLD)


async def test_what_is_over_is_judged_from_the_list_by_whoever_may(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        page = client.get("/incidents").text
        assert page.count("Useful or noise?") == 1, "what is open is judged on its page, a drill never"
        token = page.split('action="/incidents/3"')[1].split('name="token" value="')[1].split('"')[0]
        fields = {"who": "Mia", "token": token, "action": "noise", "back": "/incidents?view=past&brand=Acme#i-3"}
        assert 'name="back" value="/incidents?view=past&amp;brand=Acme#i-3"' in (
            client.get("/incidents?view=past&brand=Acme").text
        ), "where one is, at the row"
        back = client.post("/incidents/3", data=fields, headers=OWN).headers["location"]
        assert back == "/incidents?view=past&brand=Acme#i-3"
        page = client.get(back).text
        assert 'id="i-3"' in page
        assert "</svg>noise" in page
        assert "Useful or noise?" not in page

    await visit(tmp_path, look, *WORLD)


async def test_a_verdict_leads_to_no_other_site(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        token = client.get("/incidents").text.split('action="/incidents/3"')[1].split('name="token" value="')[1]
        fields = {"who": "Mia", "token": token.split('"')[0], "action": "noise", "back": "//evil.example/"}
        assert client.post("/incidents/3", data=fields, headers=OWN).headers["location"] == "/"

    await visit(tmp_path, look, *WORLD)


async def test_the_list_is_narrowed_to_a_brand_and_says_so(tmp_path: Path) -> None:
    both = (
        incident(key="a", title="of Acme"),
        incident(key="b", title="of <Bolt>", brands=("<Bolt>",)),
        incident(key="c", title="of nobody", brands=(), state="resolved", resolved_at=NOW),
        incident(key="d", title="of both", brands=("Acme", "<Bolt>"), state="resolved", resolved_at=NOW),
    )

    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        titles = ("of Acme", "of &lt;Bolt&gt;", "of nobody", "of both")
        shown = {
            asked: [title for title in titles if f"<b>{title}</b>" in client.get(f"/incidents?{asked}").text]
            for asked in ("", "brand=Acme", "brand=%3CBolt%3E&view=open", "brand=", "view=past&brand=Acme", "brand=x")
        }
        assert shown == {
            "": [*titles],
            "brand=Acme": ["of Acme", "of both"],
            "brand=%3CBolt%3E&view=open": ["of &lt;Bolt&gt;"],
            "brand=": ["of nobody"],
            "view=past&brand=Acme": ["of both"],
            "brand=x": [],
        }
        page = client.get("/incidents?brand=Acme").text
        assert '<h1 data-live="title">Acme: one is open</h1>' in page
        assert 'href="/incidents?brand=Acme" aria-current="true">Acme <span class="n">2<' in page
        assert 'href="/incidents?brand=%3CBolt%3E">&lt;Bolt&gt; <span class="n">2<' in page
        assert 'href="/incidents?brand=">no brand <span class="n">1<' in page
        assert 'href="/incidents?view=past&amp;brand=Acme"' in page, "a view keeps the brand"

    await visit(tmp_path, look, *both)


async def test_a_row_says_what_is_usual_beside_its_peak(tmp_path: Path) -> None:
    known = incident(alerts=(replace(ALERT, value=36.0, band=(2.0, 7.0)),))

    def look(app: App, _: SimulatedClock) -> None:
        page = local(app).get("/incidents").text
        assert page.count("36 posts, usually 2\u2060–\u20607") == 1, "not of a share, nor where it is unknown"

    share = incident(key="b", alerts=(replace(ALERT, value=0.4, band=(0.1, 0.2), unit="share"),))
    await visit(tmp_path, look, known, share, incident(key="c"))


MANY = """
[[rules]]
name = "many-posts"
type = "volume"
scope = "brand:Acme"
window = "2h"

[response]
taken = "15m"
"""


async def test_a_row_draws_what_its_alert_counts_in_the_range_that_was_usual_then(tmp_path: Path) -> None:
    known = incident(alerts=(replace(ALERT, value=12.0, band=(2.0, 7.0)),))
    other = incident(key="b", alerts=(replace(ALERT, rule="gone", band=(2.0, 7.0)),))

    def look(app: App, _: SimulatedClock) -> None:
        posts = [post(str(n), published_at=NOW - timedelta(minutes=50 if n < 6 else 110)) for n in range(12)]
        app.store.commit_polls([poll("feed", *posts)], NOW)
        drawn, plain = (one.course for one in listed(app.store, app.config, app.store.incidents()[::-1], NOW))
        assert drawn
        assert plain
        assert (drawn.counts[-5:], set(drawn.usual)) == ((0, 6, 6, 12, 12), {(2.0, 7.0)})
        assert (plain.counts[-5:], set(plain.usual)) == ((0, 6, 6, 6, 6), {None}), "nobody knows what it has counted"
        page = local(app).get("/incidents").text
        assert page.count('class="band"') == page.count('class="hot"') == 1

    await visit(tmp_path, look, known, other, more=MANY)


async def test_the_lead_says_how_those_that_are_over_went(tmp_path: Path) -> None:
    taken = TimelineEntry(at=NOW, kind="acknowledged", what="acknowledged", who="Mia")
    over = {"state": "resolved", "resolved_at": NOW}
    past = [incident(key="a", **over, timeline=(*incident().timeline, taken)), incident(key="b", **over)]

    def look(app: App, _: SimulatedClock) -> None:
        client, said = local(app), "Of the 2: 2 without a verdict; 1 was taken, in 30 min, target 15 min."
        for view, there in {"": True, "?view=past": True, "?view=open": False, "?view=past&before=2": False}.items():
            assert (said in client.get(f"/incidents{view}").text) == there, view

    await visit(tmp_path, look, *past, more=MANY)


async def test_older_ones_are_a_page_away(tmp_path: Path) -> None:
    past = [
        incident(key=f"k{number}", title=f"number {number}.", state="resolved", resolved_at=NOW) for number in range(60)
    ]

    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        first = client.get("/incidents?view=past").text
        assert "number 59." in first
        assert "number 9." not in first
        assert "/incidents?view=past&amp;before=11" in first
        second = client.get("/incidents?view=past&before=11").text
        assert "number 9." in second
        assert "Older ones" not in second
        assert "number 59." in client.get("/incidents?view=past&before=٣").text, "what is no number is left out"

    await visit(tmp_path, look, *past)


async def test_a_drill_is_explained_and_only_then_started(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        fields = {"who": "Mia", "playbook": "product-safety", "brand": "Acme", "severity": "2"}
        asked = client.post("/incidents", data=fields | {"action": "plan"}, headers=OWN)
        assert asked.status_code == 200
        assert "Nothing has happened yet" in asked.text
        assert "opens an incident marked DRILL" in asked.text
        assert app.store.incident_tallies()[None].drills == 1
        begun = client.post("/incidents", data=fields | {"action": "start"}, headers=OWN)
        assert begun.headers["location"] == "/incidents/5"
        assert "An exercise: the posts are made up" in client.get("/incidents/5").text
        for wrong, status in (
            ({"severity": "9"}, 422),
            ({"playbook": "../x"}, 409),
            ({"brand": "x"}, 409),
        ):
            answer = client.post("/incidents", data=fields | {"action": "start"} | wrong, headers=OWN)
            assert (answer.status_code, "Nothing was done" in answer.text) == (status, True)
        assert client.post("/incidents", data=fields, headers={"Origin": "https://evil.example"}).status_code == 403
        assert browser(app).post("/incidents", data=fields, headers=OWN).status_code == 403
        assert app.store.incident_tallies()[None].drills == 2

    await visit(tmp_path, look, *WORLD)


async def test_one_is_opened_by_hand(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        fields = {"who": "Mia", "title": "The press calls", "brand": "", "severity": "1", "action": "open"}
        begun = client.post("/incidents", data=fields, headers=OWN)
        assert "The press calls" in client.get(begun.headers["location"]).text
        wrong = client.post("/incidents", data=fields | {"title": "", "brand": "Acme"}, headers=OWN)
        assert (wrong.status_code, "say in a sentence" in wrong.text) == (422, True)
        assert '<option selected="">Acme</option>' in wrong.text, "what was chosen stays"
        assert client.post("/incidents", data=fields, headers={"Origin": "https://evil.example"}).status_code == 403

    await visit(tmp_path, look)


async def test_an_empty_list_teaches_the_next_step(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        quiet = client.get("/incidents").text
        assert "Quiet: nothing is open" in quiet
        assert "No rule watches yet" in quiet
        assert "Say who you are" in client.get("/incidents?view=mine").text
        drills = client.get("/incidents?view=drills").text
        assert '<h1 data-live="title">No drill yet</h1>' in drills
        assert '<summary class="btn main">Start a drill…</summary>' in drills

    await visit(tmp_path, look, WORLD[2])


async def test_a_drill_is_started_by_one_button(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        for view in ("all", "open", "mine", "past", "drills"):
            page = client.get(f"/incidents?view={view}").text
            assert (page.count("Start a drill…"), page.count('id="drill"')) == (1, 1), view

    for name, incidents in (("few", WORLD[:3]), ("none", WORLD[2:3])):
        (tmp_path / name).mkdir()
        await visit(tmp_path / name, look, *incidents)


async def test_what_is_over_is_taken_along_as_it_is_narrowed_and_all_of_it(tmp_path: Path) -> None:
    past = [
        incident(key=f"{number}", title=f"={number}", state="resolved", resolved_at=NOW, acknowledged_by="Mia")
        for number in range(60)
    ]
    theirs = incident(key="b", title="theirs", brands=("Bolt",), state="resolved", resolved_at=NOW)

    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        client.post("/name", data={"who": "Mia"}, headers=OWN)
        app.store.add_verdict(Verdict(incident_id=1, rule="many-posts", useful=False, who="Bo", at=NOW))
        page = client.get("/incidents?brand=Acme").text
        address = "/incidents/export?view=past&amp;brand=Acme&amp;format="
        assert [f'href="{address}{format}" download' in page for format in ("csv", "xlsx", "json")] == [True] * 3
        table = client.get("/incidents/export?view=past&brand=Acme&format=csv")
        assert table.headers["content-disposition"] == 'attachment; filename="incidents-2026-03-02.csv"'
        rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
        assert [row["id"] for row in rows] == [str(number) for number in range(60, 0, -1)], "all pages of the brand"
        assert rows[0]["title"] == "'=59", "no formula"
        assert (rows[-1]["verdict"], rows[0]["verdict"], rows[0]["taken_by"]) == ("noise", "", "Mia")
        assert rows[0]["url"] == "https://listener.example.org/incidents/60"
        told = json.loads(client.get("/incidents/export?view=past&format=json").text)
        assert (len(told), told[0]["title"], told[-1]["verdict"]) == (61, "theirs", "noise")
        book = zipfile.ZipFile(io.BytesIO(client.get("/incidents/export?view=past&format=xlsx").content))
        assert b'name="Incidents"' in book.read("xl/workbook.xml")
        assert [entry.what for entry in app.store.audited(5) if entry.about == "export"] == [
            "took incidents, past along (xlsx, 61)",
            "took incidents, past along (json, 61)",
            "took incidents of Acme, past along (csv, 60)",
        ]
        assert client.get("/incidents/export?view=past&format=exe").status_code == 404
        assert "/export" not in client.get("/incidents?view=mine").text, "of what is one's own, nothing is over"
        assert browser(app).get("/incidents/export?format=csv").status_code in (303, 401, 403)
        program = holder(app, "observer")
        same = program.get("/api/v1/incidents/export?brand=Acme")
        assert same.content == table.content
        assert app.store.audited(1)[0].who == "robot observer"

    await visit(tmp_path, look, *past, theirs)


async def test_debriefs_that_are_due_are_listed_until_they_are_closed(tmp_path: Path) -> None:
    over = incident(key="o", title="lids burst", state="resolved", resolved_at=NOW)
    other = incident(key="p", title="late parcels", brands=("Bolt",), state="resolved", resolved_at=NOW)
    response = Response(
        incident_id=1, severity=1, phase="resolved", declared_at=NOW, declared_by="Mia", resolved_at=NOW,
        actions=(Task(text="page earlier", done_at=NOW), Task(text="another lid")),
    )  # fmt: skip

    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        assert "No debrief is due" in client.get("/incidents?view=debriefs").text
        assert "debriefs are due" not in client.get("/").text
        saved = app.store.commit_response(response, ())
        app.store.commit_response(replace(response, incident_id=2, actions=()), ())
        app.store.commit_response(replace(response, incident_id=3, phase="monitoring", resolved_at=None), ())
        page = client.get("/incidents?view=debriefs").text
        assert '<h1 data-live="title">2 debriefs are due</h1>' in page
        assert '<a class="a" href="/incidents/1/debrief">debrief, 1 of 2 done</a>' in page
        assert '<a class="a" href="/incidents/2/debrief">debrief, due</a>' in page
        assert "goes on" not in page
        assert "1 debrief is due" in client.get("/incidents?view=debriefs&brand=Acme").text
        assert "late parcels" not in client.get("/incidents?view=debriefs&brand=Acme").text
        due = '<a href="/incidents?view=debriefs"><span class="num">2</span> debriefs are due</a>'
        assert due in client.get("/").text
        told = holder(app, "observer").get("/api/v1/incidents?view=debriefs&brand=Acme").json()
        assert [each["id"] for each in told["items"]] == [1]
        app.store.commit_response(replace(saved, closed_at=NOW), ())
        assert "lids burst" not in client.get("/incidents?view=debriefs").text
        assert '<a class="a" href="/incidents/1/debrief">debrief, done</a>' in client.get("/incidents?view=past").text

    await visit(tmp_path, look, over, other, incident(key="q", title="goes on"))
