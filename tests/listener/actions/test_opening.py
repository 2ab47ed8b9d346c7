"""What a person opens is told like what a rule finds, joins what is open about the same, and waits for a person."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from listener.actions.commands import Unclear
from listener.actions.opening import open_by_hand
from listener.pipeline.escalate import escalate
from tests.worlds.actors import by
from tests.worlds.incidents import incident, world

MIA = by("Mia")


async def test_it_is_told_and_does_not_end_by_itself(tmp_path: Path) -> None:
    async with world(tmp_path, incident(state="resolved")) as (app, clock):
        opened = await open_by_hand(app, "A shop sells  knock-offs", MIA, brand="Acme")
        assert (opened.title, opened.severity, opened.state) == ("A shop sells knock-offs", 2, "open")
        assert ("opened by hand: A shop sells knock-offs", "Mia") in [(each.what, each.who) for each in opened.timeline]
        clock.move_to(clock.now() + timedelta(hours=3))
        await escalate(app)
        told = [each.notice for each in app.store.deliveries() if each.notice.incident_id == opened.id]
        assert [(each.kind, each.title) for each in told] == [("opened", "A shop sells knock-offs")]
        assert app.store.incident_by_id(opened.id or 0).state == "open"  # type: ignore[union-attr]
        [entry] = app.store.audited(about="incident", id=opened.id)
        assert (entry.who, entry.what) == ("Mia", "opened by hand: A shop sells knock-offs")


async def test_what_is_open_about_the_same_takes_it_in(tmp_path: Path) -> None:
    async with world(tmp_path, incident(severity=2)) as (app, _):
        opened = await open_by_hand(app, "Now the press calls", MIA, brand="Acme", severity=1)
        assert opened.severity == 1
        assert [each.rule for each in opened.alerts][-1] == "by hand"
        assert app.store.incident_tallies()[None].unresolved == (1 if opened.id == 1 else 2)


@pytest.mark.parametrize("wrong", [{"title": "  – "}, {"title": "x", "severity": 4}, {"title": "x", "brand": "Acne"}])
async def test_what_cannot_be_is_said(tmp_path: Path, wrong: dict[str, object]) -> None:
    async with world(tmp_path) as (app, _):
        with pytest.raises(Unclear):
            await open_by_hand(app, actor=MIA, **wrong)  # type: ignore[arg-type]
        assert app.store.audited() == []
