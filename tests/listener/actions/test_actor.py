"""What whoever comes through a door may do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from listener.actions import incidents
from listener.actions.actor import Action, Denied, caller, may
from storage.records import Via
from tests.worlds.incidents import world


@pytest.mark.parametrize("action", get_args(Action))
@pytest.mark.parametrize("via", get_args(Via))
def test_whoever_gives_a_name_may_do_what_every_door_offers(action: Action, via: Via) -> None:
    known = caller("Mia", via)
    assert may(known, action)
    assert may(replace(known, role="administrator"), action)
    assert not may(replace(known, role="observer"), action)


async def test_who_may_only_look_changes_nothing(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        before = await app.incident(1)
        with pytest.raises(Denied, match="needs the role responder; Mia has the role observer"):
            await incidents.acknowledge(app, 1, replace(caller("Mia", "view"), role="observer"))
        with pytest.raises(Denied):
            await incidents.verdict(app, 1, useful=True, actor=replace(caller("Mia", "link"), role="observer"))
        assert (await app.incident(1), app.store.audited()) == (before, [])
