"""The settings: what a role may not do is not shown there, and refused when it is sent anyway."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from listener.actions.actor import LEAST, ROLES
from listener.app import App
from listener.web.views.settings.people import RIGHTS
from storage.clock import SimulatedClock
from storage.records import PersonRole
from tests.worlds.clients import (
    FAR,
    PASSWORD,
    PUBLIC,
    add,
    browser,
    link,
    local,
    send,
    sign_in,
    signed_in,
    stored,
    token,
    visit,
)
from tests.worlds.hostile_texts import TRICKS

ADMINISTRATORS = (
    "/settings/people",
    "/settings/people/Mia",
    "/settings/tokens",
    "/settings/audit",
    "/settings/machine",
)
SENT = (
    ("/settings/people", {"name": "New", "mail": "", "role": "administrator"}),
    ("/settings/people/Root", {"do": "remove"}),
    ("/settings/people/Root", {"do": "change", "role": "observer", "mail": ""}),
    ("/settings/people/Root", {"do": "link"}),
    ("/settings/people/Root", {"do": "sign out"}),
    ("/settings/tokens", {"name": "robot", "role": "administrator", "days": "9", "do": "make"}),
    ("/settings/tokens", {"id": "1", "do": "end"}),
)
INCIDENT = ("acknowledge", "resolve", "useful", "noise", "note", "severity", "handover")


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_sees_what_it_may_do_and_is_refused_the_rest(tmp_path: Path, role: PersonRole) -> None:
    administers, acts = role == "administrator", role != "observer"

    def look(app: App, _: SimulatedClock) -> None:
        client = signed_in(app, "Ann", role)
        shown = client.get("/settings/me").text
        for path in ADMINISTRATORS:
            assert (f'href="{path}"' in shown) == (administers and path.count("/") == 2)
            assert client.get(path).status_code == (200 if administers else 403)
        stamp = token(shown)
        before = (app.store.added_people(), app.store.tokens(), len(app.store.sessions("Root")))
        for path, fields in SENT if not administers else ():
            sent = client.post(path, data={"token": stamp, **fields}, headers={"Origin": PUBLIC})
            assert sent.status_code == 403
        assert (app.store.added_people(), app.store.tokens(), len(app.store.sessions("Root"))) == before
        page = client.get("/incidents/1").text
        assert ('name="action"' in page) == acts
        if not acts:
            other = token(signed_in(app, "Bob", "responder").get("/incidents/1").text)
            for action in INCIDENT:
                fields = {"token": other, "action": action, "text": "x", "severity": "1", "to": "Bo"}
                sent = client.post("/incidents/1", data=fields, headers={"Origin": PUBLIC})
                assert sent.status_code in (403, 409)
            assert stored(app).state == "open"
            assert len(stored(app).timeline) == 2
        assert client.get("/settings").headers["location"] == "/settings/me"

    await visit(tmp_path, look)


PEOPLE = """
[[people]]
name = "Cy"
mail = "cy@example.org"
targets = ["team"]
quiet = { from = "22:00", to = "07:00", wake = false }

