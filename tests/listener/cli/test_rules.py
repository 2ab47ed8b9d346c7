"""`listener rules`: how often each fired and was right, what people say of them, and how they are tuned."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage.opening import locate, open_store
from storage.records import Alert, Incident, Made
from storage.store import Store
from tests.worlds.terminal import lines, run

RULES = """
[[rules]]
name = "every post"
type = "keyword"
scope = "brand:Acme"
[[rules]]
name = "many posts"
type = "volume"
scope = "brand:Acme"
severity = 2
"""
NOW = datetime.now(UTC)


@pytest.fixture
def store(config: Path, store_path: Path) -> Iterator[Store]:
    """A store without incidents, for two rules that may have raised some."""
    config.write_text(config.read_text(encoding="utf-8") + RULES, encoding="utf-8")
    store = open_store(locate(store_path))
    yield store
    store.close()


def opened(store: Store, key: str, *rules: str, drill: bool = False) -> int:
    alerts = tuple(
        Alert(
            rule=rule,
            scope="brand:Acme",
            severity=2,
            fingerprint=rule,
            starts_at=NOW,
            ends_at=NOW,
            value=9,
            summary=f"{rule} happened",
        )
        for rule in rules
    )
    one = Incident(key=key, route="everything", title="t", severity=2, opened_at=NOW, alerts=alerts, drill=drill)
    return store.commit_incident(one, ()).id or 0


def rows(*words: str) -> list[dict[str, Any]]:
    return lines(run("rules", *words, "--json"))


def test_rules_are_listed_with_how_often_they_fired_and_were_right(store: Store):
    opened(store, "a", "many posts", "every post")
    opened(store, "b", "many posts")
    run("rules", "verdict", "1", "useful")
    run("rules", "verdict", "2", "noise")
    found = {row["rule"]: row for row in rows("list")}
    many, every = found["many posts"], found["every post"]
    assert (many["type"], many["severity"], many["fired_7_days"], many["verdicts"]) == ("volume", 2, 2, 2)
    assert (many["precision"], many["noise_7_days"], every["precision"]) == (0.5, 1, 1.0)
    assert "50\u202f% (" in run("rules", "list").stdout


def test_one_rule_of_an_incident_can_be_judged_alone(store: Store):
    opened(store, "a", "many posts", "every post")
    (said,) = rows("verdict", "1", "noise", "--rule", "many posts")
    assert said == {"incident": 1, "verdict": "noise", "rules": ["many posts"], "who": "Mia"}
    assert {row["rule"]: row["noise"] for row in rows("list")} == {"every post": 0, "many posts": 1}
    assert 'called the alert of "many posts" noise' in store.incidents()[0].timeline[-1].what
    assert 'did you mean "many posts"?' in run("rules", "verdict", "1", "noise", "--rule", "many post", code=1).stderr


def test_nothing_is_learnt_from_a_drill(store: Store):
    opened(store, "a", "many posts", drill=True)
    for words in ([], ["--rule", "many posts"]):
        assert "drill" in run("rules", "verdict", "1", "noise", *words, code=1).stderr
    assert all(row["verdicts"] == 0 for row in rows("list"))


def test_a_rule_that_is_mostly_noise_is_a_trouble(store: Store):
    for number in range(5):
        id = opened(store, f"k{number}", "many posts")
        assert "noise" not in run("status").stdout
        run("rules", "verdict", str(id), "noise")
    said = "5 of 5 alerts were noise; make it less sensitive with `listener rules tune 'many posts'`"
    assert said in run("status", code=1).stdout
    assert said in run("rules", "list", "--budget", "1").stdout


@pytest.mark.usefixtures("ten_authors")
def test_a_setting_is_proposed_and_can_be_copied() -> None:
    shown = run("rules", "tune", "stars", "--per-week", "1").stdout
    assert "Write: followers = 10000" in shown
    found = json.loads(run("rules", "tune", "stars", "--per-week", "1", "--json").stdout)
    assert found["best"] == {"value": 10000, "per_week": pytest.approx(0.7, abs=0.1)}


@pytest.mark.usefixtures("ten_authors")
@pytest.mark.parametrize(("rule", "said"), [("star", 'did you mean "stars"?'), ("every", "has no setting to tune")])
def test_what_cannot_be_tuned_is_a_usage_error_with_advice(rule: str, said: str) -> None:
    assert said in " ".join(run("rules", "tune", rule, code=2).stderr.split())


def test_a_rule_of_a_page_is_switched_off_and_on_and_the_file_s_own_is_not(store: Store, config: Path) -> None:
    table = {"name": "made", "type": "keyword", "scope": "brand:Acme"}
    store.make(Made(section="rules", name="made", table=table, by="Mia", at=NOW))
    assert lines(run("rules", "off", "made", "--who", "Bo", "--json")) == [
        {"rule": "made", "enabled": False, "who": "Bo"}
    ]
    assert {row["rule"]: row["enabled"] for row in rows("list")}["made"] is False
    assert store.audited(1)[0].what.startswith('switched off the rule "made"')
    assert "is switched off already" in run("rules", "off", "made", code=1).stderr
    assert "made watches from now on" in run("rules", "on", "made").stdout
    assert store.made()[0].table == table
    assert "change it there" in run("rules", "off", "every post", code=1).stderr
