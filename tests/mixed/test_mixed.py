"""Sources of all kinds side by side, small; and the run notices what it is there to notice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from storage.records import StoredMention
from tests.mixed.places import KINDS
from tests.mixed.posts import posts_of
from tests.mixed.run import START, Outcome, Plan, judged, run
from tests.worlds.mentions import mention

PLAN = Plan(places=3 * len(KINDS), rough=len(KINDS), pushed=8, length=timedelta(minutes=10))


async def test_nothing_is_missed_or_doubled_while_one_host_misbehaves_in_every_way(tmp_path: Path):
    outcome = await run(tmp_path, PLAN)
    assert judged(outcome, PLAN).wrong == []
    assert outcome.rough
    assert len({each.mention.kind for each in outcome.stored}) > 2


def stored(outcome: Outcome, late: timedelta = timedelta()) -> list[StoredMention]:
    return [StoredMention(mention=mention(post.text, collected_at=post.shown_at + late)) for post in outcome.posts]


def wrong(change: str) -> list[str]:
    outcome = Outcome(posts_of(0, START, timedelta(hours=1), seed=1), memory=[100.0, 100.0])
    good = stored(outcome)
    outcome.stored = {"missed": good[1:], "doubled": [*good, good[0]], "late": stored(outcome, timedelta(hours=1))}.get(
        change, good
    )
    if change == "grown":
        outcome.memory = [100.0, 100.0, 100.0, 130.0]
    return judged(outcome, PLAN).wrong


def test_it_says_what_was_missed_doubled_late_or_grown():
    assert wrong("nothing") == []
    assert "not stored: 0-1 (rss)" in wrong("missed")[0]
    assert "more than once: 0-1 (rss)" in wrong("doubled")[0]
    assert "1:00:00 after it was shown" in wrong("late")[0]
    assert "from 100 to 130 MB" in wrong("grown")[0]
