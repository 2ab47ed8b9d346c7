"""Precision of a query: the sample, the verdicts of a file, and what they say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from listener.trials.precision import draw, hits, judge, verdicts
from rules.query import Filter
from storage.records import Query
from tests.worlds.mentions import NOW, Filled, mention

QUERY = Query(name="orange", brand="Orange", expression="orange OR mandarin")
JUICE = [mention(f"orange juice recipe {number}", number) for number in range(10)]
PHONE = [mention(f"my orange contract, recipe {number}", number + 10) for number in range(10)]


def drawn(store, size: int, seed: int = 0) -> list[int]:
    sample = draw(store, QUERY, {}, since=NOW - timedelta(days=5), until=NOW, size=size, seed=seed)
    assert len(sample.caught.ids) == 19  # the first is said at the very end of the stretch
    return [found.stored.id for found in sample.drawn]


def test_the_same_seed_draws_the_same_hits(filled: Filled):
    store = filled(JUICE + PHONE + [mention("nothing", 30)])
    first = drawn(store, 5)
    assert len(set(first)) == 5
    assert drawn(store, 5) == first
    assert drawn(store, 5, seed=1) != first
    assert len(drawn(store, 50)) == 19


def test_verdicts_say_how_precise_and_what_to_exclude(filled: Filled):
    store = filled(JUICE + PHONE)
    found = hits(store, QUERY, {}, [each.id for each in store.search(limit=50)])
    judged = judge(QUERY.expression, [(each, "contract" in each.stored.mention.text) for each in found])
    assert (judged.meant, judged.precision.judged, judged.precision.value) == (10, 20, 0.5)
    assert [(each.term, each.noise, each.loss) for each in judged.exclusions] == [("juice", 10, 0)]
    assert judged.expression == "(orange OR mandarin) NOT juice"
    assert (judged.after.value, judged.after.judged) == (1.0, 10)
    left = Filter(judged.expression)
    assert sum(left.matches(each.stored) is not None for each in found) == 10


def test_words_of_the_query_are_not_proposed(filled: Filled):
    store = filled([mention(f"mandarin {number}", number) for number in range(5)])
    found = hits(store, QUERY, {}, [each.id for each in store.search(limit=50)])
    judged = judge(QUERY.expression, [(each, False) for each in found])
    assert (judged.exclusions, judged.expression) == ([], QUERY.expression)


def test_verdicts_on_what_is_no_hit_any_more_are_left_out(filled: Filled):
    store = filled(JUICE[:2])
    ids = [each.id for each in store.search(limit=50)]
    narrower = Query(name="", brand="", expression="orange NOT 1")
    assert [each.stored.id for each in hits(store, narrower, {}, [*ids, 5])] == [ids[0]]


def test_verdicts_of_a_file():
    lines = [
        b'\xef\xbb\xbf{"id": 3, "yes": true}\n',
        b"\n",
        b'{"id": 4, "yes": false, "text": "x"}',
        b'{"id": 3, "yes": false}',
    ]
    assert verdicts(lines) == {3: False, 4: False}


@pytest.mark.parametrize(
    "line",
    [
        b"no",
        b"[]",
        b'{"id": "x", "yes": true}',
        b'{"id": 1}',
        b'{"id": 9223372036854775808, "yes": true}',
        b'{"id": 1, "yes": "maybe"}',
        b"\xff",
    ],
)
def test_a_wrong_line_is_told_with_its_number(line: bytes):
    with pytest.raises(ValueError, match="line 2"):
        verdicts([b'{"id": 1, "yes": true}', line])


GAP = Query(name="gap", brand="Gap", expression="gap OR #gap")


def proposed(filled: Filled, meant: list[str], others: list[str]) -> dict[str, tuple[str, int, int]]:
    store = filled([mention(text, number) for number, text in enumerate([*meant, *others])])
    found = hits(store, GAP, {}, [each.id for each in store.search(limit=100)])
    judged = judge(GAP.expression, [(each, each.stored.mention.text in meant) for each in found])
    return {
        each.proposal.part: (each.proposal.expression, each.noise, each.loss)
        for each in judged.proposals
        if sum(Filter(each.proposal.expression).matches(one.stored) is None for one in found) == each.noise + each.loss
    }


def test_spelling_phrases_and_contexts_are_proposed_with_what_they_would_take_away(filled: Filled):
    meant = [f"Gap jeans number {number}" for number in range(6)] + ["got my gap jeans 7"]
    others = [f"the gender pay gap of {number}" for number in range(5)] + ["Gap year plans"]
    found = proposed(filled, meant, others)
    assert found["{Gap}"] == ("{Gap} OR #gap", 5, 1)
    assert found['NOT "pay gap"'] == ('(gap OR #gap) NOT "pay gap"', 5, 0)
    assert found["gap NEAR/5 jeans"] == ("(gap NEAR/5 jeans) OR #gap", 6, 0)


def test_what_would_lose_as_much_as_it_takes_away_is_not_proposed(filled: Filled):
    assert proposed(filled, ["Gap one", "gap two"], ["Gap three", "gap four"]) == {}


def test_nothing_is_proposed_where_all_is_meant(filled: Filled):
    assert proposed(filled, ["Gap jeans", "Gap coat"], []) == {}
