"""Sources, rules, on call, and the box that finds: what a role may do is shown, what the file defines is only read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pytest_httpserver import HTTPServer
from selectolax.lexbor import LexborHTMLParser

from listener.actions.actor import ROLES
from listener.app import App
from listener.config.exporting import exported
from listener.web.frame import SECTIONS
from rules.alerting.oncall import on_call
from storage.clock import SimulatedClock
from storage.records import Annotation, Level, Paging, PersonRole, Policy, Who
from tests.worlds.clients import FAR, PUBLIC, browser, local, send, signed_in, token, visit
from tests.worlds.incidents import HOUR, NOW, incident
from tests.worlds.much import store_posts

MORE = """
[collect]
allow_private = ["127.0.0.1"]

[[sources]]
name = "news <b>"
type = "rss"
url = "https://news.example.org/feed"

[[rules]]
name = "loud <b>"
type = "volume"
scope = "brand:Acme"

[[rotations]]
name = "first"
people = ["Mia", "Bo"]
begins = 2026-03-02T00:00:00Z
every = "1d"
"""
WAKE = """
[[policies]]
name = "wake"
levels = [{ page = ["oncall:first"], timeout = "15m" }, { page = ["person:Bo", "target:team"] }]

[[routes.routes]]
name = "night"
policy = "wake"
targets = ["oncall:first"]
"""
PAGED = Paging(
    policy=Policy(name="night", levels=(Level(members=(Who.parse("person:Mia"),), timeout=HOUR),)), next_at=NOW
)
PAGES = (
    "/find",
    "/sources",
    "/rules",
    "/rules?rule=loud%20%3Cb%3E",
    "/rules?rule=loud%20%3Cb%3E&days=30",
    "/oncall",
    "/oncall?week=next",
    "/oncall?rule=loud+%3Cb%3E&severity=1&at=2026-03-07T03:00",
)
MANAGING = ("/sources/new?kind=rss", "/rules/new?kind=volume")
FEED = (
    "<rss version='2.0'><channel><title>t</title><item><guid>1</guid><title>Acme &lt;b&gt;burns</title>"
    "<link>https://example.org/1</link></item></channel></rss>"
)


@pytest.mark.parametrize("role", ROLES)
async def test_everybody_reads_and_a_manager_makes(tmp_path: Path, role: PersonRole) -> None:
    manages = role in ("manager", "administrator")

    def look(app: App, _: SimulatedClock) -> None:
        client = signed_in(app, "Ann", role)
        for path in PAGES:
            page = client.get(path)
            assert page.status_code == 200, path
            assert "<b>" not in re.sub(r"<b>(?!&|</)[^<]*</b>", "", page.text), "names are text"
        assert client.get("/sources/new?kind=rss").status_code == (200 if manages else 403)
        assert ("/rules/new" in client.get("/rules").text) == manages
        assert ("Try now" in client.get("/sources").text) == manages
        assert ('value="silence"' in client.get("/oncall").text) == (role != "observer")
        stamp = token(signed_in(app, "Ann", role).get("/settings/me").text)
        stamp = token(client.get("/settings/me").text) or stamp
        made = {"token": stamp, "set:name": "x", "set:scope": "all", "do": "save"}
        sent = client.post("/rules/new?kind=volume", data=made, headers={"Origin": PUBLIC})
        assert sent.status_code == (303 if manages else 403)
        assert len(app.store.made()) == manages

    await visit(tmp_path, look, more=MORE)


FORMS = ("/sources/new?kind=rss", "/sources/import", "/rules/new", "/rules/new?kind=volume", "/reports/new", "/start")
"""Pages that are there for what can be sent from them."""
STARTING = ("/", "/incidents", "/rules", "/sources", "/queries", "/reports", "/oncall", "/brands", "/annotations")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("more", ["", MORE], ids=["empty", "full"])
async def test_no_page_leads_to_one_that_its_reader_may_not_see(tmp_path: Path, role: PersonRole, more: str) -> None:
    manages = role in ("manager", "administrator")

    def look(app: App, _: SimulatedClock) -> None:
        client = signed_in(app, "Ann", role)
        pages = {path: client.get(path) for path in (*PAGES, *STARTING) if more or "?rule=loud" not in path}
        assert {path for path, page in pages.items() if page.status_code != 200} == set()
        for path in FORMS:
            assert client.get(path).status_code == (200 if manages else 403), path
        assert "A new rule" not in client.get("/rules?kind=volume").text or manages
        links = {
            (path, link.attributes["href"] or "")
            for path, page in pages.items()
            for link in LexborHTMLParser(page.text).css("a[href^='/']")
        }
        ahead = {href: client.get(href).status_code for _, href in links}
        assert [(path, href) for path, href in links if ahead[href] == 403] == []

    await visit(tmp_path, look, more=more)


async def test_who_is_paged_is_said_in_words(tmp_path: Path) -> None:
    """Not as it is written into the configuration."""

    def look(app: App, _: SimulatedClock) -> None:
        page = LexborHTMLParser(local(app).get("/oncall").text).body
        assert page
        said = page.text(separator=" ")
        assert "on call: first is Mia" in said
        assert "Bo is reached by team" in said
        assert not re.search(r"(oncall|person|target):\w", said)

    await visit(tmp_path, look, more=MORE + WAKE)


async def test_what_the_file_defines_is_only_read(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        rule = client.get("/rules?rule=loud%20%3Cb%3E").text
        assert 'name="set:' not in rule
        assert "change it there" in rule
        sent = send(client, "/rules?rule=loud%20%3Cb%3E", "/sources", **{"set:scope": "all", "do": "remove"})
        assert sent.status_code == 422
        assert "stands in config.toml" in sent.text
        assert client.get("/sources/new?name=news%20%3Cb%3E").status_code == 404

    await visit(tmp_path, look, more=MORE)


async def test_what_the_terms_of_a_place_ask_is_said_before_it_is_added(tmp_path: Path) -> None:
    told = {
        "x": "Texts are kept for 24 hours at most: what is deleted there must be gone here within 24 hours",
        "bluesky": "must be gone here within 24 hours: it is asked again and again",
    }

    def look(app: App, _: SimulatedClock) -> None:
        for kind, said in told.items():
            assert said in local(app).get(f"/sources/new?kind={kind}").text

    await visit(tmp_path, look, more=MORE)


async def test_a_source_is_tried_before_it_is_saved(tmp_path: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED, content_type="application/rss+xml")
    httpserver.expect_request("/rows").respond_with_json([{"id": 1, "body": "acme burns"}])
    httpserver.expect_request("/gone").respond_with_data("", status=404)
    address = httpserver.url_for("/feed")

    def look(app: App, _: SimulatedClock) -> None:
        client, form = local(app), "/sources/new?kind=rss"
        fields = {"set:name": "café", "set:url": address, "set:every": "5m"}
        tried = send(client, form, **fields, do="try")
        assert tried.status_code == 200
        assert "Acme &lt;b&gt;burns" in tried.text or "Acme burns" in tried.text
        assert app.store.made() == []
        bad = send(client, form, **{**fields, "set:url": httpserver.url_for("/gone")}, do="save")
        assert bad.status_code == 422
        assert "café" in bad.text, "what was typed is kept"
        assert app.store.made() == []
        hollow = {"set:name": "café", "set:url": address.replace("feed", "rows"), "set:fields": 'text="content"'}
        unread = send(client, "/sources/new?kind=json", **hollow, do="save")
        assert (unread.status_code, "cannot be read" in unread.text) == (422, True)
        assert app.store.made() == []
        wrong = send(client, form, **{**fields, "set:every": "soon"}, do="save")
        assert (wrong.status_code, "every" in wrong.text) == (422, True)
        assert send(client, form, **fields, do="save").status_code == 303
        [made] = app.store.made()
        assert made.table == {"type": "rss", "name": "café", "url": address, "every": "5m"}
        assert "café" in client.get("/sources").text
        assert address in client.get("/sources/new?name=caf%C3%A9").text
        assert send(client, "/sources", name="café", do="remove").status_code == 200
        assert app.store.made() == []

    await visit(tmp_path, look, more=MORE)


async def test_what_happened_stands_in_a_back_test(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        at = clock.now() - timedelta(days=3)
        for text, brand in (("price <b> rise", "Acme"), ("fair opens", None), ("theirs", "Nobody")):
            app.store.annotate(Annotation(at=at, text=text, brand=brand, who="Mia", made_at=at))
        fields = {"set:name": "loud", "set:scope": "brand:Acme", "set:severity": "2"}
        tried = send(local(app), "/rules/new?kind=volume", **fields, do="try").text
        assert tried.count('<line class="note"') == 2
        assert tried.count("price &lt;b&gt; rise") == 2
        assert "theirs" not in tried

    await visit(tmp_path, look, more=MORE)


async def test_a_back_test_shows_what_is_usual_in_a_day(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        fields = {"set:name": "loud", "set:scope": "brand:Acme", "set:severity": "2", "do": "try"}
        new = send(local(app), "/rules/new?kind=volume", **fields).text
        assert 'class="band" d=' not in new
        assert "what is usual in a day is not known yet" in new
        store_posts(app, timedelta(days=10), 400)
        known = send(local(app), "/rules/new?kind=volume", **fields).text
        assert known.count('class="band" d=') == 1
        assert "usual in a day, 95 of 100" in known

    await visit(tmp_path, look, more=MORE)


async def test_a_rule_is_tried_and_then_saved(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client, form = local(app), "/rules/new?kind=volume"
        fields = {"set:name": "laut", "set:scope": "brand:Acme", "set:severity": "2", "set:sensitivity": "2.5"}
        assert 'value="save"' not in client.get(form).text
        tried = send(client, form, **fields, do="try").text
        assert "Would have fired 0 times" in tried
        assert 'value="save"' in tried
        assert app.store.made() == []
        assert send(client, form, **fields, do="save").headers["location"] == "/rules?rule=laut&days=30"
        assert app.store.made()[0].table["severity"] == 2
        assert app.store.made()[0].table["sensitivity"] == 2.5
        changed = send(client, "/rules?rule=laut", **{**fields, "set:severity": "1"}, do="save")
        assert changed.status_code == 303
        assert next(rule for rule in app.config.rules if rule.name == "laut").severity == 1

    await visit(tmp_path, look, more=MORE)


async def test_silences_begin_and_end_on_the_page_and_never_hide_what_wakes_people_by_accident(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client = local(app)
        fields = {"brand": "Acme", "length": "4h", "reason": "launch", "do": "silence"}
        assert send(client, "/oncall", **{**fields, "reason": " "}).status_code == 422
        assert send(client, "/oncall", **{**fields, "brand": ""}).status_code == 422
        assert send(client, "/oncall", **{**fields, "length": "long"}).status_code == 422
        assert send(client, "/oncall", **fields).status_code == 303
        [one] = app.store.silences(clock.now())
        assert one.match == {"brand": ("Acme",), "severity": ("2", "3")}
        page = client.get("/oncall?brand=Acme&severity=2").text
        assert "launch" in page
        assert "Nobody is told: it is silenced." in page
        assert "Nobody is told" not in client.get("/oncall?brand=Acme&severity=1").text
        assert send(client, "/oncall", id=str(one.id), do="end").status_code == 200
        assert app.store.silences(clock.now()) == []
        assert send(client, "/oncall", id="x", do="end").status_code == 422

    await visit(tmp_path, look, more=MORE)


async def test_a_calendar_tells_of_turns_and_of_nothing_else_until_it_is_withdrawn(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client, stranger = signed_in(app, "Ann", "manager"), browser(app, PUBLIC, FAR)
        led = re.search(r'href="(/settings/shares[^"]+)">In your own calendar', client.get("/oncall").text)
        assert led
        assert "Give out a calendar" in client.get(unescape(led[1])).text
        assert "A manager gives out" in signed_in(app, "Bo", "responder").get("/oncall").text

        def given(**shows: str) -> str:
            page = send(client, "/settings/shares", do="make", kind="calendar", name="turns", **shows).text
            found = re.search(r"/out/[\w-]+\.ics", page)
            assert found, page
            return found[0]

        whole = given()
        feed = stranger.get(whole)
        assert feed.headers["content-type"].startswith("text/calendar")
        assert feed.text.count("BEGIN:VEVENT") == 56
        assert "X-WR-CALNAME:turns\r\n" in feed.text
        assert "DTSTART:20260302T000000Z\r\nDTEND:20260303T000000Z\r\nSUMMARY:Mia\\, first" in feed.text
        assert feed.text.isascii()
        alone = stranger.get(given(person="Bo")).text
        assert ("Mia" in alone, "Bo" in alone) == (False, True)
        assert stranger.get(whole.replace(".ics", ".atom")).status_code == 404
        assert send(client, "/settings/shares", do="make", kind="calendar", name="x", person="Eve").status_code == 422
        [first] = [each.id for each in app.store.shares() if not each.shows]
        send(client, "/settings/shares", do="withdraw", id=str(first))
        assert stranger.get(whole).status_code == 404

    await visit(tmp_path, look, more=MORE)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", "Take #1"),
        ("1", "#1 120 posts about Acme"),
        ("#1", "#1 120 posts about Acme"),
        ("acme", "Acme"),
        ("LOUD", "loud &lt;b&gt;"),
        ("silence", "Silence alerts…"),
        ("on call", "On call"),
        ("drill", "Start a drill…"),
        ("page next", "Page the next level of #1…"),
        ("hand over", "Hand over #1…"),
        ("resolve 120 posts", "Resolve #1…"),
        ("crisis", "Declare #1 a crisis…"),
        ("mute", "Mute #1…"),
        ("mute", "Silence alerts…"),
        ("note", "Note on #1…"),
        ("#1", "Change the severity of #1…"),
        ("<script>", "Nothing is called “&lt;script&gt;”"),
    ],
)
async def test_the_box_finds_without_scripts(tmp_path: Path, asked: str, found: str) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        assert found in local(app).get("/find", params={"q": asked}).text

    await visit(tmp_path, look, incident(paging=PAGED), more=MORE)


@pytest.mark.parametrize("role", ROLES)
async def test_whatever_the_box_offers_is_there_for_whom_it_is_offered(tmp_path: Path, role: PersonRole) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        for id, action, fields in (
            (2, "declare", {"severity": "1"}),
            (3, "declare", {"severity": "1"}),
            (3, "resolve", {"text": "Over."}),
        ):
            leading = signed_in(app, "Lea", "responder")
            assert send(leading, f"/incidents/{id}", action=f"crisis-{action}", **fields).status_code == 303
        client, addresses = signed_in(app, "Ann", role), set()
        for asked in ("", "do", "go", "new", "made", "settings", "source", "rule", "brand", "1", "2", "3", "4", "mute"):
            found = LexborHTMLParser(client.get("/find", params={"q": asked}).text).css("#found a")
            addresses |= {each.attributes["href"] or "" for each in found}
        for each in addresses:
            answer = client.get(each, follow_redirects=True)
            assert answer.status_code == 200, each
            place = urlsplit(each).fragment
            assert not place or LexborHTMLParser(answer.text).css_matches(f'[id="{place}"]'), each

    known = *(incident(key=str(each), paging=PAGED) for each in range(3)), incident(state="resolved", resolved_at=NOW)
    await visit(tmp_path, look, *known, more=MORE)


async def test_of_many_incidents_the_box_offers_the_steps_that_are_named_and_leaves_room(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        def found(asked: str) -> list[str]:
            page = LexborHTMLParser(local(app).get("/find", params={"q": asked}).text)
            return [each.text(strip=True) for each in page.css("#found .pal-k + .pal-t")]

        assert sum("Resolve #" in each for each in found("resolve")) == 11
        assert not any("Resolve #" in each for each in found("acme"))
        assert {"Acme", "acme"} & {each.partition("own")[0] for each in found("acme")}, "the brand, after ten incidents"
        assert any("Silence alerts" in each for each in found("mute"))

    await visit(tmp_path, look, *(incident(key=str(each), paging=PAGED) for each in range(12)), more=MORE)


async def test_the_box_offers_nobody_what_is_not_theirs(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        page = signed_in(app, "Ann", "observer").get("/find").text
        assert "Take #1" not in page
        assert "Add a source" not in page
        assert 'href="/settings/tokens"' not in page

    await visit(tmp_path, look, more=MORE)


async def test_without_accounts_one_is_whoever_one_chooses_among_the_people(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        assert re.search(r'name="who" value="Bo">Bo</button>', client.get("/").text)
        answer = client.post("/name", data={"who": "Bo"}, headers={"Origin": str(client.base_url).rstrip("/")})
        assert answer.status_code == 303
        assert "You are Bo" in client.get("/").text
        assert 'action="/name" class="you-are"' not in signed_in(app, "Ann", "manager").get("/").text

    await visit(tmp_path, look, more=MORE)


async def test_somebody_stands_in_for_a_stretch_and_then_the_rotation_goes_on(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client = local(app)
        fields = {"do": "stand in", "rotation": "first", "person": "Bo", "from": "2026-03-02 10:00", "until": "14:00"}
        for wrong in ({"person": "Eve"}, {"rotation": "none"}, {"from": "soon"}, {"until": "2026-03-02 09:00"}):
            assert send(client, "/oncall", **(fields | wrong)).status_code == 422, wrong
        fields["until"] = "2026-03-02 14:00"
        assert send(client, "/oncall", **fields).status_code == 303
        assert send(client, "/oncall", **fields).status_code == 409
        [turns] = app.config.rotations
        at = {hour: on_call(turns, app.config.zone, NOW.replace(hour=hour)) for hour in (9, 10, 13, 14)}
        assert at == {9: "Mia", 10: "Bo", 13: "Bo", 14: "Mia"}
        page = client.get("/oncall").text
        assert "Who stands in" in page
        assert "[[stand_ins]]\n" in exported(app.config, ())
        name = app.config.stand_ins[0].name
        assert send(client, "/oncall", do="end stand-in", name=name).status_code == 200
        assert on_call(app.config.rotations[0], app.config.zone, NOW.replace(hour=11)) == "Mia"
        done = [entry.what for entry in app.store.audited() if entry.about == "stand-in"]
        assert [each.split()[0] for each in done] == ["removed", "made"]

    await visit(tmp_path, look, more=MORE)


def undoing(page: str) -> str:
    """What the form of the toast carries."""
    found = re.search(r'name="undo" value="([^"]+)"', page)
    assert found, "nothing can be taken back"
    return found[1]


async def test_what_was_taken_away_is_brought_back_for_ten_minutes(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client = local(app)
        rule = {"do": "save", "set:name": "odd", "set:scope": "brand:Acme"}
        assert send(client, "/rules/new?kind=volume", **rule).status_code == 303
        token = undoing(send(client, "/rules?rule=odd", do="remove").text)
        assert app.config.made_of("rules", "odd") is None
        assert send(local(app), "/rules", "/oncall", do="undo", undo=token).status_code == 422, "another browser"
        assert send(client, "/rules", "/oncall", do="undo", undo=token).status_code == 303
        assert app.config.made_of("rules", "odd")
        silence = {"do": "silence", "brand": "Acme", "length": "4h", "reason": "launch"}
        assert send(client, "/oncall", **silence).status_code == 303
        ends = app.store.silences(NOW)[0].ends_at
        token = undoing(send(client, "/oncall", do="end", id="1").text)
        assert app.store.silences(NOW) == []
        assert send(client, "/oncall", do="undo", undo=token).status_code == 303
        assert [each.ends_at for each in app.store.silences(NOW)] == [ends]
        send(client, "/oncall", **silence, **{"from": "2026-03-06 08:00"})
        before = [(each.starts_at, each.ends_at) for each in app.store.silences(NOW)]
        begins = datetime(2026, 3, 6, 8, tzinfo=UTC)
        assert before[-1] == (begins, begins + timedelta(hours=4))
        token = undoing(send(client, "/oncall", do="end", id=str(app.store.silences(NOW)[-1].id)).text)
        send(client, "/oncall", do="undo", undo=token)
        assert [(each.starts_at, each.ends_at) for each in app.store.silences(NOW)] == before, "it begins when it did"
        token = undoing(send(client, "/oncall", do="end", id="2").text)
        clock.move_to(NOW + timedelta(minutes=10))
        assert "too late" in send(client, "/oncall", do="undo", undo=token).text

    await visit(tmp_path, look, more=MORE)


async def test_every_section_is_reached_from_the_last_tab_of_a_phone(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        page = local(app).get("/find").text.split('aria-label="All pages"', 1)[1].split("</nav>", 1)[0]
        assert re.findall(r'<a class="btn" href="([^"]+)"', page) == [*(each.address for each in SECTIONS), "/oncall"]

    await visit(tmp_path, look, *[incident(key=str(number)) for number in range(20)])
