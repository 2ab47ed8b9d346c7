"""Which posts a notice quotes and judges: those that its rule has counted."""

from __future__ import annotations

import pytest

from listener.messages.compose import _is
from storage.records import Classification, Match, Rating, Reading, Scope, Series, StoredMention
from tests.worlds.mentions import mention

ACME = Scope.brand("Acme")
READING = Classification(
    model="m",
    heads={"sentiment": Reading(label="positive", probability=0.9)},
    toward={"Acme": Reading(label="negative", probability=0.9)},
)
STORED = StoredMention(
    mention=mention("acme cola", rating=Rating(value=1)),
    matches=(Match(query="acme", brand="Acme"),),
    classification=READING,
)


@pytest.mark.parametrize(
    ("measure", "counted"),
    [
        ("mentions", True),
        ("authors", True),
        ("reach", True),
        ("tone:positive", False),
        ("tone:negative", True),
        ("stars:low", True),
        ("stars:5", False),
    ],
)
def test_a_post_is_shown_where_it_was_counted(measure: str, counted: bool) -> None:
    assert _is(STORED, Series(ACME, measure)) == counted
