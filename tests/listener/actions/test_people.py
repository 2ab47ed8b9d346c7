"""People are added, changed and removed; what would harm is refused with a sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from listener.actions import people
from listener.messages.recipients import recipients
from storage.errors import Conflict, ListenerError
from storage.records import Actor, Who
from tests.worlds.incidents import NOW, world

ROOT = Actor(name="Root", role="administrator", via="view", address="203.0.113.9")


@pytest.mark.parametrize(
    ("name", "mail", "role", "said"),
    [
        ("", None, "manager", "a name is missing"),
        ("Mi\u202ea", None, "manager", "invisible"),
        ("MIA", None, "manager", "already"),
        ("Ｍｉａ", None, "manager", "already"),
        ("M\u200dia", None, "manager", "already"),
        ("Zoë", "MIA@example.org", "manager", "has the address"),
        ("Zoë", "zoe", "manager", "not one mail address"),
        ("Zoë", "a@b.org, c@d.org", "manager", "not one mail address"),
        ("Zoë", "a@b.org\nBcc: x@y.org", "manager", "mail address"),
        ("Zoë", None, "god", "is no role"),
        ("Zoë", None, "Administrator", "is no role"),
    ],
)
async def test_what_is_wrong_is_said(tmp_path: Path, name: str, mail: Any, role: str, said: str) -> None:
    async with world(tmp_path) as (app, _):
        with pytest.raises(ListenerError, match=said):
            await people.add(app, name, mail, role, ROOT)
        assert app.store.added_people() == []


async def test_who_was_added_is_told_like_the_others_and_observers_take_nothing(tmp_path: Path) -> None:
    from listener.actions import incidents

    async with world(tmp_path) as (app, _):
        await people.add(app, "Zoë Ångström", "zoe@example.org", "responder", ROOT)
        assert [reach.to for reach in recipients(app.config, Who.person("Zoë Ångström"), NOW)] == [("zoe@example.org",)]
        await incidents.hand_over(app, 1, "Zoë Ångström", ROOT)
        await people.change(app, "zoë ångström", ROOT, role="observer")
        with pytest.raises(ListenerError, match="is an observer"):
            await incidents.hand_over(app, 1, "Zoë Ångström", ROOT)


async def test_what_the_file_defines_is_changed_there(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        for step in (people.change(app, "Mia", ROOT, role="observer"), people.remove(app, "Mia", ROOT)):
            with pytest.raises(ListenerError, match=r"config\.toml"):
                await step
        with pytest.raises(ListenerError, match='did you mean "Mia"'):
            await people.remove(app, "Mias", ROOT)


async def test_the_last_administrator_stays(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, clock):
        for name in ("Ines", "Noor"):
            await people.add(app, name, None, "administrator", ROOT)
        app.store.set_password("Ines", "$argon2", clock.now())
        for step in (people.remove(app, "Ines", ROOT), people.change(app, "Ines", ROOT, role="manager")):
            with pytest.raises(ListenerError, match="last who administrates"):
                await step
        app.store.set_password("Noor", "$argon2", clock.now())
        assert await people.remove(app, "Ines", ROOT) == "Ines"
        with pytest.raises(ListenerError, match="last who administrates"):
            await people.remove(app, "Noor", ROOT)


async def test_two_who_add_the_same_at_once_make_one(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        draft = people.draft(app, "Zoë", None, "manager", ROOT)
        app.store.add_person(draft)
        with pytest.raises(Conflict):
            app.store.add_person(draft)


async def test_every_change_says_who_when_and_from_where_and_no_address_of_mail(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        await people.add(app, "Zoë", "zoe@example.org", "manager", ROOT)
        await people.change(app, "Zoë", ROOT, role="responder", mail="z@example.org")
        await people.remove(app, "Zoë", ROOT)
        said = [(entry.who, entry.what, entry.at, entry.address) for entry in app.store.audited()]
        assert said == [
            ("Root", "removed Zoë", NOW, "203.0.113.9"),
            ("Root", "changed Zoë: role manager → responder, another mail address", NOW, "203.0.113.9"),
            ("Root", "added Zoë as manager", NOW, "203.0.113.9"),
        ]


async def test_a_password_of_somebody_who_is_gone_from_the_file_does_not_wait_for_the_name_to_come_back(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as (app, _):
        for name in ("Mia", "Bo"):
            app.store.set_password(name, "$argon2", NOW)
        gone = [each for each in app.config.people if each.name != "Bo"]
        whole = app.config
        app.adopt(replace(whole, people=tuple(gone)))
        await app.sync()
        app.adopt(whole)
        await app.sync()
        assert [each.person for each in app.store.accounts()] == ["Mia"]
