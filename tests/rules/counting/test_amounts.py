"""What rules about counts may count, and under which name it is counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from rules.counting.amounts import qualified, series_of
from rules.volume import Volume
from storage.intake.measures import measures
from storage.records import Classification, Match, Reading, Series

GIVEN = Classification(
    model="m",
    heads={
        "sentiment": Reading(label="negative", probability=0.9),
        "topic:delivery": Reading(label="yes", probability=0.9),
        "topic:price": Reading(label="no", probability=0.9),
    },
)


@pytest.mark.parametrize(
    ("measure", "name"),
    [
        ("mentions", "mentions"),
        ("tone:negative", "tone:negative"),
        ("sentiment:negative", "tone:negative"),
        ("stars:low", "stars:low"),
        ("toward:negative", "tone:negative"),
        ("topic:delivery", "topic:delivery:yes"),
        ("topic:delivery:no", "topic:delivery:no"),
        ("risk:späte Lieferung", "risk:späte Lieferung:yes"),
        ("risk:breach", "risk:breach"),
        ("risk:none", "risk:none"),
    ],
)
def test_the_name_of_a_series(measure: str, name: str) -> None:
    assert series_of(measure) == name


def test_a_taught_label_is_counted_where_it_was_given() -> None:
    counted = measures([Match(query="q", brand="Acme")], GIVEN)
    for measure, there in (("topic:delivery", True), ("topic:price", False), ("sentiment:negative", True)):
        rule = Volume(name="v", scope="brand:Acme", measure=measure, window=timedelta(hours=1))
        assert (rule.series[0] in counted) == there, measure
    assert Series("all", "topic:delivery:yes") in counted
    assert qualified("topic:delivery") == " read as delivery"


@pytest.mark.parametrize("measure", ["", "nonsense", "topic:", ":x", "a b:c"])
def test_what_is_no_measure_is_refused(measure: str) -> None:
    with pytest.raises(ValidationError):
        Volume(name="v", measure=measure)
