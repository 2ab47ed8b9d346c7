"""What people hear of a matter that goes on: each post, each growth and each end, once, and with the newest number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from listener.actions.incidents import acknowledge, resolve
from tests.worlds.actors import by
from tests.worlds.rendered import in_order
from tests.worlds.telling import PEOPLE, WORDS, said, world


async def test_three_posts_in_five_minutes_are_a_mail_and_one_that_says_how_many_are_new(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    async with world(tmp_path, httpserver) as here:
        here.post("My Acme kettle is on fire")
        await here.minutes(2)
        assert here.subjects() == ["[Listener] NEW Acme: “My Acme kettle is on fire”"]
        here.post("Is there a recall of Acme kettles?")
        await here.minutes(1)
        here.post("Acme should recall them all")
        await here.minutes(4)
        (update,) = here.mails()
        assert update.subject == "[Listener] UPDATE Acme: 2 new posts, the newest “Acme should recall them all”"
        assert re.search(r"New since Mon 2 Mar, 09:0\d: 2 posts\.", said(update))
        assert in_order(said(update), "Acme should recall them all", "My Acme kettle is on fire"), "the new ones first"
        await here.minutes(60)
        assert here.subjects() == [], "what was told is not told again"
        here.post("A recall at last, says Acme")
        await here.minutes(2)
        assert here.subjects() == ["[Listener] UPDATE Acme: 1 new post, “A recall at last, says Acme”"]


async def test_who_took_it_hears_of_new_posts_too(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with world(tmp_path, httpserver) as here:
        here.post("My Acme kettle is on fire")
        await here.minutes(2)
        await acknowledge(here.app, 1, by("Mia"))
        here.post("Another Acme fire")
        await here.minutes(6)
        assert here.subjects()[1:] == ["[Listener] UPDATE Acme: 1 new post, “Another Acme fire”"]


async def test_the_end_names_who_said_so_and_what_has_not_ended(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with world(tmp_path, httpserver) as here:
        here.post("My Acme kettle is on fire")
        await here.minutes(2)
        await resolve(here.app, 1, by("Mia"))
        await here.minutes(1)
        end = here.mails()[-1]
        assert end.subject == '[Listener] RESOLVED by Mia, Acme: 1 post mentions Acme with "fire"'
        assert "nothing raises an alert" not in said(end)
        assert "Mia says that it is over" in said(end)
        assert "this has not ended yet: 1 post mentions Acme" in said(end)


async def test_what_ends_by_itself_says_that_nothing_raises_an_alert_any_more(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    async with world(tmp_path, httpserver, rules=WORDS.replace("severity = 1", "severity = 2")) as here:
        here.post("My Acme kettle is on fire")
        await here.minutes(75)
        end = here.mails()[-1]
        assert end.subject.startswith("[Listener] RESOLVED by itself, Acme: ")
        assert "nothing raises an alert any more." in said(end)


TWO_RULES = (
    WORDS
    + """
[[rules]]
name = "kettles"
type = "keyword"
scope = "brand:Acme"
words = ["kettle"]
severity = 3
"""
)
NESTED = """
[[routes]]
name = "all"
targets = ["team"]

[[routes.routes]]
name = "urgent"
match = { severity = 1 }
targets = ["team", "desk"]
policy = "wake"
"""
BESIDE = """
[[routes]]
name = "urgent"
match = { severity = 1 }
targets = ["team", "desk"]
policy = "wake"

[[routes]]
name = "all"
targets = ["team"]
"""
CONTINUED = """
[[routes]]
name = "urgent"
match = { severity = 1 }
targets = ["desk"]
policy = "wake"
continue = true

