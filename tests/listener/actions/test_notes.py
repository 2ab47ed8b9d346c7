"""What people write in a note is theirs: it counts as no notice, no answer and no end."""

from __future__ import annotations

from pathlib import Path

import pytest

from listener.actions import crises, incidents
from listener.app import App
from listener.crisis.debrief import Times, debrief
from listener.messages.compose import compose
from listener.wording.standing import standing
from storage.errors import Conflict
from tests.worlds.actors import by
from tests.worlds.incidents import HOUR, NOW, world

NOTES = ("told the press office", "paged our agency", "acknowledged by the supplier", "handed over to the lawyers")
LATE_NOTES = ("resolved with the supplier", "resolved")


async def _times(app: App) -> Times:
    """As the evaluation finds them."""
    record = await crises.found(app, 1)
    return debrief(app.store, app.config, record, await app.incident(1), app.clock.now()).times


async def test_notes_change_no_number_no_time_and_no_name(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, clock):
        await crises.declare(app, 1, severity=1, actor=by("Bo"), take=False)
        before = await _times(app)
        clock.move_to(NOW + HOUR)
        for text in NOTES:
            await incidents.note(app, 1, text, by("Mia"))
        noted = await app.incident(1)
        assert (await compose(app, noted, "updated", clock.now())).number == 1
        assert await _times(app) == before
        assert before.acknowledged is None
        assert standing(noted) == ("nobody has taken it yet", None)

        clock.move_to(NOW + 2 * HOUR)
        await incidents.acknowledge(app, 1, by("Bo"))
        for text in NOTES:
            await incidents.note(app, 1, text, by("Mia"))
        taken = await app.incident(1)
        assert standing(taken) == ("Bo takes care of it", NOW + 2 * HOUR)
        with pytest.raises(Conflict, match=r"Bo already takes care of this incident, since 2 Mar 11:00 UTC"):
            await incidents.acknowledge(app, 1, by("Ann"))
        assert (await _times(app)).acknowledged == NOW + 2 * HOUR

        await incidents.resolve(app, 1, by("Bo"))
        for text in LATE_NOTES:
            await incidents.note(app, 1, text, by("Mia"))
        over = await app.incident(1)
        assert standing(over)[0] == "resolved by Bo"
        assert (await compose(app, over, "resolved", clock.now())).number == 2
        with pytest.raises(Conflict, match="already resolved by Bo"):
            await incidents.resolve(app, 1, by("Ann"))
