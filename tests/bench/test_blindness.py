"""A blind source neither alarms nor calms: the simulation whose figures `python -m tests.bench.blindness` prints."""

from __future__ import annotations

import pytest

from tests.bench.blindness import figures


@pytest.mark.parametrize("part", [0.1, 0.5, 0.7, 1.0])
def test_it_neither_alarms_nor_calms(part: float) -> None:
    found = figures(part, 4, told=True)
    assert found.alarms == 0
    assert found.calmed[0] == 0 < found.calmed[1]


def test_without_the_ledger_it_would_do_both() -> None:
    found = figures(1.0, 4, told=False)
    assert found.alarms > 0
    assert found.calmed[0] > 0
