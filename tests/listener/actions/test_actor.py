"""Who may do what: every action asks, for every role, at every door."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest

from listener.actions.actor import LEAST, ROLES, Action, Denied, caller, may
from storage.records import PersonRole, Via
from tests.worlds.deeds import DEEDS, of, stage, store_a_post
from tests.worlds.docs import ROOT
from tests.worlds.incidents import world

DOORS: tuple[Via, ...] = get_args(Via)
ONLY_PAGES = {"settings"}
"""What is looked at and not done."""
ALLOWED = [(action, role) for action in DEEDS for role in ROLES if ROLES.index(role) >= ROLES.index(LEAST[action])]


def test_every_action_is_done_by_somebody_in_these_tests() -> None:
    assert set(DEEDS) | ONLY_PAGES == set(get_args(Action)) == set(LEAST)


@pytest.mark.parametrize("via", DOORS)
@pytest.mark.parametrize("role", ROLES)
async def test_what_a_role_may_not_do_is_refused_at_every_door_and_changes_nothing(
    tmp_path: Path, role: PersonRole, via: Via
) -> None:
    actor = of(role, via)
    async with world(tmp_path) as (app, _):
        await stage(app, "Ann")
        await store_a_post(app)
        before = (await app.incident(1), app.store.totals()["mentions"], app.store.added_people(), app.store.tokens())
        for action, deed in DEEDS.items():
            if not may(actor, action):
                with pytest.raises(Denied, match=f"Ann has the role {role}"):
                    await deed(app, actor)
        after = (await app.incident(1), app.store.totals()["mentions"], app.store.added_people(), app.store.tokens())
        assert after == before
        assert [entry for entry in app.store.audited() if entry.who == "Ann"] == []


@pytest.mark.parametrize(("action", "role"), ALLOWED)
async def test_what_a_role_may_do_is_done_and_audited(tmp_path: Path, action: Action, role: PersonRole) -> None:
    via = DOORS[(list(DEEDS).index(action) + ROLES.index(role)) % len(DOORS)]
    async with world(tmp_path) as (app, _):
        await store_a_post(app)
        await DEEDS[action](app, of(role, via))
        done = [entry for entry in app.store.audited() if entry.who == "Ann"]
        assert done
        assert {(entry.role, entry.via) for entry in done} == {(role, via)}


def test_no_action_forgets_to_ask() -> None:
    """Whatever takes an actor asks, or hands the actor on to what does."""
    for path in (ROOT / "listener" / "actions").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = {each.name: each for each in tree.body if isinstance(each, ast.AsyncFunctionDef)}
        for name, function in functions.items():
            given = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
            if "actor" in given and not name.startswith("_") and path.stem not in ("audit", "entering"):
                calls = [call for call in ast.walk(function) if isinstance(call, ast.Call)]
                called = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
                called |= {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)} & {"declare"}
                assert (
                    called & {"check", "_step", "made", "past", "change", "declare", "Denied"} or name == "carry_out"
                ), f"{path.name}: {name}"


@pytest.mark.parametrize(
    ("via", "known", "role"),
    [
        ("command line", None, "administrator"),
        ("link", None, "responder"),
        ("webhook", None, "responder"),
        ("demo", None, "responder"),
        ("link", "observer", "observer"),
        ("link", "administrator", "responder"),
    ],
)
def test_where_nobody_signs_in_the_door_says_what_a_name_may(via: Via, known: PersonRole | None, role: str) -> None:
    assert caller("Mia", via, known).role == role


@pytest.mark.parametrize("via", ["view", "api"])
def test_where_people_sign_in_a_name_alone_is_nobody(via: Via) -> None:
    with pytest.raises(KeyError):
        caller("Mia", via)
