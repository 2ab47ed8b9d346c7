"""Links in messages: a look changes nothing, a press acts once, and whoever comes too late is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from listener.app import App
from listener.messages.links import links, secret
from listener.signing import NOTE, grant, sealed
from storage.clock import SimulatedClock
from tests.worlds.clients import add, browser, stored, visit
from tests.worlds.incidents import NOW, incident

PUBLIC = "https://listener.example.org"


def paths(app: App, person: str | None = "Mia", id: int = 1) -> dict[str, str]:
    """The links of a message sent now."""
    return dict(links(app, stored(app, id), person))


async def test_looking_changes_nothing_and_the_button_acts_once(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        before, client, path = stored(app), browser(app, PUBLIC, "203.0.113.9"), paths(app)["I take it"]
        for _ in range(3):
            asked = client.get(path)
            assert asked.status_code == 200
            assert client.head(path).status_code == 200
        assert "Nothing happens until you press" in asked.text
        assert "In the name of <strong>Mia</strong>" in asked.text
        assert stored(app) == before, "a mail scanner that opens every link must not act"
        pressed = client.post(path)
        assert pressed.status_code == 200
        assert "You have taken this incident" in pressed.text
        assert stored(app).acknowledged_by == "Mia"
        taken = stored(app)
        again = client.post(path)
        assert again.status_code == 410
        assert "used already" in again.text
        assert "Mia takes care of it" in again.text
        assert stored(app) == taken

    await visit(tmp_path, look)


async def test_who_comes_second_is_told_who_was_first_and_when(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client, first, second = browser(app, PUBLIC), paths(app, "Mia"), paths(app, "Bo")
        client.post(first["I take it"])
        clock.move_to(NOW + timedelta(minutes=5))
        late = client.post(second["I take it"])
        assert late.status_code == 409
        assert "Mia already takes care of this incident, since 2 Mar 09:00 UTC" in late.text
        assert "Mon 2 Mar 2026, 09:00" in late.text
        assert stored(app).acknowledged_by == "Mia"
        third = client.get(paths(app, "Cy").get("I take it", first["I take it"]))
        assert "nothing left to do" in third.text
        assert "<button" not in third.text

    await visit(tmp_path, look)


async def test_a_message_to_many_asks_for_the_name(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client, path = browser(app, PUBLIC), paths(app, None)["Over"]
        assert "Your name" in client.get(path).text
        nameless = client.post(path, data={"who": "  "})
        assert nameless.status_code == 422
        assert "Write your name" in nameless.text
        assert stored(app).state == "open"
        done = client.post(path, data={"who": 'Mia <b>"&\u202e'})
        assert done.status_code == 200, "the first try did not use the link up"
        assert "<b>" not in done.text
        assert stored(app).timeline[-1].who == 'Mia <b>"&'
        assert stored(app).state == "resolved"

    await visit(tmp_path, look)


async def test_the_name_in_a_link_is_not_to_be_changed(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        browser(app, PUBLIC).post(paths(app, "Mia")["I take it"], data={"who": "Bo"})
        assert stored(app).acknowledged_by == "Mia"

    await visit(tmp_path, look)


@pytest.mark.parametrize(("label", "useful"), [("Useful", True), ("Noise", False)])
async def test_verdicts_from_a_mail(tmp_path: Path, label: str, useful: bool) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        assert browser(app, PUBLIC).post(paths(app)[label]).status_code == 200
        given = app.store.verdicts(NOW)
        assert {(one.rule, one.useful, one.who) for one in given} == {
            ("many-posts", useful, "Mia"),
            ("angry", useful, "Mia"),
        }
        assert stored(app).state == "open"

    await visit(tmp_path, look)


async def test_old_links_do_nothing_and_say_how_it_stands(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client, path = browser(app, PUBLIC), paths(app)["I take it"]
        clock.move_to(NOW + timedelta(days=3))
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 410
            assert "expired" in answer.text
            assert "nobody has taken it yet" in answer.text
        assert stored(app).state == "open"

    await visit(tmp_path, look)


async def test_forged_links_and_those_of_another_incident_do_nothing(tmp_path: Path) -> None:
    other = incident(key="other")

    def look(app: App, _: SimulatedClock) -> None:
        client, good = browser(app, PUBLIC), paths(app)["I take it"]
        until, key = NOW + timedelta(days=1), secret(app)
        stranger = sealed(grant("link", stored(app), "acknowledge", "Eve", until), "guessed")
        form = sealed(grant("form", stored(app), "acknowledge", "Eve", until), key)
        for path in (f"/act/{stranger}", f"/act/{form}", good[:-1], good + "x", "/act/x"):
            for answer in (client.get(path), client.post(path)):
                assert answer.status_code == 403, path
                assert "does not work" in answer.text
                assert stored(app).title not in answer.text
        moved = replace(stored(app), opened_at=NOW)
        elsewhere = sealed(grant("link", moved, "acknowledge", "Mia", until), key)
        assert client.post(f"/act/{elsewhere}").status_code == 404, "number 1 of another database"
        assert client.post(good).status_code == 200
        assert stored(app, 1).acknowledged_by == "Mia"
        assert stored(app, 2).state == "open"

    await visit(tmp_path, look, incident(), other)


async def test_a_new_key_makes_all_links_void(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        path = paths(app)["I take it"]
        app.store.note(NOTE, "another")
        assert browser(app, PUBLIC).post(path).status_code == 403
        assert stored(app).state == "open"

    await visit(tmp_path, look)


async def test_the_page_is_closed_to_frames_scripts_and_other_sites(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        headers = browser(app, PUBLIC).get(paths(app)["I take it"]).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "script-src" not in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer", "the address is the permission"
        assert headers["cache-control"] == "no-store"

    await visit(tmp_path, look)


async def test_a_message_offers_what_makes_sense(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        open_ = stored(app)
        offered = {
            state: [label for label, _ in links(app, replace(open_, state=state), "Mia")]
            for state in ("open", "acknowledged", "resolved")
        }
        assert offered == {
            "open": ["I take it", "Over", "Useful", "Noise"],
            "acknowledged": ["Over", "Useful", "Noise"],
            "resolved": ["Useful", "Noise"],
        }
        assert [label for label, _ in links(app, replace(open_, drill=True), "Mia")] == ["I take it", "Over"]
        app.config = replace(app.config, listener=app.config.listener.model_copy(update={"base_url": None}))
        assert links(app, open_, "Mia") == (), "nobody could reach them"

    await visit(tmp_path, look)


async def test_whoever_became_an_observer_since_the_mail_takes_nothing_by_its_link(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client, path = browser(app, PUBLIC), paths(app, "Zoë")["I take it"]
        add(app, "Zoë", "observer")
        client.get("/health")  # any request meets who is new
        asked = client.get(path)
        assert (asked.status_code, "<button" in asked.text) == (403, False)
        pressed = client.post(path)
        assert "Zoë has the role observer" in pressed.text
        assert stored(app).state == "open"

    await visit(tmp_path, look)
