"""What sets brands, and the tones of one brand, apart, is counted as the definition says, word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from listener.brands.pairs import Comparison, compare
from listener.explore.copy import Copy
from listener.metrics.risen_terms import risen, words
from listener.metrics.tone import tone
from storage.opening import locate, open_store
from storage.records import StoredMention
from storage.store import Store
from tests.worlds.brands import over
from tests.worlds.mentions import commit, mention, read_all
from tests.worlds.reported import WEEK, talk


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = open_store(locate(tmp_path_factory.mktemp("store") / "listener.db"))
    talk(made, 5, 200)
    yield made
    made.close()


def week(store: Store, brand: str) -> list[StoredMention]:
    every = store.export(since=WEEK.since, until=WEEK.until)
    return [each for each in every if any(match.brand == brand for match in each.matches)]


def held(found: list[StoredMention]) -> Counter[str]:
    return Counter(word for each in found for word in words(f"{each.mention.title} {each.mention.text}"))


def compared(store: Store) -> Comparison:
    return compare(Copy(store), ["Acme", "Other"], over(WEEK))


def test_reasons_are_the_words_of_a_tone_against_the_other_tones(store: Store) -> None:
    commit(store, [mention(f"acme cola leaked again {number}", number, native_id=f"l{number}") for number in range(20)])

    read_all(store)
    found = {each.brand: each for each in compared(store).reasons}
    about = week(store, "Acme")
    bad = [each for each in about if tone(each, "Acme") == "negative"]
    rest = [each for each in about if tone(each, "Acme") in ("neutral", "positive")]
    right = risen(held(bad), len(bad), held(rest), len(rest))
    told = [(each.word, each.here, each.others) for each in found["Acme"].negative]
    assert (
        told
        == [(each.word, each.posts, held(rest)[each.word]) for each in right if each.word not in words("Acme")][
            : len(told)
        ]
    )
    assert "leaked" in [word for word, _, _ in told]
    assert all(each.rise.low and each.rise.low > 1 for each in found["Acme"].negative)


def test_what_is_particular_is_counted_against_the_others(store: Store) -> None:
    [(name, particular), _] = compared(store).particular
    assert name == "Acme"
    for each in particular:
        assert each.here == held(week(store, "Acme"))[each.word]
        assert each.others == held(week(store, "Other"))[each.word]


def test_couples_are_posts_that_name_both(store: Store) -> None:
    [couple] = compared(store).couples
    both = {each.id for each in week(store, "Acme")} & {each.id for each in week(store, "Other")}
    assert couple.posts == len(both)
    assert set(couple.newest) <= both
