"""People sign in by password or by a link in a mail; who is wrong learns nothing, and who is gone is out."""

from __future__ import annotations

import asyncio
import html
import re
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from listener.app import App
from listener.config.loading import load
from listener.demo.mailbox import Mail, Mailbox
from listener.web.server import served
from storage.clock import SimulatedClock
from storage.records import AddedPerson
from tests.worlds.clients import (
    FAR,
    HOME,
    PASSWORD,
    PUBLIC,
    add,
    browser,
    send,
    sign_in,
    signed_in,
    stored,
    token,
    visit,
)
from tests.worlds.incidents import NOW, world
from tests.worlds.pipeline import free_port, mail_server

MAIL = '[web]\nsign_in = ["password", "mail"]\n'
INES = AddedPerson(name="Ines", mail="ines@example.org", role="administrator", added_at=NOW, added_by="test")


async def test_by_name_or_address_and_back_to_where_one_wanted(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        add(app, "Ines Almeida", "administrator", "ines@example.org")
        for who in ("Ines Almeida", "ines  ALMEIDA", "INES@example.org", " ines@example.org "):
            client = browser(app, PUBLIC, FAR)
            led = client.get("/incidents/1").headers["location"]
            assert 'value="/incidents/1"' in client.get(led).text
            done = sign_in(client, who, next="/incidents/1")
            assert (done.status_code, done.headers["location"]) == (303, "/incidents/1")
            assert stored(app).title in client.get("/incidents/1").text
        elsewhere = sign_in(browser(app, PUBLIC, FAR), "Ines Almeida", next="//evil.example")
        assert elsewhere.headers["location"] == "/"

    await visit(tmp_path, look)


def as_it_is(client: TestClient, path: str, query: bytes) -> str:
    """An address whose question the client does not escape."""
    return client.base_url.join(path).copy_with(query=query)  # type: ignore[return-value]  # it takes its own


async def test_a_question_is_not_lost_by_signing_in(tmp_path: Path) -> None:
    asked = f"/explore?q=%28lid+OR+%22{'carafe+' * 150}%22%29+and+brand%3A%22M%C3%BCller%22&since=30d"

    def look(app: App, _: SimulatedClock) -> None:
        add(app, "Ines", "administrator")
        for wanted in (asked, "/brands/M%C3%BCller%3F?span=24h"):
            client = browser(app, PUBLIC, FAR)
            led = client.get(wanted).headers["location"]
            way = html.unescape(re.search(r'name="next" value="([^"]+)"', client.get(led).text)[1])  # type: ignore[index]
            assert sign_in(client, "Ines", next=way).headers["location"] == wanted
        client = browser(app, PUBLIC, FAR)
        led = client.get(as_it_is(client, "/explore", b"q=C:\\tmp&since=7d")).headers["location"]
        way = html.unescape(re.search(r'name="next" value="([^"]+)"', client.get(led).text)[1])  # type: ignore[index]
        assert way == "/explore?q=C:%5Ctmp&since=7d", "browsers send a backslash as it is"

    await visit(tmp_path, look)


async def test_who_is_wrong_reads_the_same_whatever_was_wrong(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        add(app, "Ines", "administrator")
        add(app, "No password", "manager", password=None)
        said = set()
        for who, password in (
            ("Ines", "wrong, and long enough"),
            ("Nobody", PASSWORD),
            ("No password", PASSWORD),
            ("Mia", PASSWORD),
            ("Ines", ""),
            ("", ""),
            ("Ines\x00", PASSWORD),
            ("x" * 5_000, "y" * 5_000),
        ):
            answer = sign_in(browser(app, PUBLIC, FAR), who, password)
            assert answer.status_code == 403
            assert "set-cookie" not in answer.headers
            said.add(re.sub(r'value="[^"]*"', "", answer.text))
        assert len(said) == 1

    await visit(tmp_path, look)


async def test_it_takes_as_long_where_there_is_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    from listener.people import passwords

    slow = PasswordHasher(time_cost=3, memory_cost=16_384, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", slow)

    def look(app: App, _: SimulatedClock) -> None:
        add(app, "Ines", "administrator", password=None)
        app.store.set_password("Ines", slow.hash(PASSWORD), app.clock.now())
        took: dict[str, list[float]] = {"Ines": [], "Nobody": []}
        sign_in(browser(app, PUBLIC, "203.0.113.1"), "Nobody", "wrong, and long enough")
        for n in range(4):
            for who, times in took.items():
                client = browser(app, PUBLIC, f"203.0.113.{n + 10}")
                stamp, begun = token(client.get("/sign-in").text), time.perf_counter()
                client.post(
                    "/sign-in", data={"who": who, "password": "wrong", "token": stamp}, headers={"Origin": PUBLIC}
                )
                times.append(time.perf_counter() - begun)
        assert min(took["Nobody"]) > min(took["Ines"]) / 2

    await visit(tmp_path, look)


async def test_after_five_wrong_ones_even_the_right_one_waits_and_strangers_keep_nobody_out(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        add(app, "Ines", "administrator")
        home = browser(app, PUBLIC, "198.51.100.7")
        assert sign_in(home, "Ines").status_code == 303
        home.cookies.delete("__Host-listener_8350")
        stranger = browser(app, PUBLIC, "198.51.100.7")  # of the same network
        answers = [sign_in(stranger, "Ines", "wrong, and long enough").status_code for _ in range(6)]
        assert answers == [403] * 5 + [429]
        late = sign_in(stranger, "Ines")
        assert (late.status_code, "the next may be made at" in late.text) == (429, True)
        assert sign_in(browser(app, PUBLIC, FAR), "Ines").status_code == 303, "from elsewhere she gets in"
        assert sign_in(home, "Ines").status_code == 303, "and in the browser that is hers"
        clock.move_to(NOW + timedelta(minutes=15))
        assert sign_in(stranger, "Ines").status_code == 303

    await visit(tmp_path, look)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": PUBLIC, "Sec-Fetch-Site": "cross-site"}, {}, {"Origin": "null"}],
    ids=["another site", "cross-site", "no browser", "hidden"],
)
async def test_forms_of_other_sites_sign_nobody_in_or_out(tmp_path: Path, headers: dict[str, str]) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = signed_in(app, "Ines", "administrator")
        stranger = browser(app, PUBLIC, FAR)
        stamp = token(stranger.get("/sign-in").text)
        fields = {"who": "Root", "password": PASSWORD, "token": stamp}
        assert stranger.post("/sign-in", data=fields, headers=headers).status_code == 403
        given = token(client.get("/settings/me").text)
        assert client.post("/sign-out", data={"token": given}, headers=headers).status_code == 403
        assert client.get("/").status_code == 200

    await visit(tmp_path, look)


async def test_a_form_belongs_to_the_browser_it_was_made_for_and_not_for_long(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        ines, eve = signed_in(app, "Ines", "administrator"), signed_in(app, "Eve", "administrator")
        foreign = token(eve.get("/settings/tokens").text)
        for given in (foreign, "", "x.y", token(browser(app, PUBLIC, FAR).get("/sign-in").text)):
            sent = {"token": given, "name": "robot", "role": "observer", "days": "9"}
            assert ines.post("/settings/tokens", data=sent, headers={"Origin": PUBLIC}).status_code == 403
        old = token(ines.get("/settings/tokens").text)
        clock.move_to(NOW + timedelta(hours=12))
        sent = {"token": old, "name": "robot", "role": "observer", "days": "9"}
        assert ines.post("/settings/tokens", data=sent, headers={"Origin": PUBLIC}).status_code == 403
        assert app.store.tokens() == []

    await visit(tmp_path, look)


async def test_sessions_end_unused_after_all_and_by_hand(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        idle, busy, gone = (signed_in(app, name, "responder") for name in ("Idle", "Busy", "Gone"))
        assert send(gone, "/sign-out", "/settings/me").headers["location"] == "/sign-in"
        assert gone.get("/").status_code == 303
        for day in range(1, 30):
            clock.move_to(NOW + timedelta(days=day))
            assert busy.get("/").status_code == 200
            assert idle.get("/").status_code == 303 if day >= 3 else True
        clock.move_to(NOW + timedelta(days=30))
        assert busy.get("/").status_code == 303

    await visit(tmp_path, look)


async def test_a_cookie_is_worth_nothing_after_signing_out_everywhere(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        here, there = signed_in(app, "Ines", "administrator"), signed_in(app, "Ines", "administrator")
        assert there.get("/settings/me").text.count("link</td>") == 2
        send(here, "/settings/me", do="sign out everywhere")
        assert (here.get("/").status_code, there.get("/").status_code) == (303, 303)

    await visit(tmp_path, look)


async def test_a_role_that_was_taken_away_is_gone_at_once(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        root, mo = signed_in(app, "Root", "administrator"), signed_in(app, "Mo", "administrator")
        assert mo.get("/settings/audit").status_code == 200
        assert send(root, "/settings/people/Mo", role="observer", mail="", do="change").status_code == 200
        assert mo.get("/settings/audit").status_code == 403
        assert '<form method="post" action="/incidents/1"' not in mo.get("/incidents/1").text
        assert send(root, "/settings/people/Mo", do="remove").status_code == 303
        assert mo.get("/").status_code == 303

    await visit(tmp_path, look)


async def test_a_link_by_mail_goes_to_whom_it_belongs_and_the_answer_is_the_same(tmp_path: Path) -> None:
    home = f"127.0.0.1:{free_port()}"
    with mail_server(tmp_path) as (smtp, mailbox):
        async with world(tmp_path, listener=f'listen = "{home}"', more=MAIL) as (app, _), served(app):
            path = tmp_path / "config.toml"
            path.write_text(path.read_text().replace("smtp://127.0.0.1:9", f"smtp://{smtp}"))
            app.adopt(load(path))
            app.store.add_person(INES)
            async with httpx.AsyncClient(base_url=f"http://{home}", trust_env=False) as client:
                answers = [await ask_for_a_link(client, who) for who in ("INES@example.org", "nobody@example.org")]
                assert answers[0] == answers[1]
                mail = await arrived(mailbox)
                assert (mail.to, mail.subject) == ("ines@example.org", "Your link to sign in to Listener")
                [address] = re.findall(r"https://listener\.example\.org/enter/\S+", mail.text)
                asked = urlsplit(address)
                entered = await client.post(f"{asked.path}?{asked.query}", headers={"Origin": f"http://{home}"})
                assert (entered.status_code, entered.headers["location"]) == (303, "/incidents/1")
                assert (await client.get("/")).status_code == 200
                assert "signed in by mail" in [each.what for each in app.store.audited()]


async def ask_for_a_link(client: httpx.AsyncClient, who: str) -> str:
    """What the page answers."""
    fields = {"who": who, "next": "/incidents/1", "token": token((await client.get("/sign-in")).text)}
    answer = await client.post("/sign-in/mail", data=fields, headers={"Origin": str(client.base_url).rstrip("/")})
    assert "a link is on its way" in answer.text
    return re.sub(r'value="[^"]*"', "", answer.text)


async def arrived(mailbox: Mailbox) -> Mail:
    """The only mail, once it is there."""
    for _ in range(200):
        if mails := mailbox.mails():
            await asyncio.sleep(0.2)
            assert len(mailbox.mails()) == 1
            return mails[0]
        await asyncio.sleep(0.05)
    raise AssertionError("no mail arrived")


async def test_a_way_that_is_not_configured_is_none(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        add(app, "Ines", "administrator")
        client = browser(app)
        stamp = token(client.get("/sign-in").text)
        for path in ("/sign-in/mail", "/sign-in/openid"):
            answer = client.post(path, data={"who": "mia@example.org", "token": stamp}, headers={"Origin": HOME})
            assert answer.status_code == 404
        assert client.get("/sign-in/openid/answer?code=x&state=y").status_code == 404

    await visit(tmp_path, look)
