"""What an arrival is, decided without any store."""

from __future__ import annotations

from typing import Any

from storage.intake.decision import NEW, UNWANTED, after, decide, first
from storage.intake.identity import digest
from storage.intake.sameness import Candidate
from storage.records import Arrival
from tests.conformance.stores import ACME, BOLT, DAY, NOW, post


def seen(arrival: Arrival) -> str:
    return digest(arrival.mention.title, arrival.mention.text)


def stored(arrival: Arrival, source: str = "feed") -> Candidate:
    """A mention as the arrival left it."""
    return first(7, source, arrival, seen(arrival))


def decided(arrival: Arrival, known: Candidate, source: str = "feed") -> tuple[str, bool]:
    """What it is, and whether its text is taken over."""
    decision = decide(source, arrival, seen(arrival), [known])
    assert decision.known is known
    return decision.what, decision.adopted


def test_what_nothing_is_known_of_is_new_or_not_wanted() -> None:
    wanted = post("1")
    assert decide("feed", wanted, seen(wanted), []) is NEW
    unmatched = Arrival(mention=wanted.mention, keep=False)
    assert decide("feed", unmatched, seen(unmatched), []) is UNWANTED


def test_the_same_words_from_the_same_place_are_known_and_others_an_edit() -> None:
    known = stored(post("1", "Acme works"))
    assert decided(post("1", "Acme works"), known) == ("known", False)
    assert decided(post("1", "Acme broke"), known) == ("edit", True)


def test_an_edit_counts_even_where_it_matches_nothing_any_more() -> None:
    gone = Arrival(mention=post("1", "The name is gone").mention, keep=False)
    assert decided(gone, stored(post("1", "Acme works"))) == ("edit", True)


def test_another_place_is_a_sighting_and_taken_over_only_where_it_matches_more() -> None:
    known = stored(post("1", "Acme, the whole story", uri="at://1"))
    assert decided(post("x", "Acme, the", uri="at://1"), known) == ("sighting", False)
    assert decided(post("1", "Acme and Bolt", matches=(ACME, BOLT), uri="at://1"), known, "other") == ("sighting", True)
    same = post("1", "Acme, the whole story", matches=(ACME, BOLT), uri="at://1")
    assert decided(same, known, "other") == ("sighting", False)


def test_the_most_telling_name_decides() -> None:
    arrival = post("1", "Acme works")
    candidates = [stored(arrival), stored(post("2", "Something else"))]
    assert decide("feed", arrival, seen(arrival), candidates).known is candidates[0]


def test_what_came_before_in_a_batch_counts_like_what_is_stored() -> None:
    """An edit, the edit again, the old text again: each is seen beside what the one before made of the mention."""
    known, told = stored(post("1", "Acme one", uri="at://1")), []
    for text in ("Acme two", "Acme two", "Acme one"):
        arrival = post("1", text, published_at=NOW + DAY)
        decision = decide("feed", arrival, seen(arrival), [known])
        told.append(decision.what)
        known = after(decision, "feed", arrival, seen(arrival)) if decision.what != "known" else known
    assert told == ["edit", "known", "edit"]
    assert (known.mention.text, known.mention.uri, known.mention.published_at) == ("Acme one", "at://1", None)


def test_a_sighting_that_is_not_taken_over_leaves_the_text_and_is_remembered() -> None:
    known = stored(post("1", "Acme, the whole story", uri="at://1"))
    arrival = post("x", "Acme, the", uri="at://1")
    later = after(decide("other", arrival, seen(arrival), [known]), "other", arrival, seen(arrival))
    assert later.mention is known.mention
    assert decided(arrival, later, "other") == ("known", False)
    shown: Any = dict(later.shown)
    assert set(shown) == {("feed", "1"), ("other", "x")}
