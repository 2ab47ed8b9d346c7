"""The words that rules' sentences are made of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.wording.durations import the


@pytest.mark.parametrize(
    ("minutes", "said"), [(60, "the hour"), (360, "the 6 hours"), (75, "the 1 hour 15 minutes"), (5, "the 5 minutes")]
)
def test_a_stretch_has_its_article(minutes: int, said: str) -> None:
    assert the(timedelta(minutes=minutes)) == said