[[routes]]
name = "all"
targets = ["team"]
"""


@pytest.mark.parametrize("routes", [NESTED, BESIDE, CONTINUED], ids=["nested", "beside", "continued"])
async def test_severity_1_that_joins_a_small_matter_is_the_same_incident_and_wakes_people(
    tmp_path: Path, httpserver: HTTPServer, routes: str
) -> None:
    async with world(tmp_path, httpserver, PEOPLE + routes, TWO_RULES) as here:
        here.post("My Acme kettle is blue")
        await here.minutes(2)
        assert [mail.to for mail in here.mails()] == ["team@example.org"]
        here.post("Acme: a fire")
        await here.minutes(7)
        (incident,) = here.app.store.incidents()
        assert incident.severity == 1
        told = {(mail.to, mail.subject.split()[1]) for mail in here.mails()}
        assert told == {
            ("mia@example.org", "PAGE"),  # in her quiet hours
            ("desk@example.org", "NEW"),
            ("team@example.org", "UPDATE"),
        }


async def test_news_goes_only_to_those_whose_route_takes_it(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with world(tmp_path, httpserver, PEOPLE + NESTED, TWO_RULES) as here:
        here.post("Acme: a fire")
        await here.minutes(2)
        here.mails()
        here.post("My Acme kettle is blue")
        await here.minutes(7)
        assert {mail.to for mail in here.mails() if "UPDATE" in mail.subject} == {"team@example.org"}
        await resolve(here.app, 1, by("Mia"))
        await here.minutes(1)
        assert {mail.to for mail in here.mails()} == {"team@example.org", "desk@example.org"}


@pytest.mark.parametrize(("who", "hears"), [("Bo", {"mia@example.org"}), ("Mia", set())])
async def test_who_was_woken_hears_that_it_is_over_and_who_said_so(
    tmp_path: Path, httpserver: HTTPServer, who: str, hears: set[str]
) -> None:
    awake = PEOPLE.replace('quiet = { from = "08:00", to = "20:00" }\n', "")
    async with world(tmp_path, httpserver, awake + NESTED, TWO_RULES) as here:
        here.post("Acme: a fire")
        await here.minutes(2)
        assert "mia@example.org" in {mail.to for mail in here.mails()}
        await resolve(here.app, 1, by(who))
        await here.minutes(1)
        over = here.mails()
        assert {mail.to for mail in over} - {"team@example.org", "desk@example.org"} == hears
        assert {mail.subject.partition(",")[0] for mail in over} == {f"[Listener] RESOLVED by {who}"}


async def test_an_end_is_not_certain_while_a_source_cannot_be_read(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with world(tmp_path, httpserver, rules=WORDS.replace("severity = 1", "severity = 2")) as here:
        here.post("My Acme kettle is on fire")
        await here.minutes(5)
        httpserver.clear()
        httpserver.expect_request("/feed").respond_with_data("", status=500)
        await here.minutes(75)
        end = here.mails()[-1]
        assert end.subject.startswith("[Listener] RESOLVED by itself, Acme: ")
        blind = r"feed, usually 100\s% of these posts \(since Mon 2 Mar, 09:\d\d\) cannot be read, so nobody"
        assert re.search(blind, said(end))


async def test_two_routes_with_policies_of_their_own_each_wake_their_people_once(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    people = (
        PEOPLE
        + """
[[people]]
name = "Lea"
mail = "lea@example.org"

[[policies]]
name = "legal"
levels = [{ page = ["person:Lea", "person:Mia"], timeout = "30m" }]
"""
    )
    routes = """
[[routes]]
name = "all"
targets = ["desk"]

[[routes.routes]]
name = "urgent"
match = { severity = 1 }
policy = "wake"
continue = true

[[routes.routes]]
name = "lawyers"
match = { rule = "recall" }
policy = "legal"
"""
    async with world(tmp_path, httpserver, people + routes) as here:
        here.post("Acme recall announced")
        await here.minutes(8)
        (incident,) = here.app.store.incidents()
        paged = sorted(mail.to for mail in here.mails() if " PAGE " in mail.subject)
        assert paged == ["lea@example.org", "mia@example.org"]
        assert [search.policy.name for search in incident.searches] == ["wake", "legal"]