[[people]]
name = "Di"
"""


async def test_the_list_says_by_what_people_are_reached_and_when_they_sleep(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        page = " ".join(local(app).get("/settings/people").text.split())
        assert "<h1>4 people; nothing reaches Di</h1>" in page
        assert "<td>mail, team</td>" in page
        assert "<td>22:00–07:00<span" in page
        assert "nothing comes through" in page

    await visit(tmp_path, look, more=PEOPLE)


async def test_where_there_is_none_a_page_says_so_in_words(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        tokens = local(app).get("/settings/tokens").text
        assert "<h1>No program has a token</h1>" in tokens
        assert "<thead>" not in tokens
        nobody = local(app).get("/settings/me")
        assert (nobody.status_code, "<code>listener link</code>" in nobody.text) == (404, True)

    await visit(tmp_path, look)


async def test_the_file_of_the_configuration_is_called_by_its_name(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        for path in ("/settings/people", "/settings/people/Mia", "/inbox", "/inbox/pace", link(app)):
            page = client.get(path).text
            assert ("acme.toml" in page, "config.toml" in page) == (True, False), path
        assert "<td>acme.toml</td>" in client.get("/settings/people").text
        refused = send(client, "/settings/people/Mia", "/settings/people", do="remove")
        assert (refused.status_code, "stands in acme.toml" in refused.text) == (422, True)

    await visit(tmp_path, look, file="acme.toml")


async def test_an_address_reaches_nobody_while_no_target_sends_mail(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        assert "everybody can be reached" in local(app).get("/settings/people").text
        app.config = replace(app.config, targets=())
        assert "nothing reaches Mia, Bo" in local(app).get("/settings/people").text

    await visit(tmp_path, look)


async def test_somebody_is_added_let_in_changed_and_removed(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        root = signed_in(app, "Root", "administrator")
        added = send(root, "/settings/people", name="Zoë / Ångström", mail="zoe@example.org", role="manager")
        page = added.headers["location"]
        assert "Zoë / Ångström, manager" in root.get(page).text
        assert page in root.get("/settings/people").text
        made = send(root, page, do="link")
        [link] = re.findall(rf"<code>({PUBLIC}/enter/\S+)</code>", made.text)
        zoe = browser(app, PUBLIC, FAR)
        assert zoe.post(urlsplit(link).path, headers={"Origin": PUBLIC}).status_code == 303
        assert send(zoe, "/settings/me", password=PASSWORD, again=PASSWORD, do="password").status_code == 200
        assert sign_in(browser(app, PUBLIC, FAR), "zoe@example.org").status_code == 303
        assert "is changed" in send(root, page, do="change", role="observer", mail="z@example.org").text
        assert "Signed out in 2 browsers" in send(root, page, do="sign out").text
        assert zoe.get("/").status_code == 303
        assert send(root, page, do="remove").status_code == 303
        assert sign_in(browser(app, PUBLIC, FAR), "zoe@example.org").status_code == 403
        assert root.get(page).status_code == 404

    await visit(tmp_path, look)


async def test_what_cannot_be_done_is_said_on_the_page(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        root = signed_in(app, "Root", "administrator")
        taken = send(root, "/settings/people", name="mia", mail="", role="manager")
        assert (taken.status_code, "already" in taken.text, 'value="mia"' in taken.text) == (422, True, True)
        assert "last who administrates" in send(root, "/settings/people/Root", do="remove").text
        assert "config.toml" in send(root, "/settings/people/Mia", do="remove").text
        assert "Remove Mia" not in root.get("/settings/people/Mia").text
        assert "are not the same" in send(root, "/settings/me", do="password", password=PASSWORD, again="x").text
        assert send(root, "/settings/tokens", name="robot", role="observer", days="0", do="make").status_code == 422
        assert send(root, "/settings/tokens", name="robot", role="god", days="9", do="make").status_code == 422
        assert send(root, "/settings/people/Root", do="nonsense").status_code == 400

    await visit(tmp_path, look)


async def test_a_token_is_shown_once_opens_what_its_role_may_and_ends(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        root, program = signed_in(app, "Root", "administrator"), browser(app, PUBLIC, FAR)
        made = send(root, "/settings/tokens", name="prometheus", role="observer", days="9", do="make").text
        [secret] = re.findall(r"<code>(listener_\S+)</code>", made)
        assert secret not in root.get("/settings/tokens").text
        right = {"Authorization": f"Bearer {secret}"}
        assert program.get("/metrics", headers=right).status_code == 200
        assert "troubles" in program.get("/health", headers=right).json()
        assert program.get("/", headers=right).status_code == 303, "pages are for people"
        for wrong in (secret[:-1], secret + "x", "listener_", ""):
            assert program.get("/metrics", headers={"Authorization": f"Bearer {wrong}"}).status_code == 401
        assert app.store.tokens()[0].used_at == clock.now()
        [id] = re.findall(r'name="id" value="(\d+)"', root.get("/settings/tokens").text)
        assert send(root, "/settings/tokens", id=id, do="end").status_code == 200
        assert program.get("/metrics", headers=right).status_code == 401
        made = send(root, "/settings/tokens", name="prometheus", role="observer", days="9", do="make").text
        [secret] = re.findall(r"<code>(listener_\S+)</code>", made)
        clock.move_to(app.store.tokens()[0].ends_at)
        assert program.get("/metrics", headers={"Authorization": f"Bearer {secret}"}).status_code == 401

    await visit(tmp_path, look)


async def test_the_audit_says_who_what_and_from_where(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        root = signed_in(app, "Root", "administrator")
        send(root, "/incidents/1", action="note", text="seen")
        audit = root.get("/settings/audit").text
        for said in ("signed in by link", FAR, ">seen<", "Root", 'href="/incidents/1"'):
            assert said in audit
        assert "collect" not in audit
        assert "Listens on" in root.get("/settings/machine").text

    await visit(tmp_path, look)


async def test_before_there_are_accounts_a_local_browser_adds_people_and_has_no_page_of_its_own(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        here = local(app)
        assert here.get("/settings").headers["location"] == "/settings/people"
        assert here.get("/settings/me").status_code == 404
        assert send(here, "/settings/people", name="Zoë", mail="", role="administrator").status_code == 303

    await visit(tmp_path, look)


@pytest.mark.parametrize("text", TRICKS, ids=range(len(TRICKS)))
async def test_what_strangers_write_stays_text(tmp_path: Path, text: str) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        add(app, text, "administrator", password=None)
        root = signed_in(app, "Root", "administrator")
        stranger = browser(app, PUBLIC, FAR)
        failed = sign_in(stranger, text, text, next=text)
        pages = [root.get(path).text for path in ("/settings/people", "/settings/audit", "/settings/tokens")]
        for page in (*pages, failed.text):
            assert "<script>" not in page
            assert "<img" not in page
        assert failed.status_code == 403

    await visit(tmp_path, look)


def test_every_right_stands_in_the_table_of_roles_beside_those_of_the_same_role() -> None:
    assert sorted(each for _, those in RIGHTS for each in those) == sorted(LEAST)
    assert [those for _, those in RIGHTS if len({LEAST[each] for each in those}) > 1] == []


async def test_who_is_paged_and_what_a_role_may_do_is_shown(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        page = signed_in(app, "Ann", "administrator").get("/settings/people").text
        rows = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
        [mia] = [row for row in rows if "/settings/people/Mia" in row]
        assert "none in the last week" in mia
        [ann] = [row for row in rows if "/settings/people/Ann" in row]
        assert "nothing pages them" in ann
        [approves] = [row for row in rows if "Approve what is published" in row]
        assert re.findall('<span class="vh">(yes|no)', approves) == ["no", "no", "yes", "yes"]

    policy = '[[policies]]\nname = "wake"\nlevels = [{ page = ["person:Mia"] }]\ntest = "mon"\n'
    await visit(tmp_path, look, more=policy)
