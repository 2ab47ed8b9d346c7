"""Explore: page, export and API say the same of one question; it narrows, is kept, and says what is wrong with it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from listener.app import App
from storage.clock import SimulatedClock
from storage.records import Classification, Reading
from tests.worlds import mentions
from tests.worlds.clients import local, send, signed_in, visit
from tests.worlds.explored import count, fill, made_token
from tests.worlds.incidents import NOW
from tests.worlds.programs import holder
from tests.worlds.talked import talk

Look = Callable[[App, SimulatedClock], None]


async def explored(folder: Path, look: Callable[[App, TestClient], None]) -> None:
    def visited(app: App, clock: SimulatedClock) -> None:
        fill(app)
        look(app, local(app))

    await visit(folder, visited)


QUESTIONS = ("", "acme", '"acme cola"', "acme OR other", "tone:negative", "lid NOT other", "author:ada1", "burs*")


async def test_page_export_and_api_say_the_same(tmp_path: Path) -> None:
    def look(app: App, seen: TestClient) -> None:
        program = {"Authorization": f"Bearer {made_token(app)}"}
        for asked in QUESTIONS:
            address = f"q={quote(asked)}&since=7d"
            page = seen.get(f"/explore?{address}").text
            said = int(count(page))
            table = seen.get(f"/explore/export?{address}&format=csv").content.decode("utf-8-sig")
            lines = seen.get(f"/explore/export?{address}&format=ndjson").text.splitlines()
            told = seen.get(f"/api/v1/explore?{address}", headers=program).json()
            assert said == len(list(csv.DictReader(io.StringIO(table)))) == len(lines) == told["count"]["value"]
            assert sum(bar["mentions"] for bar in told["series"]) == said
            assert {json.loads(line)["id"] for line in lines} == {each["id"] for each in told["items"]}
            alone = seen.get(f"/api/v1/explore/mentions?{address}", headers=program).json()
            assert alone == {"items": told["items"], "next": told["next"]}
            assert seen.get("/api/v1/explore/mentions?cursor=x", headers=program).status_code == 422
            assert page.count('<article class="post"') == said
            assert told["count"]["exact"] is True

    await explored(tmp_path, look)


async def test_the_mentions_of_a_page_can_be_had_before_they_are_counted(tmp_path: Path) -> None:
    def look(_: App, seen: TestClient) -> None:
        for asked in QUESTIONS:
            page, first = (
                LexborHTMLParser(seen.get(path, params={"q": asked}).text) for path in ("/explore", "/explore/first")
            )
            told = [[each.text() for each in shown.css("article.post")] for shown in (page, first)]
            assert told[0] == told[1] != [], asked
            assert "being counted" in first.html  # type: ignore[operator]
        for asked in ("acme AND", "zebra"):
            assert seen.get("/explore/first", params={"q": asked}).status_code == 204
        assert seen.get("/explore/first?after=x").status_code == 204

    await explored(tmp_path, look)


async def test_a_press_on_a_facet_narrows_and_a_press_on_its_chip_widens(tmp_path: Path) -> None:
    def look(app: App, seen: TestClient) -> None:
        page = seen.get("/explore?q=acme+OR+other").text
        address = re.search(r'href="([^"]*author%3Aada0[^"]*)"', page)
        assert address
        narrowed = seen.get(address[1].replace("&amp;", "&")).text
        assert "(acme OR other) author:ada0" in narrowed
        assert int(count(narrowed)) < int(count(page))
        chip = re.search(r'href="([^"]*)" aria-label="Leave out author:ada0"', narrowed)
        assert chip
        assert count(seen.get(chip[1].replace("&amp;", "&")).text) == count(page)

    await explored(tmp_path, look)


async def test_what_posts_say_is_marked_and_never_markup(tmp_path: Path) -> None:
    def look(app: App, seen: TestClient) -> None:
        page = seen.get("/explore?q=lid").text
        assert "the <mark>lid</mark> &lt;b&gt;" in page

    await explored(tmp_path, look)


async def test_a_wrong_question_says_what_is_wrong_and_where(tmp_path: Path) -> None:
    def look(app: App, seen: TestClient) -> None:
        page = seen.get("/explore?q=acme+AND")
        assert page.status_code == 200
        assert "The query ends where a word was expected" in page.text
        assert "acme AND</textarea>" in page.text
        for wrong in ("since=yesterdayish", "since=2026-03-02&until=2026-03-01", "after=x"):
            assert 'role="alert"' in seen.get(f"/explore?{wrong}").text
        assert seen.get("/explore/export?q=acme+AND").status_code == 422
        assert seen.get("/explore/export?format=exe").status_code == 404
        headers = {"Authorization": f"Bearer {made_token(app)}"}
        for wrong in ("q=acme+AND", "since=never", "cursor=x"):
            answer = seen.get(f"/api/v1/explore?{wrong}", headers=headers)
            assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")

    await explored(tmp_path, look)


async def test_doubts_come_with_what_to_write_instead(tmp_path: Path) -> None:
    def look(app: App, seen: TestClient) -> None:
        page = seen.get("/explore?q=acme+and+lid").text
        assert "operators are written in capitals" in page
        assert 'href="/explore?q=acme+AND+lid"' in page

    await explored(tmp_path, look)


async def test_views_are_kept_for_the_person_alone(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        fill(app)
        mia, bo = signed_in(app, "Mia K", "observer"), signed_in(app, "Bo K", "observer")
        answer = send(mia, "/explore?q=lid&since=30d", do="save", name="Lids")
        assert answer.status_code == 303
        assert 'href="/explore?q=lid&amp;since=30d"' in mia.get("/explore").text
        assert "Lids" not in bo.get("/explore").text
        assert "Alert on this" not in mia.get("/explore?q=lid").text, "rules are not an observer's"
        assert send(mia, "/explore?q=lid", do="save", name=" ").status_code == 422
        assert send(mia, "/explore?q=lid&since=30d", do="remove", name="Lids").status_code == 303
        assert "Lids" not in mia.get("/explore").text

    await visit(tmp_path, look)


async def test_a_view_never_replaces_another_one_silently(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        fill(app)
        mia = signed_in(app, "Mia K", "observer")
        send(mia, "/explore?q=lid&since=30d", do="save", name="Lids")
        asked = app.store.saved_views("Mia K")
        assert send(mia, "/explore?q=lid&since=30d", do="save", name="Lids").status_code == 303, "it is the same"
        refused = send(mia, "/explore?q=carafe", do="save", name=" Lids ")
        assert refused.status_code == 409
        page = LexborHTMLParser(refused.text)
        assert 'there is a view "Lids" already, saved by Mia K' in page.css("#main")[0].text()
        written = page.css("form[aria-label='Save as a view'] input[name=name]")[0]
        assert written.attributes["value"] == " Lids ", "what was written is still there"
        assert app.store.saved_views("Mia K") == asked
        assert "Replace “Lids”" in refused.text
        assert send(mia, "/explore?q=carafe", do="save", name="Other", replace="Lids").status_code == 303
        assert send(mia, "/explore?q=carafe", do="save", name="Lids", replace="Lids").status_code == 303
        assert [each.asked for each in app.store.saved_views("Mia K")] == ["q=carafe", "q=carafe"]

    await visit(tmp_path, look)


async def test_programs_keep_views_of_their_own(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client, other = holder(app, "observer"), holder(app, "manager")
        asked = {"name": "Lids", "q": "lid tone:negative", "brand": "Acme", "since": "30d"}
        kept = client.post("/api/v1/explore/views", json=asked)
        assert (kept.status_code, kept.json()["q"]) == (201, "lid tone:negative")
        assert client.get("/api/v1/explore/views").json() == [kept.json()]
        assert other.get("/api/v1/explore/views").json() == []
        refused = client.post("/api/v1/explore/views", json={**asked, "q": "carafe"})
        assert (refused.status_code, "saved by" in refused.json()["detail"]) == (409, True)
        replaced = client.post("/api/v1/explore/views", json={**asked, "q": "carafe", "replace": True})
        assert client.get("/api/v1/explore/views").json() == [replaced.json()]
        assert client.post("/api/v1/explore/views", json={"name": "x", "q": "lid AND"}).status_code == 422
        assert client.post("/api/v1/explore/views", json={"name": "  "}).status_code == 422
        assert other.delete("/api/v1/explore/views/Lids").status_code == 404
        assert client.delete("/api/v1/explore/views/Lids").status_code == 204
        assert client.post("/api/v1/explore/views", json={"name": "lids 3/4?"}).status_code == 201
        assert client.delete("/api/v1/explore/views/lids%203%2F4%3F").status_code == 204
        assert client.get("/api/v1/explore/views").json() == []

    await visit(tmp_path, look)


async def test_an_alert_on_a_query_goes_to_the_form_of_a_rule(tmp_path: Path) -> None:
    def look(app: App, seen: TestClient) -> None:
        page = seen.get("/explore?q=query:acme").text
        address = re.search(r'href="(/rules/new[^"]*)">Alert on this', page)
        assert address
        form = seen.get(address[1].replace("&amp;", "&")).text
        assert 'name="set:scope" value="query:acme"' in form

    await explored(tmp_path, look)


async def test_a_word_is_completed(tmp_path: Path) -> None:
    def look(app: App, seen: TestClient) -> None:
        def words(written: str) -> list[str]:
            return [each["text"] for each in seen.get("/explore/words", params={"q": written}).json()]

        assert "tone:negative" in words("acme tone:n")
        assert words("lid brand:ac") == ["brand:Acme"]
        assert "source:" in words("acme sou")
        assert words("acme A") == ["AND ", "author:", "authorFollowers:"]
        assert words("") == []

    await explored(tmp_path, look)


async def test_find_leads_to_what_is_said(tmp_path: Path) -> None:
    def look(app: App, seen: TestClient) -> None:
        assert 'href="/explore?q=lid+burst"' in seen.get("/find?q=lid+burst").text

    await explored(tmp_path, look)


async def test_nothing_stored_and_nothing_found_teach_the_next_step(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        seen = local(app)
        assert "Nothing is stored yet" in seen.get("/explore").text
        fill(app)
        assert "Nothing is found" in seen.get("/explore?q=zebra").text

    await visit(tmp_path, look)


async def test_copies_of_a_story_are_one_row_that_unfolds(tmp_path: Path) -> None:
    def look(app: App, seen: TestClient) -> None:
        said = "acme cola: the new lid of the bottle burst open in my bag and everything was wet again"
        times = [NOW - timedelta(hours=1, minutes=number) for number in range(4)]
        copies = [mentions.mention(said, 200 + number, published_at=at) for number, at in enumerate(times)]
        mentions.commit(app.store, copies, now=NOW)
        page = seen.get("/explore?q=wet").text
        assert (count(page), page.count('<article class="post"')) == ("4", 1)
        unfold = re.search(r'href="([^"#]*)#m\d+" aria-expanded="false">3 copies folded', page)
        assert unfold
        opened = seen.get(unfold[1].replace("&amp;", "&")).text
        assert opened.count('<article class="post"') == 4
        assert "3 copies unfolded" in opened
        each = seen.get("/explore?q=wet&copies=each").text
        assert (each.count('<article class="post"'), each.count("told 4 times")) == (4, 4)
        assert seen.get("/explore?q=wet&open=9x").status_code == 200

    await explored(tmp_path, look)


async def test_a_facet_says_what_was_read_in_words_and_stars_stand_in_their_order(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        talk(app)
        risky = Classification(model="test", heads={"risk": Reading(label="safety", probability=0.9)})
        rest = {(each.id, each.mention.revision): risky for each in app.store.unclassified(1000)}
        app.store.commit_classifications(rest, NOW)
        page = LexborHTMLParser(local(app).get("/explore").text)
        facets = {each.css_first("h2").text(): each for each in page.css(".facets section")}  # type: ignore[union-attr]
        stars = [each.text() for each in facets["Rating"].css(".f-n")]
        assert stars == ["5 stars", "4 stars", "3 stars", "2 stars", "1 star"]
        assert [each.text() for each in facets["Risk"].css(".f-n")] == ["a danger to people"]

    await visit(tmp_path, look)


async def test_a_question_becomes_a_query_of_what_can_be_asked_of_posts_as_they_come(tmp_path: Path) -> None:
    def look(_: App, seen: TestClient) -> None:
        page = seen.get("/explore?q=acme+tone:negative").text
        assert 'href="/queries?expression=acme#make"' in page
        assert "Without tone:negative, which is known only once" in page

    await explored(tmp_path, look)
