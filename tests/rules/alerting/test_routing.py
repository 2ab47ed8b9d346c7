from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from rules.alerting.routing import Effective, Route, every, explain, labels, matter, resolve, tree
from storage.records import Scope
from tests.worlds.alerts import alert

ROOT = Route.model_validate(
    {
        "name": "all",
        "targets": ["inbox"],
        "group_wait": timedelta(minutes=1),
        "routes": [
            {"name": "audit", "match": {"brand": "acme"}, "targets": ["log"], "continue": True},
            {
                "name": "crisis",
                "match": {"severity": 1},
                "targets": ["phone"],
                "group_wait": timedelta(0),
                "routes": [{"name": "night", "match": {"rule": ["silence", "volume"]}, "group_by": []}],
            },
            {"name": "serious", "match": {"severity": [2]}, "targets": ["mail"]},
            {"name": "urgent", "match": {"severity": 2}},
        ],
    }
)


def ends(**labels: str) -> list[str]:
    return [effective.name for effective in resolve(ROOT, labels)]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"severity": "3", "brand": "other"}, ["all"]),
        ({"severity": "3", "brand": "acme"}, ["audit"]),
        ({"severity": "1", "brand": "acme"}, ["audit", "crisis"]),
        ({"severity": "1", "brand": "", "rule": "volume"}, ["night"]),
        ({"severity": "2"}, ["serious"]),
        ({}, ["all"]),
    ],
)
def test_first_match_wins_unless_it_continues(wanted: dict[str, str], names: list[str]) -> None:
    assert ends(**wanted) == names


def test_a_child_inherits_what_it_does_not_say() -> None:
    (night,) = resolve(ROOT, {"severity": "1", "rule": "silence"})
    assert night == Effective(
        name="night",
        top="all",
        path=("all", "crisis", "night"),
        targets=("phone",),
        group_by=("brand",),  # its own would make another incident of one matter
        group_wait=timedelta(0),
        because=("severity is 1 or more severe", "rule is silence or volume"),
    )


def test_every_route_can_be_found_again_by_its_name() -> None:
    assert list(every(ROOT)) == ["all", "audit", "crisis", "night", "serious", "urgent"]
    assert every(ROOT)["urgent"].targets == ("inbox",)


def test_an_alert_that_no_route_takes_is_kept_and_told_to_nobody() -> None:
    root = tree([Route(name="a", match={"brand": "acme"}, targets=("x",)), Route(name="b", match={"brand": "b"})])
    (left,) = resolve(root, {"brand": "other"})
    assert left.targets == ()
    assert "nobody (no targets)" in explain(root, {"brand": "other"})


def test_a_single_route_without_conditions_is_the_root() -> None:
    assert tree([ROOT]) is ROOT


def test_labels_of_a_query_name_its_brand() -> None:
    found = labels(alert(scope=Scope.query("acme core")), {"acme core": "acme"})
    assert found["brand"] == "acme"
    assert found["query"] == "acme core"
    assert found["severity"] == "2"
    assert labels(alert(scope=Scope.ALL), {})["brand"] == ""


def test_an_incident_is_about_what_all_its_alerts_are_about() -> None:
    of_query = {"court": "Acme", "fire": "Acme", "other": "Zest"}
    court, fire, other = (alert(scope=Scope.query(name)) for name in of_query)
    assert matter([court, court], of_query) == Scope.query("court")
    assert matter([court, fire], of_query) == Scope.brand("Acme")
    assert matter([court, alert(scope=Scope.brand("Acme"))], of_query) == Scope.brand("Acme")
    assert matter([court, other], of_query) == matter([], of_query) == Scope.ALL


def test_explanation_names_targets_reasons_and_times() -> None:
    text = explain(ROOT, {"severity": "1", "brand": "acme"})
    assert "An alert with severity 1, brand acme:" in text
    assert "all > crisis: tells phone" in text
    assert "because severity is 1 or more severe" in text
    assert "first notice after 0s, news at most every 5m, a reminder every 4h" in text


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"match": {"severity": 4}}, "write 1, 2 or 3"),
        ({"match": {"severity": ["1", "high"]}}, "write 1, 2 or 3"),
        ({"match": {"colour": "red"}}, "'rule', 'severity', 'scope', 'brand' or 'query'"),
        ({"group_by": ["day"]}, "'rule', 'severity', 'scope', 'brand' or 'query'"),
        ({"group_interval": timedelta(0)}, "greater than 0"),
    ],
)
def test_wrong_routes_are_refused_with_what_to_write(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Route.model_validate({"name": "r", **wrong})
