"""The crisis score on real brands, where the data is at hand: it must stay above the published detectors."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from rules.detect import crisis

SHARED = Path(__file__).resolve().parents[4] / "shared"


@pytest.fixture
def bench() -> ModuleType:
    path = SHARED / "tools" / "spike_bench.py"
    if not path.exists():
        pytest.skip("the labelled series are not here")
    spec = importlib.util.spec_from_file_location("spike_bench", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_labelled_spikes_are_found_and_quiet_weeks_stay_quiet(bench: ModuleType) -> None:
    series = {name: bench.Series(name) for name in bench.WINDOWS}
    scores = {name: np.nan_to_num(crisis(one.ts, one.y)) for name, one in series.items()}
    reached = [left_out for _, left_out, _ in bench.benchmark(series, scores).values()]
    assert all(figure >= least for figure, least in zip(reached, (88, 84, 91), strict=True)), reached
    threshold = bench.threshold_for(series, scores, 1.0)
    assert all(bench.outside({name: one}, scores, threshold)[0] <= 2 for name, one in series.items())
