"""Now: what needs a person first, every brand in its range, what is not heard; and a page that teaches while empty."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from listener.app import App
from storage.clock import SimulatedClock
from storage.records import Level, Paging, Policy, Who
from tests.worlds import desk
from tests.worlds.clients import HOME, PUBLIC, local, pressed, signed_in, stored, token, visit
from tests.worlds.incidents import NOW, incident
from tests.worlds.much import store_posts

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LEVELS = (Level(members=(Who.person("Mia"),), timeout=15 * MINUTE), Level(members=(Who.person("Bo"),), timeout=MINUTE))
PAGED = Paging(
    policy=Policy(name="night", levels=LEVELS), level=1, pages=1, next_at=NOW + timedelta(minutes=12, seconds=52)
)


def words(html: str) -> str:
    return " ".join(html.split())


async def test_what_needs_a_person_comes_first_with_its_countdown(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        page = words(local(app).get("/").text)
        assert '<h1 data-live="title">One incident needs a person</h1>' in page
        assert "One more is open and pages nobody." in page
        assert page.index("/incidents/2") < page.index("/incidents/1"), "the newer one is urgent"
        assert ">12:52</p>" in page
        assert "until <b>Bo</b> is paged" in page
        assert "Page level 2 now" in page

    await visit(tmp_path, look, incident(), incident(key="b", severity=1, paging=PAGED))


async def test_it_can_be_taken_and_escalated_from_here(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        assert pressed(client, "/incidents/1", "/", action="escalate").status_code == 303
        assert [entry.kind for entry in stored(app).timeline[-2:]] == ["escalated", "paged"]
        assert app.store.deliveries(pending=True)[0].notice.kind == "page"
        assert pressed(client, "/incidents/1", "/", action="acknowledge").status_code == 303
        assert "One incident is in hand" in client.get("/").text

    await visit(tmp_path, look, incident(severity=1, paging=PAGED))


async def test_an_observer_sees_everything_and_no_forms(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        watching = signed_in(app, "Ann", "observer")
        for path in ("/", "/incidents", "/incidents/1"):
            page = watching.get(path).text
            assert 'method="post"' not in page, path
            assert "120 posts about Acme" in page
            assert "You are Ann" in page
        acting = signed_in(app, "Mia", "responder")
        stamp = token(acting.get("/incidents/1").text)
        refused = watching.post(
            "/incidents/1", data={"token": stamp, "action": "acknowledge"}, headers={"Origin": PUBLIC}
        )
        assert (refused.status_code, "This is not yours to do" in refused.text) == (403, True)
        assert stored(app).state == "open"
        done = pressed(acting, "/incidents/1", who="Somebody else", action="acknowledge")
        assert done.status_code == 303
        assert stored(app).acknowledged_by == "Mia", "in the name of whoever has signed in"

    await visit(tmp_path, look, incident(severity=1))


async def test_an_empty_page_says_what_is_true_and_what_to_do(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        page = local(app).get("/").text
        for said in (
            "Nothing needs a person now",
            "No incident is open",
            "Start a drill",
            "nothing heard yet",
            "None yet",
        ):
            assert said in page, said

    await visit(tmp_path, look, incident(state="resolved", resolved_at=NOW))


async def test_a_brand_stands_with_its_numbers_and_says_since_when_its_range_is_known(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        store_posts(app, DAY, 40)
        page = words(local(app).get("/").text)
        assert '<td class="num b-n">40</td>' in page
        assert ">Wed " in page, "three days after the first"
        store_posts(app, 10 * DAY, 200)
        page = words(local(app).get("/").text)
        assert ">Wed " not in page
        assert 'class="band"' in page

    await visit(tmp_path, look)


async def test_a_name_is_remembered_and_leads_back_to_the_page(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        headers = {"Origin": HOME, "Referer": f"{HOME}/inbox?tag=lid&case=1"}
        answer = client.post("/name", data={"who": "Mia <b>"}, headers=headers)
        assert (answer.status_code, answer.headers["location"]) == (303, "/inbox?tag=lid&case=1")
        assert "You are Mia &lt;b&gt;" in client.get("/").text
        away = client.post("/name", data={"who": "Mia"}, headers=headers | {"Referer": "https://evil.example//x"})
        assert away.headers["location"] == "/"
        assert client.post("/name", data={"who": " "}, headers=headers).status_code == 422
        assert client.post("/name", data={"who": "Eve"}, headers={"Origin": "https://evil.example"}).status_code == 403

    await visit(tmp_path, look)


async def test_what_is_due_beside_incidents_is_named_with_its_place(tmp_path: Path) -> None:
    async with desk.desk(tmp_path) as (app, clock):
        client = await asyncio.to_thread(local, app)

        async def shown() -> str:
            page = words((await asyncio.to_thread(client.get, "/")).text)
            return page[page.index("<h2>Due</h2>") :]

        assert "No answer has a time, no report waits for somebody, and no debrief is due" in await shown()
        await desk.come(app, desk.said(1, "acme lid broke"), desk.said(2, "the acme lid is gone"))
        assert '<a href="/inbox?due=1"><span class="num">2</span> answers are due</a>' in await shown()
        clock.move_to(NOW + timedelta(minutes=90))
        late = await shown()
        assert '<a href="/inbox?late=1"><span class="num">2</span> answers are late' in late
        assert "the oldest since" in late
        assert "are due" not in late
        await desk.come(app, desk.said(3, "acme lid, again"))
        assert '<a href="/inbox?due=1"><span class="num">1</span> answer is due later</a>' in await shown()
        listed = (await asyncio.to_thread(client.get, "/inbox?due=1")).text
        assert re.findall(r'data-case="(\d+)"', listed) == ["3"], "what is late is no part of what is due later"


async def test_an_incident_that_needs_somebody_is_muted_from_here(tmp_path: Path) -> None:
    urgent = incident(key="u", title="urgent", severity=1)

    def look(app: App, clock: SimulatedClock) -> None:
        client = local(app)
        form = LexborHTMLParser(client.get("/").text).css_first("form:has(button[value=mute])")
        hidden = {each.attributes["name"]: each.attributes["value"] for each in form.css("[type=hidden]")}
        assert "Mute Acme for" in form.text()
        sent = {**hidden, "who": "Mia", "hours": "1", "text": "we know", "action": "mute"}
        missing = client.post("/incidents/1", data={**sent, "text": ""}, headers={"Origin": HOME})
        assert missing.status_code == 409
        assert 'value="mute"' in missing.text
        fresh = LexborHTMLParser(client.get("/").text).css_first("form:has(button[value=mute]) [name=token]")
        sent["token"] = fresh.attributes["value"]
        done = client.post("/incidents/1", data=sent, headers={"Origin": HOME})
        assert (done.status_code, done.headers["location"]) == (303, "/")
        [silence] = app.store.silences(clock.now())
        assert (silence.match["brand"], silence.reason, silence.who) == (("Acme",), "we know", "Mia")
        assert app.store.audited(1)[0].about == "silence"
        assert 'value="mute"' not in signed_in(app, "Olga", "observer").get("/").text

    await visit(tmp_path, look, urgent)
