"""The demo's three days survive being killed: the stores are equal, no mail is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash import differences, doubled, run

KILLS = 5


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_five_kills_change_nothing(tmp_path: Path) -> None:
    calm = run(tmp_path / "calm")
    killed = run(tmp_path / "killed", KILLS, 20260302, calm.seconds)
    assert killed.kills >= 3
    assert differences(calm, killed) == []
    # Each kill can fall between the mail server's acceptance and our commit, and then doubles one mail a target.
    assert doubled(calm) == 0
    assert doubled(killed) <= 2 * KILLS
