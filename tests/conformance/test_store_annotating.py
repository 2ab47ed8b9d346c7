"""Words about moments, and addresses that were given out, as a store of any engine keeps them."""

from __future__ import annotations

from dataclasses import replace

from storage.records import Annotation, Share
from storage.store import Store
from tests.conformance.stores import DAY, NOW

WORD = Annotation(at=NOW, text="price rise announced 🦊", brand="Café", who="Mia", made_at=NOW)
SHARE = Share(kind="feed", name="late ones", shows={"late": "1"}, digest="d1", made_by="Mia", made_at=NOW)


def test_words_come_by_the_moment_they_are_about_from_its_beginning_to_before_its_end(store: Store) -> None:
    later = store.annotate(replace(WORD, at=NOW + DAY, brand=None))
    first = store.annotate(WORD)
    assert store.annotations() == [first, later]
    assert store.annotations(NOW, NOW + DAY) == [first]
    assert store.annotation(later.id or 0) == later


def test_what_is_removed_is_shown_no_more_until_it_comes_back(store: Store) -> None:
    made = store.annotate(WORD)
    assert made.id is not None
    assert (store.remove_annotation(made.id, NOW + DAY), store.remove_annotation(made.id, NOW)) == (True, False)
    assert store.annotations() == []
    assert store.annotation(made.id) == replace(made, removed_at=NOW + DAY)
    assert (store.remove_annotation(made.id, None), store.remove_annotation(made.id, None)) == (True, False)
    assert store.annotations() == [made]


def test_an_address_is_found_by_its_secret_until_it_is_withdrawn(store: Store) -> None:
    one, other = store.add_share(SHARE), store.add_share(replace(SHARE, kind="chart", digest="d2"))
    assert one.id is not None
    store.share_used(one.id, NOW + DAY)
    assert store.shares() == [replace(one, used_at=NOW + DAY), other]
    assert store.share("d2") == other
    assert (store.withdraw_share(one.id), store.withdraw_share(one.id)) == (True, False)
    assert store.share("d1") is None
    assert store.shares() == [other]
