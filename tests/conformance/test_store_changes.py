"""Every engine: whatever changes what figures count of a mention is told, so that no copy in memory grows stale."""

from __future__ import annotations

from storage.records import Correction, Rating
from storage.store import Store
from tests.conformance.stores import BOLT, NOW, poll, post, reading


def test_whatever_happens_to_a_mention_is_told_and_nothing_else(store: Store) -> None:
    last = store.changes().until

    def told() -> set[int]:
        nonlocal last
        found = store.changes(last)
        last = found.until
        assert found.complete
        return set(found.mentions)

    assert told() == set()
    store.commit_polls([poll("feed", post("a", published_at=NOW, rating=Rating(value=2)))], NOW)
    [stored] = store.search()
    assert told() == {stored.id}, "a new one"
    store.commit_polls([poll("feed", post("a", published_at=NOW, rating=Rating(value=2)))], NOW)
    assert told() == set(), "the same again"
    store.commit_polls([poll("feed", post("a", text="quite another text", published_at=NOW))], NOW)
    assert told() == {stored.id}, "an edit"
    store.commit_classifications({(stored.id, 2): reading(sentiment="negative")}, NOW)
    assert told() == {stored.id}, "a reading"
    store.correct([Correction(mention=stored.id, head="sentiment", label="positive", who="Mia", at=NOW)], NOW)
    assert told() == {stored.id}, "a correction"
    store.rematch([(stored.id, (BOLT,))], NOW)
    assert told() == {stored.id}, "other queries"
    store.follow_deletions("feed", ["a"], NOW)
    assert told() == {stored.id}, "a deletion"
