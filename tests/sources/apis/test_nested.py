"""What a page shows the beginning of is read to its end before the walk goes on, also on its last page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sources.apis.nested import place
from sources.apis.page import Page
from sources.apis.walk import Pace, Step, collect
from storage.records import Mention
from tests.worlds.network import NOW

PACE = Pace(overlap=timedelta(hours=1), first=timedelta(days=2), pages=3)
# Posts by page: hours of age, and their replies by page of three.
PAGES: list[list[tuple[str, int, list[list[str]]]]] = [
    [("a", 1, [["a1"], ["a2"], ["a3"]]), ("b", 2, [["b1"]])],
    [("c", 40, [["c1"], ["c2"]]), ("d", 60, [])],
    [("never", 90, [])],
]
REPLIES = {post: replies for page in PAGES for post, _, replies in page}


def said(id: str, hours: int) -> Mention:
    return Mention(kind="forum", native_id=id, text=id, published_at=NOW - timedelta(hours=hours), collected_at=NOW)


async def fetch(_: str, step: Step) -> Page:
    at = place(step)
    if at.now:
        post, number = at.now
        more = [[post, number + 1]] if number + 1 < len(REPLIES[post]) else []
        replies = tuple(said(id, 0) for id in REPLIES[post][number])
        return at.after(Page(mentions=replies, newest=NOW, oldest=NOW), None, more)
    number = at.page or 0
    posts = PAGES[number]
    times = [NOW - timedelta(hours=hours) for _, hours, _ in posts]
    shown = [said(post, hours) for post, hours, _ in posts] + [
        said(id, 0) for _, _, replies in posts for id in replies[:1] for id in id
    ]
    page = Page(mentions=tuple(shown), newest=max(times), oldest=min(times))
    inside: list[Any] = [[post, 1] for post, _, replies in posts if len(replies) > 1]
    return at.after(page, number + 1 if number + 1 < len(PAGES) else None, inside)


async def test_everything_inside_is_read_and_the_walk_ends_where_it_has_arrived():
    found, cursor = [], {}
    for _ in range(10):
        batch = await collect(cursor, [""], fetch, PACE, NOW)
        found += [mention.native_id for mention in batch.mentions]
        cursor = dict(batch.cursor)
        if not batch.more:
            break
    assert sorted(found) == ["a", "a1", "a2", "a3", "b", "b1", "c", "c1", "c2", "d"]
    assert cursor["listings"][""]["low"] == (NOW - timedelta(hours=1)).isoformat()


async def test_the_next_walk_begins_anew():
    first = await collect({}, [""], fetch, PACE, NOW)
    while first.more:
        first = await collect(first.cursor, [""], fetch, PACE, NOW)
    again = await collect(first.cursor, [""], fetch, PACE, NOW)
    assert [mention.native_id for mention in again.mentions][:2] == ["a", "b"]
