"""The soak notices what it is there to notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from listener.notify.base import message_id
from storage.records import Alert, Delivery, Notice, Scope
from tests.soak.health import NOTICE, Seen, judge_health
from tests.soak.plan import plan
from tests.soak.polls import judge_polls
from tests.soak.posts import numbers, posts
from tests.soak.service import Life
from tests.soak.told import DOMAIN, judge_told
from tests.soak.usage import Usage, judge_usage

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)
PLAN = plan(3600, 20, 1)
LIFE = Life(pid=1, began=0.0)
EVERY = 60.0


def sent(brand: str, *, key: str) -> Delivery:
    """A message that tells of an alarm, and was accepted."""
    alert = Alert(
        rule=brand, scope=Scope.brand(brand), severity=2, fingerprint=brand, starts_at=NOW, ends_at=NOW, value=1,
        summary=brand,
    )  # fmt: skip
    notice = Notice(
        kind="opened", incident_id=1, thread=brand, number=1, title=brand, severity=2, scope=alert.scope,
        created_at=NOW, alerts=(alert,),
    )  # fmt: skip
    return Delivery(key=key, target="team", notice=notice, next_try_at=NOW, sent_at=NOW)


class TestTold:
    def test_each_once_is_well(self) -> None:
        assert not judge_told(["A"], [sent("A", key="a")], {message_id("a", DOMAIN): [1.0]}, []).wrong

    def test_never(self) -> None:
        wrong = judge_told(["A"], [], {}, []).wrong
        assert wrong == ["1 alarms were never told: A"]

    def test_by_two_messages(self) -> None:
        accepted = {message_id(key, DOMAIN): [1.0] for key in "ab"}
        wrong = judge_told(["A"], [sent("A", key="a"), sent("A", key="b")], accepted, []).wrong
        assert wrong == ["1 alarms were told by two first messages: A"]

    def test_accepted_twice_is_excused_around_a_kill_alone(self) -> None:
        accepted = {message_id("a", DOMAIN): [100.0, 300.0]}
        assert not judge_told(["A"], [sent("A", key="a")], accepted, [101.0]).wrong
        assert judge_told(["A"], [sent("A", key="a")], accepted, [200.0]).wrong

    def test_accepted_and_not_written_down(self) -> None:
        unsent = replace(sent("A", key="a"), sent_at=None, error="no answer")
        assert judge_told(["A"], [unsent], {message_id("a", DOMAIN): [1.0]}, []).wrong


class TestHealth:
    def test_silence_about_a_full_disk(self) -> None:
        (wrong,) = judge_health([_seen(PLAN.disk.begins + NOTICE + 1)], PLAN, [LIFE], EVERY).wrong
        assert "no word of the full disk" in wrong

    def test_silence_about_a_dead_mail_server(self) -> None:
        (wrong,) = judge_health([_seen(PLAN.mail.ends - 1)], PLAN, [LIFE], EVERY).wrong
        assert "no word of the dead mail server" in wrong

    def test_a_trouble_that_is_none(self) -> None:
        (wrong,) = judge_health([_seen(PLAN.calm + 600, "the store is on fire")], PLAN, [LIFE], EVERY).wrong
        assert "the store is on fire" in wrong

    def test_the_truth(self) -> None:
        seen = [
            _seen(PLAN.calm + 600),
            _seen(PLAN.disk.ends - 1, "the disk is full"),
            _seen(PLAN.mail.ends - 1, "mail"),
        ]
        assert not judge_health(seen, PLAN, [LIFE], EVERY).wrong


def test_a_leak_of_memory_and_of_files_is_seen() -> None:
    leaking = [_used(at, memory=300 + (at - 2500) / 10, files=40 + at // 60) for at in range(2500, 3600, 10)]
    flat = [_used(at, memory=300 + at % 7, files=40 + at % 3) for at in range(2500, 3600, 10)]

    assert [said.split(" grew")[0] for said in judge_usage(leaking, [LIFE], 2500).wrong] == ["memory", "open files"]
    assert not judge_usage(flat, [LIFE], 2500).wrong


def test_a_source_that_nobody_asks_any_more_is_seen() -> None:
    asked = {"steady": [at * EVERY for at in range(60)], "left": [0.0, 60.0]}

    (wrong,) = judge_polls(asked, 0.0, 3600.0, EVERY).wrong

    assert wrong.startswith("1 sources were not asked in time; left for 3540 s")


def test_every_post_has_a_number_of_its_own_in_its_text() -> None:
    made = posts(20, 600, [10.0, 20.0], [1, 2], 1)

    assert [numbers(post.text) for post in made] == [[post.id] for post in made]
    assert len({post.id for post in made}) == len(made)
    assert sum(post.alarm is not None for post in made) == 2


def _seen(at: float, *troubles: str) -> Seen:
    return Seen(at=at, status="degraded" if troubles else "ok", troubles=troubles)


def _used(at: float, *, memory: float, files: int) -> Usage:
    return Usage(at=at, memory=memory, workers=0.0, files=files)
