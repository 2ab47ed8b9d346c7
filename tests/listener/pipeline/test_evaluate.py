"""Rules are asked beside the event loop, and one that breaks keeps nobody waiting."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from unittest.mock import patch

import pytest
from structlog.testing import capture_logs

from listener.app import App
from listener.pipeline import evaluate as stage
from listener.pipeline.evaluate import evaluate
from rules.base import Rule, View
from storage.records import Arrival, Classification, Match, Mention, Poll, Reading, SourceState
from tests.worlds.incidents import world
from tests.worlds.pipeline import running, write_config

VOLUME = """
[[rules]]
name = "loud"
type = "volume"
scope = "brand:Acme"
severity = 2
"""


async def test_a_rule_that_takes_its_time_keeps_nobody_waiting(tmp_path: Path) -> None:
    meanwhile, waited = Event(), []

    def check(_: Rule, view: View, __: object) -> list[object]:
        waited.append(meanwhile.wait(5))
        return []

    async with running(write_config(tmp_path, "http://127.0.0.1:9", "127.0.0.1:9", rules=VOLUME)) as (app, _, clock):
        await app.sync()
        clock.move_to(clock.now() + timedelta(minutes=6))
        asyncio.get_running_loop().call_later(0.05, meanwhile.set)
        with patch.object(type(app.config.rules[-1]), "check", check):
            await evaluate(app)
    assert waited == [True]


@pytest.mark.parametrize("error", [StopIteration(), ZeroDivisionError()])
async def test_a_rule_that_breaks_is_told_and_waited_for_no_longer(tmp_path: Path, error: Exception) -> None:
    async with running(write_config(tmp_path, "http://127.0.0.1:9", "127.0.0.1:9", rules=VOLUME)) as (app, _, clock):
        await app.sync()
        clock.move_to(clock.now() + timedelta(minutes=6))
        with patch.object(type(app.config.rules[-1]), "check", side_effect=error), capture_logs() as said:
            assert await asyncio.wait_for(evaluate(app), 5) == 0
    assert [line["rule"] for line in said if line["log_level"] == "error"] == ["loud"]


def words(rules: int) -> str:
    """So many rules about single posts; each looks for a word of its own."""
    table = '[[rules]]\nname = "r{0}"\ntype = "keyword"\nscope = "brand:Acme"\nwords = ["word{0}"]\n'
    return "\n".join(table.format(number) for number in range(rules))


async def say(app: App, now: datetime, *texts: str) -> None:
    """Posts about Acme that were collected just now."""
    arrivals = [
        Arrival(
            mention=Mention(kind="social", native_id=text, text=text, published_at=now, collected_at=now),
            matches=(Match(query="acme", brand="Acme"),),
            tokens="",
        )
        for text in texts
    ]
    poll = Poll(state=SourceState(name="feed", next_due_at=now), arrivals=arrivals)
    await app.write(app.store.commit_polls, [poll], now)


RISK = """
[[rules]]
name = "leaks"
type = "risk"
scope = "brand:Acme"
risks = ["breach"]
"""


@pytest.mark.parametrize(("first", "raised"), [("none", 0), ("breach", 1)])
async def test_what_people_correct_alerts_nobody_about_the_past(tmp_path: Path, first: str, raised: int) -> None:
    async with world(tmp_path, more=RISK) as (app, clock):
        await app.sync()
        clock.move_to(clock.now() + timedelta(hours=1))
        await say(app, clock.now(), *(f"Acme {number}" for number in range(9)))
        ids = [each.id for each in app.store.unclassified(99)]
        for label in (first, "breach"):
            read = Classification(model="test", heads={"risk": Reading(label=label, probability=0.9)})
            await app.write(app.store.commit_classifications, dict.fromkeys([(id, 1) for id in ids], read), clock.now())
        clock.move_to(clock.now() + timedelta(hours=2))
        await evaluate(app)
        found = [each for each in app.store.incidents() if "data breach" in each.title]
        assert len(found) == raised


@pytest.mark.parametrize("rules", [2, 40])
async def test_rules_that_say_nothing_cost_one_commit_and_one_reading(tmp_path: Path, rules: int) -> None:
    async with world(tmp_path, more=words(rules)) as (app, clock):
        await app.sync()
        await say(app, clock.now(), "Acme one", "Acme two")
        clock.move_to(clock.now() + timedelta(seconds=1))
        engine = type(app.store)
        with (
            patch.object(app, "write", wraps=app.write) as write,
            patch.object(engine, "hits_after", autospec=True, side_effect=engine.hits_after) as read,
        ):
            assert await evaluate(app) == 0
            assert await evaluate(app) == 0, "and nothing where nothing is new"
        assert write.await_count == 1
        assert read.call_count == 2
        seen = {app.store.rule_state(rule.name, clock.now()).seen for rule in app.config.rules}
        assert len(seen) == 1
        assert seen != {0}


async def test_of_a_long_backlog_each_post_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "HITS", 1)
    async with world(tmp_path, more=words(2)) as (app, clock):
        await app.sync()
        await say(app, clock.now(), "Acme fine", "Acme word1", "Acme well", "Acme word0")
        clock.move_to(clock.now() + timedelta(seconds=1))
        assert [await evaluate(app), await evaluate(app)] == [2, 0]
        alerts = [alert for each in app.store.incidents() for alert in each.alerts if alert.rule in ("r0", "r1")]
        assert sorted((alert.rule, len(alert.evidence)) for alert in alerts) == [("r0", 1), ("r1", 1)]
