"""What a copy in memory stands on: a log of what changed, an index that answers with ids; and kept questions."""

from __future__ import annotations

from storage.records import Case, Classification, Correction, Filed, Filing, Reading, SavedView
from storage.store import Store
from tests.conformance.stores import DAY, NOW, poll, post

READING = Classification(model="test", heads={"sentiment": Reading(label="negative", probability=0.9)})


def ids(store: Store) -> dict[str, int]:
    return {each.mention.native_id: each.id for each in store.export()}


def test_whatever_changes_a_mention_stands_in_the_log(store: Store) -> None:
    def changed() -> tuple[int, ...]:
        nonlocal until
        found = store.changes(until)
        until = found.until
        assert found.complete
        return found.mentions

    until = store.changes().until
    store.commit_polls([poll("feed", post("1"), post("2"))], NOW)
    one, two = ids(store).values()
    assert set(changed()) == {one, two}
    assert changed() == ()
    store.commit_classifications({(one, 1): READING}, NOW)
    assert changed() == (one,)
    store.correct([Correction(mention=one, head="sentiment", label="positive", who="Mia", at=NOW)], NOW)
    assert changed() == (one,)
    store.commit_polls([poll("feed", post("2", "edited, and nothing of what it said before"))], NOW)
    assert changed() == (two,)
    store.commit_polls(
        [poll("other", post("1", "Acme said something nobody has said before about number 1", uri="x"))], NOW
    )
    assert changed()
    store.rematch([(two, ())], NOW)
    assert changed() == (two,)
    case = Case(lead=one, reason="r", rule="r", filed_at=NOW, tags=("vip",))
    [filed] = store.commit_filing([Filing(case=case, mention=one, part="lead")], store.filed_until())
    assert changed() == (one,)
    assert [each.filed for each in store.mentions([one, two])] == [Filed(status="new", tags=("vip",)), None]
    assert store.posts([two, one, 7]) == [each.mention for each in store.mentions([two, one])]
    store.commit_cases([filed])
    assert changed() == (one,)
    store.follow_deletions("feed", ["2"], NOW)
    assert changed() == (two,)


def test_a_log_is_told_from_others_and_from_itself_at_another_time(store: Store) -> None:
    assert store.log_mark(0) == ""
    marks = []
    for number in "123":
        store.commit_polls([poll("feed", post(number))], NOW)
        marks.append(store.log_mark(store.changes().until))
    assert len(set(marks) - {""}) == 3
    assert store.log_mark(10**9) == ""


def test_who_has_seen_more_than_there_was_is_told_to_begin_anew(store: Store) -> None:
    store.commit_polls([poll("feed", post("1"))], NOW)
    assert not store.changes(10**9).complete


def test_the_index_answers_with_ids_in_their_order(store: Store) -> None:
    posts = [
        post("1", "red lid", published_at=NOW - 3 * DAY),
        post("2", "red lids", published_at=NOW - 2 * DAY),
        post("3", "blue lid", published_at=NOW - DAY),
    ]
    store.commit_polls([poll("feed", *posts)], NOW)
    one, two, three = (ids(store)[name] for name in "123")
    assert list(store.holding((("lid",),))) == [one, three]
    assert list(store.holding((("lid", "lids"), ("red",)))) == [one, two]
    assert list(store.holding(beginnings=("li",))) == [one, two, three]
    assert list(store.holding((("red",),), beginnings=("lids",))) == [two]
    assert list(store.holding(beginnings=('l"i',))) == []
    assert list(store.holding(since=NOW - 2 * DAY, until=NOW - DAY)) == [two]
    assert list(store.holding((("lid",),), since=NOW - 2 * DAY)) == [three]


def test_views_are_kept_by_person(store: Store) -> None:
    view = SavedView(person="Mia", name="Lids", asked="q=lid", saved_at=NOW)
    store.save_view(view)
    store.save_view(SavedView(person="Bo", name="Lids", asked="q=x", saved_at=NOW))
    assert store.saved_views("Mia") == [view]
    assert store.remove_view("Mia", "Lids")
    assert not store.remove_view("Mia", "Lids")
    assert (store.saved_views("Mia"), len(store.saved_views("Bo"))) == ([], 1)
