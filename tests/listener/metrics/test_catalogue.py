"""Every number that has an object is known, defined and documented."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from listener.metrics import base
from listener.metrics.base import Metric
from listener.metrics.catalogue import catalogue
from listener.metrics.reference import reference
from listener.metrics.totals import TOTALS
from tests.worlds.docs import pages

ROOM = Path(base.__file__).parent


def test_every_metric_of_the_room_is_found_under_a_name_of_its_own() -> None:
    written = sum(path.read_text("utf-8").count("= Metric(") for path in ROOM.glob("*.py"))
    assert len(catalogue()) == written >= 20


@pytest.mark.parametrize("metric", catalogue(), ids=lambda metric: metric.name)
def test_every_metric_says_all_of_itself(metric: Metric) -> None:
    assert all(getattr(metric, field.name) for field in fields(metric) if field.name != "interval")
    assert metric.name == metric.name.lower()
    assert metric.definition.endswith(".")


def test_what_the_overview_counts_is_a_metric() -> None:
    assert set(TOTALS.values()) <= set(catalogue())


def test_the_page_is_the_one_that_the_metrics_give() -> None:
    assert pages()["metrics.md"] == reference(), "write it again: make docs"
