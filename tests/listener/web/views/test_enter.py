"""The first link makes the administrator, once; a person's link lets that person in, once; nothing else does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from listener.app import App
from listener.people.links import LASTS
from storage.clock import SimulatedClock
from tests.worlds.clients import FAR, HOME, PASSWORD, PUBLIC, add, browser, link, local, send, signed_in, visit
from tests.worlds.incidents import NOW

FORM = {"name": "Ines Almeida", "mail": "ines@example.org", "password": PASSWORD}
ADMINISTRATOR = '[[people]]\nname = "Ines"\nmail = "ines@example.org"\nrole = "administrator"\n'


async def test_a_look_uses_nothing_up_and_the_button_makes_the_administrator(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client, path = browser(app, PUBLIC, FAR), link(app)
        for _ in range(3):
            assert "Who looks after this service" in client.get(path).text, "browsers fetch ahead of the person"
        assert client.get("/").status_code == 403
        entered = client.post(path, data=FORM, headers={"Origin": PUBLIC})
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        kept = entered.headers.get_list("set-cookie")[0].lower()
        assert kept.startswith("__host-listener_8350=")
        assert all(word in kept for word in ("httponly", "samesite=lax", "secure", f"max-age={30 * 86_400}", "path=/"))
        assert "domain" not in kept
        assert client.get("/").status_code == 200
        assert "Ines Almeida, administrator" in client.get("/settings/me").text
        for again in (browser(app, PUBLIC, FAR), browser(app)):
            answer = again.post(path, data=FORM)
            assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
        assert [(each.who, each.what, each.address) for each in app.store.audited(1)] == [
            ("Ines Almeida", "signed in by link", FAR)
        ]

    await visit(tmp_path, look)


async def test_of_two_first_links_pressed_at_once_one_makes_the_administrator(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        pairs = [(browser(app, PUBLIC, FAR), link(app), f"P{n}") for n in range(4)]

        def press(n: int) -> int:
            client, path, name = pairs[n]
            sent = {"name": name, "mail": "", "password": PASSWORD}
            return client.post(path, data=sent, headers={"Origin": PUBLIC}).status_code

        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(press, range(4)))
        assert sorted(answers) == [303, 403, 403, 403]
        assert [each.role for each in app.store.added_people()] == ["administrator"]

    await visit(tmp_path, look)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "A name is missing"),
        ({"name": "\u202e"}, "invisible"),
        ({"name": "mia"}, "Mia is responder in config.toml"),
        ({"password": "short"}, "at least 12"),
        ({"password": "ines@example.org"}, "anybody would guess"),
        ({"mail": "no address"}, "no address"),
        ({"mail": "BO@example.org"}, "Somebody has the address"),
    ],
)
async def test_what_is_wrong_is_said_and_the_link_still_works(
    tmp_path: Path, fields: dict[str, str], said: str
) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client, path = browser(app, PUBLIC, FAR), link(app)
        wrong = client.post(path, data=FORM | fields, headers={"Origin": PUBLIC})
        assert (wrong.status_code, said in wrong.text) == (422, True), wrong.text
        assert (app.store.accounts(), app.store.added_people()) == ([], [])
        assert PASSWORD not in wrong.text
        assert client.post(path, data=FORM, headers={"Origin": PUBLIC}).status_code == 303

    await visit(tmp_path, look)


async def test_an_administrator_of_the_configuration_gets_the_password(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = browser(app, PUBLIC, FAR)
        sent = FORM | {"name": "ines"}
        assert client.post(link(app), data=sent, headers={"Origin": PUBLIC}).status_code == 303
        assert app.store.added_people() == []
        assert [each.person for each in app.store.accounts()] == ["Ines"]

    await visit(tmp_path, look, more=ADMINISTRATOR)


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
async def test_another_site_cannot_press_the_button(tmp_path: Path, headers: dict[str, str]) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        path = link(app)
        assert browser(app, PUBLIC, FAR).post(path, data=FORM, headers=headers).status_code == 403
        assert app.store.accounts() == []
        assert browser(app, PUBLIC, FAR).post(path, data=FORM, headers={"Origin": PUBLIC}).status_code == 303

    await visit(tmp_path, look)


async def test_links_end_and_what_only_looks_like_one_is_none(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client, path = browser(app), link(app)
        for odd in ("x", "é", "a" * 5_000, path.removeprefix("/enter/")[:-1], "%00"):
            assert client.get(f"/enter/{odd}").status_code == 403
        clock.move_to(NOW + LASTS)
        for late in (client.get(path), client.post(path, data={"as": "local"})):
            assert late.status_code == 403
            assert "listener link" in late.text

    await visit(tmp_path, look)


async def test_a_local_browser_ends_with_the_first_account_everywhere(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        here, path = local(app), link(app)
        assert here.get("/").status_code == 200
        assert browser(app, PUBLIC, FAR).post(path, data=FORM, headers={"Origin": PUBLIC}).status_code == 303
        assert here.get("/").status_code == 303
        app.store.remove_person("Ines Almeida")
        assert here.get("/").status_code == 403, "also where the account is gone again"

    await visit(tmp_path, look)


async def test_a_persons_link_lets_that_person_in_to_set_a_password(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        add(app, "Root", "administrator")
        add(app, "Zoë", "responder", password="the old one, forgotten")
        client, path = browser(app, PUBLIC, FAR), link(app, "person", "Zoë")
        assert "Sign in as Zoë?" in client.get(path).text
        assert client.post(path, headers={"Origin": PUBLIC}).headers["location"] == "/settings/me"
        assert client.post(path, headers={"Origin": PUBLIC}).status_code == 403
        other = signed_in(app, "Zoë", "responder")
        assert "The present one" not in client.get("/settings/me").text
        done = send(client, "/settings/me", password="brand new pass", again="brand new pass", do="password")
        assert "is set" in done.text
        assert other.get("/").status_code == 303, "whoever was in elsewhere is out"
        assert client.get("/").status_code == 200
        clock.move_to(NOW + timedelta(hours=1))
        wrong = send(client, "/settings/me", password="another pass 12", again="another pass 12", do="password")
        assert "present password is not right" in wrong.text, "a link lets in, and is no password for good"

    await visit(tmp_path, look)


async def test_a_link_of_somebody_who_is_gone_lets_nobody_in(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        add(app, "Root", "administrator")
        path = link(app, "person", "Nobody")
        assert browser(app, PUBLIC, FAR).post(path, headers={"Origin": PUBLIC}).status_code == 403

    await visit(tmp_path, look)


async def test_a_session_that_somebody_put_there_is_not_taken_over(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        attacker = signed_in(app, "Eve", "responder", HOME, "127.0.0.1")
        planted = attacker.cookies["listener_8350"]
        victim = browser(app)
        victim.post(link(app, "person", "Root"), headers={"Origin": HOME, "Cookie": f"listener_8350={planted}"})
        assert victim.cookies["listener_8350"] != planted
        assert "Root" in victim.get("/settings/me").text
        assert attacker.get("/").status_code == 303, "the planted one has ended"

    await visit(tmp_path, look)


async def test_where_the_way_is_encrypted_only_a_cookie_of_that_way_counts(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        known = signed_in(app, "Mo", "responder")
        (name, secret) = next((each.name, each.value) for each in known.cookies.jar if "known" not in each.name)
        assert name == "__Host-listener_8350"
        planted = browser(app, PUBLIC, FAR)
        assert planted.get("/", headers={"Cookie": f"listener_8350={secret}"}).status_code == 303
        assert planted.get("/", headers={"Cookie": f"{name}={secret}"}).status_code == 200
        for odd in ("", "é", "x", secret[:-1] if secret else ""):
            assert planted.get("/", headers={"Cookie": f"{name}={odd}".encode()}).status_code == 303

    await visit(tmp_path, look)
