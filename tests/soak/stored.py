"""Whether every post that was published is stored, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from storage.opening import Location, open_store
from storage.records import Delivery
from tests.soak.finding import Finding, some
from tests.soak.posts import Post, numbers

ALL = 1_000_000


def waiting(store: Path, posts: Sequence[Post]) -> int:
    """How many posts are not stored yet, and messages not sent."""
    opened = open_store(Location(store), "read")
    try:
        totals = opened.totals()
        return len(posts) - totals["mentions"] + totals["pending deliveries"]
    finally:
        opened.close()


def deliveries(store: Path) -> list[Delivery]:
    """Every message, oldest first."""
    opened = open_store(Location(store), "read")
    try:
        return opened.deliveries(limit=ALL)[::-1]
    finally:
        opened.close()


def judge_stored(store: Path, posts: Sequence[Post]) -> Finding:
    """Compare what was published with what is stored."""
    opened = open_store(Location(store), "read")
    try:
        found = Counter(number for each in opened.export() for number in numbers(each.mention.text))
    finally:
        opened.close()
    missing = [post.id for post in posts if not found[post.id]]
    doubled = [number for number, count in found.items() if count > 1]
    finding = Finding(figures=[("posts published, stored once", f"{len(posts)}, {len(found) - len(doubled)}")])
    if missing:
        finding.wrong.append(f"{len(missing)} posts are not stored: {some(missing)}")
    if doubled:
        finding.wrong.append(f"{len(doubled)} posts are stored more than once: {some(doubled)}")
    return finding
