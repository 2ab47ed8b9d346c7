"""The inbox as a page: the reason first, the conversation, forms that work without scripts, and nobody overrun."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from listener.actions import cases, opening
from listener.actions.desk import pace
from listener.app import App
from listener.pipeline.inbox import file_cases
from storage.records import Annotation, Author
from tests.worlds.actors import by
from tests.worlds.clients import HOME, PUBLIC, local, signed_in
from tests.worlds.desk import INBOX, come, desk, person, read, said, waiting
from tests.worlds.incidents import ALERT, NOW, incident
from tests.worlds.programs import holder

ORIGIN = {"Origin": HOME}
STORY = "The lid of my acme kettle burst while I was pouring and now there is hot water all over my kitchen floor"


def send(client: TestClient, **fields: str) -> Any:
    return client.post("/inbox", data={"who": "Mia", **fields}, headers=ORIGIN)


async def visit(folder: Path, look: Callable[[App], None], *texts: str) -> None:
    async with desk(folder) as (app, _):
        await come(app, *(said(number, text) for number, text in enumerate(texts, 1)))
        await read(app, sentiment="negative", intent="complaint", doubt=("irony",))
        await asyncio.to_thread(look, app)


async def test_each_row_says_first_why_it_is_here_and_what_is_read_is_shown_with_its_doubts(tmp_path: Path) -> None:
    def look(app: App) -> None:
        page = local(app).get("/inbox").text
        assert page.index("Lids: “lid” · answer within 1 hour") < page.index("Person 1")
        assert "in doubt" in page
        assert "0.80" in page
        assert "<mark>acme</mark> lid broke" in page

    await visit(tmp_path, look, "acme lid broke")


async def test_all_that_the_author_said_is_one_press_away(tmp_path: Path) -> None:
    def look(app: App) -> None:
        led = LexborHTMLParser(local(app).get("/inbox?case=1").text).css_first(".side a.more")
        assert led.attributes["href"] == "/explore?q=author%3Aperson1&since=365d"
        assert local(app).get(led.attributes["href"]).status_code == 200

    await visit(tmp_path, look, "acme lid broke")


async def test_every_page_says_in_its_menu_how_many_wait(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = local(app)
        assert 'data-live="cases"><span class="n">2<' in client.get("/").text
        before = app.store.pulse()
        for case in waiting(app):
            send(client, action="close", id=str(case.id))
        assert 'data-live="cases"></span>' in client.get("/sources").text
        assert app.store.pulse() != before

    await visit(tmp_path, look, "acme lid broke", "my acme lid is gone")


async def test_a_case_that_is_filed_is_news_for_open_pages(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, said(1, "acme lid broke"))
        with patch("tests.worlds.desk.file_cases"):
            await come(app, said(2, "my acme lid is gone"))
        stored = app.store.pulse()
        await file_cases(app)
        assert app.store.pulse() != stored


async def test_closing_goes_on_to_the_next_and_can_be_taken_back(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = local(app)
        first, second = (each.id for each in waiting(app))
        answer = send(client, action="close", id=str(first), case=str(second))
        assert answer.status_code == 303
        assert f"case={second}" in answer.headers["location"]
        page = client.get(answer.headers["location"]).text
        assert f"Closed case {first}." in page
        act = re.search(r'name="act" value="(\d+)"', page)
        assert act
        answer = send(client, action="undo", act=act[1], case=str(second))
        assert answer.status_code == 303
        assert [each.id for each in waiting(app)] == [first, second]
        assert f"case={first}" in answer.headers["location"], "it leads back to what was opened again"

    await visit(tmp_path, look, "acme lid broke", "acme Deckel kaputt")


async def test_undo_of_several_stays_at_the_case_that_is_read_where_it_is_one_of_them(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = local(app)
        first, second, third = (str(each.id) for each in waiting(app))
        for here, led in ((second, second), (third, first)):
            send(client, action="tag", bulk="1", add="press", **{f"pick:{first}": "on", f"pick:{second}": "on"})
            assert f"case={led}" in send(client, action="undo", case=here).headers["location"]

    await visit(tmp_path, look, "acme lid broke", "acme Deckel kaputt", "acme lid as well")


async def test_a_case_leads_to_the_open_incident_that_it_belongs_to(tmp_path: Path) -> None:
    rule = '[[rules]]\nname = "many-posts"\ntype = "volume"\nscope = "brand:Acme"\nseverity = 2\n'
    async with desk(tmp_path, INBOX + rule) as (app, _):
        await come(app, said(1, "acme lid broke"), said(2, "acme lid again", published_at=NOW - timedelta(days=2)))
        (late,) = (each for each in app.store.search(limit=9) if each.mention.native_id == "n2")
        named = replace(ALERT, rule="lids", fingerprint="f3", evidence=(late.id,))
        drill = incident(key="drill", drill=True, alerts=(named,))
        await app.write(app.store.commit_incident, drill, ())

        def shown() -> dict[str, list[str | None]]:
            client, found = local(app), {}
            for case in waiting(app):
                page = LexborHTMLParser(client.get(f"/inbox?case={case.id}").text)
                native = app.store.mention(case.lead).mention.native_id  # type: ignore[union-attr]
                found[native] = [each.attributes["href"] for each in page.css('.facts2 a[href^="/incidents/"]')]
            return found

        counted = await asyncio.to_thread(shown)
        assert counted == {"n1": ["/incidents/1"], "n2": []}, "what its rule counts, no drill"
        one = app.store.incident_by_id(1)
        assert one is not None
        one = await app.write(app.store.commit_incident, replace(one, alerts=(named,)), ())
        assert await asyncio.to_thread(shown) == {"n1": [], "n2": ["/incidents/1"]}, "what it names, and that alone"
        await app.write(app.store.commit_incident, replace(one, state="resolved"), ())
        await opening.open_by_hand(app, "A shop sells knock-offs", by("Mia"), brand="Acme")
        assert await asyncio.to_thread(shown) == {"n1": [], "n2": []}, "it is about no post that came meanwhile"


async def test_what_is_picked_is_done_in_one_go_and_what_is_left_is_told(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = local(app)
        ids = [str(each.id) for each in waiting(app)]
        client.post("/inbox", data={"who": "Bo", "action": "close", "id": ids[0]}, headers=ORIGIN)
        picks = {f"pick:{id}": "on" for id in ids}
        answer = send(client, action="close", bulk="1", **picks)
        assert answer.status_code == 200
        assert f"case {ids[0]} is left as it is: it was already closed by Bo" in answer.text
        assert waiting(app) == []
        assert "no case is picked" in send(client, action="close", bulk="1").text

    await visit(tmp_path, look, "acme lid broke", "acme Deckel kaputt", "acme lid as well")


async def test_the_second_of_two_reads_who_was_faster_and_keeps_what_was_written(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = local(app)
        id = str(waiting(app)[0].id)
        send(client, action="take", id=id)
        answer = client.post("/inbox", data={"who": "Bo", "action": "take", "id": id, "case": id}, headers=ORIGIN)
        assert answer.status_code == 409
        assert "Somebody was first: Mia has it since" in answer.text
        answer = send(client, action="answered", id=id, case=id, url="javascript:alert(1)")
        assert answer.status_code == 409
        assert 'value="javascript:alert(1)"' in answer.text

    await visit(tmp_path, look, "acme lid broke")


async def test_a_draft_is_approved_by_somebody_else_and_the_answer_has_its_address(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = local(app)
        id = str(waiting(app)[0].id)
        send(client, action="draft", id=id, case=id, text="Dear Ada,\r\nwe are sorry. <3")
        assert "Dear Ada,\nwe are sorry. &lt;3" in client.get(f"/inbox?case={id}").text
        mine = send(client, action="approve", id=id, case=id, text="Dear Ada,\r\nwe are sorry. <3")
        assert "somebody else has to approve" in mine.text
        yes = {"who": "Bo", "action": "approve", "id": id, "case": id, "text": "Dear Ada,\r\nwe are sorry. <3"}
        assert client.post("/inbox", data=yes, headers=ORIGIN).status_code == 303
        send(client, action="answered", id=id, case=id, url="https://social.example.org/9")
        page = client.get(f"/inbox?case={id}").text
        assert 'href="https://social.example.org/9"' in page

    await visit(tmp_path, look, "acme lid broke")


async def test_a_correction_is_one_press_and_counts_for_the_copies(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = local(app)
        id = str(waiting(app)[0].id)
        assert "told 2 times" in client.get("/inbox").text
        send(client, action="correct", id=id, case=id, head="sentiment", label="neutral")
        send(client, action="correct", id=id, case=id, head="toward:Acme", label="positive")
        for stored in app.store.search():
            assert stored.classification
            assert stored.classification.label("sentiment") == "neutral"
            assert stored.classification.toward["Acme"].label == "positive"
        assert "said Mia" in client.get(f"/inbox?case={id}").text

    await visit(tmp_path, look, STORY, STORY)


async def test_a_form_that_leads_on_stands_open_at_its_own_case_when_it_is_refused(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = local(app)
        form = LexborHTMLParser(client.get("/inbox?case=1").text).css_first("form[aria-label=Snooze]")
        hidden = {each.attributes["name"] or "": each.attributes["value"] or "" for each in form.css("[type=hidden]")}
        assert (hidden["id"], hidden["case"]) == ("1", "2")
        refused = send(client, **hidden, action="snooze", length="4h", until="next week")
        assert refused.status_code == 422
        back = LexborHTMLParser(refused.text).css_first("form[aria-label=Snooze]")
        assert "is no time" in back.css_first(".said").text()
        assert back.css_first("input[name=id]").attributes["value"] == "1"
        assert back.css_first("input[name=until]").attributes["value"] == "next week"
        assert (
            send(client, **hidden, action="snooze", length="4h", until="").headers["location"] == "/inbox?case=2&done=1"
        )

    await visit(tmp_path, look, "acme lid broke", "acme lid hurt")


async def test_views_narrow_the_list_and_are_kept_for_all(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = local(app)
        id = str(waiting(app)[0].id)
        send(client, action="tag", id=id, add="#safety, app")
        send(client, action="view", name="Safety", tag="safety")
        page = client.get("/inbox").text
        assert 'href="/inbox?tag=safety"' in page
        assert client.get("/inbox?tag=safety").text.count("data-case=") == 1
        assert client.get("/inbox?assignee=me").text.count("data-case=") == 2, "the cookie says who looks"
        refused = send(client, action="view", name=" Safety ", tag="app")
        assert refused.status_code == 409
        assert "already, saved by Mia; replace it, or take another name" in refused.text
        assert "Replace “Safety”" in refused.text
        assert [each.wanted.tag for each in app.store.case_views()] == ["safety"]
        send(client, action="view", name="Safety", replace="Safety", tag="app")
        assert [each.wanted.tag for each in app.store.case_views()] == ["app"]
        send(client, action="unview", name="Safety", tag="safety")
        assert app.store.case_views() == []
        for odd in ("status=odd", "case=x", "after=99", "tag=%00%ff", "assignee=%3Cb%3E", "done=7"):
            assert client.get(f"/inbox?{odd}").status_code == 200, odd

    await visit(tmp_path, look, "acme lid broke", "acme lid too")


async def test_an_observer_sees_and_is_offered_nothing(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = signed_in(app, "Olga", "observer")
        page = client.get("/inbox?case=1").text
        assert "acme</mark> lid broke" in page
        assert 'action="/inbox"' not in page
        refused = client.post("/inbox", data={"action": "close", "id": "1"}, headers={"Origin": PUBLIC})
        assert refused.status_code == 403
        assert len(waiting(app)) == 1

    await visit(tmp_path, look, "acme lid broke")


async def test_forms_of_other_places_do_nothing(tmp_path: Path) -> None:
    def look(app: App) -> None:
        fields = {"who": "Mia", "action": "close", "id": "1"}
        assert local(app).post("/inbox", data=fields, headers={"Origin": "https://evil.example"}).status_code == 403
        assert send(local(app), action="explode", id="1").status_code == 422
        assert len(waiting(app)) == 1

    await visit(tmp_path, look, "acme lid broke")


async def test_who_else_looks_is_said(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = local(app)
        for name, other in (("Bo", ""), ("Mia", "Bo</b> is looking at this too")):
            client.post("/name", data={"who": name}, headers=ORIGIN)
            assert other in client.get("/inbox?case=1").text

    await visit(tmp_path, look, "acme lid broke")


async def test_whatever_strangers_are_called_and_write_stays_text(tmp_path: Path) -> None:
    evil = '"><script>alert(1)</script>'
    async with desk(tmp_path) as (app, _):
        author = Author(handle=evil, name=evil, followers=9)
        await come(app, said(1, f"acme lid {evil}", author=author, url=f"javascript:{evil}"))

        def look() -> None:
            page = local(app).get("/inbox?case=1").text
            assert "<script>alert" not in page
            assert "javascript:" not in page

        await asyncio.to_thread(look)


async def test_an_empty_inbox_says_what_puts_something_in(tmp_path: Path) -> None:
    async with desk(tmp_path, "") as (app, _):

        def look() -> None:
            assert "[[inbox]]" in local(app).get("/inbox").text
            assert "No target is set" in local(app).get("/inbox/pace").text

        await asyncio.to_thread(look)


async def test_response_times_are_those_of_the_metrics(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = local(app)
        send(client, action="answered", id="1", url="")
        page = client.get("/inbox/pace").text
        assert "2 cases in 30 days" in page
        assert "the target is 1 hour, which the median keeps" in page
        assert "100" in page

    await visit(tmp_path, look, "acme lid broke", "acme lid too")


async def test_the_first_of_the_days_is_told_whole(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, clock):
        await come(app, said(1, "acme lid broke"))
        clock.move_to(clock.now() + timedelta(days=7, hours=3))
        await come(app, said(2, "acme lid too"))
        found = pace(app.store, app.config, clock.now() - timedelta(days=7), clock.now())
        assert (found.all.cases, [day.answers.cases for day in found.days]) == (1, [1, 0, 0, 0, 0, 0, 0, 1])


async def test_each_person_and_brand_is_told_beside_the_target(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, clock):
        await come(app, said(1, "acme lid broke"), said(2, "acme lid too"))
        for number, who, after in ((1, "Mia", 30), (2, "Bo", 90)):
            clock.move_to(clock.now() + timedelta(minutes=after))
            await cases.answered(app, number, "", person(who))
        app.store.annotate(
            Annotation(at=clock.now() - timedelta(hours=1), text="Price rise", who="Mia", made_at=clock.now())
        )

        def look() -> None:
            page = LexborHTMLParser(local(app).get("/inbox/pace").text)
            cells = [[cell.text() for cell in row.css("td")] for row in page.css(".pace tbody tr")]
            rows = {name.removesuffix("waiting · closed"): first for name, _, first, *_ in cells}
            assert "within the target" in rows["Mia"]
            assert "over the target" in rows["Bo"]
            assert "over the target" in rows["Acme"], "a median of 75 minutes"
            assert [len(page.css(".chart .bar")), len(page.css(".chart .bar.over"))] == [1, 1], "the day of both"
            assert "Price rise" in page.css_first(".noted").text(), "what happened stands on every chart"
            assert page.css_first(".noteflag")
            told = holder(app).get("/api/v1/cases/pace").json()
            [day] = [each["answers"] for each in told["days"] if each["answers"]["cases"]]
            assert (day["first"]["value"], len(told["days"])) == (told["all"]["first"]["value"], 31)
            assert told["targets"] == {"first_answer": 3600, "resolution": 8 * 3600}
            assert told["people"]["Bo"]["first"]["value"] == 7200

        await asyncio.to_thread(look)
