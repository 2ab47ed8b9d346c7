"""Every engine of the store: what overviews read, added up there."""

from __future__ import annotations

from dataclasses import astuple, replace
from datetime import timedelta

from listener.metrics.tone import added_up, tones
from storage.records import (
    Author,
    Correction,
    Heard,
    IncidentTally,
    Rating,
    Response,
    Scope,
    Series,
    Told,
    ToneCount,
)
from storage.store import Store
from tests.conformance.stores import ACME, BOLT, MINUTE, NOW, incident, poll, post, reading, total

LATER = NOW + timedelta(hours=1)


def test_tones_are_told_by_brand_and_story_without_spam(store: Store) -> None:
    both = (ACME, replace(ACME, query="acme too"), BOLT)
    store.commit_polls([poll("feed", *(post(name, published_at=NOW, matches=both) for name in "abc"))], NOW)
    first, second, _ = store.search()
    store.commit_classifications(
        {
            (first.id, 1): reading({"Acme": "negative"}, sentiment="positive"),
            (second.id, 1): reading(sentiment="negative", intent="spam"),
        },
        NOW,
    )
    assert set(store.tones(NOW, LATER)) == {ToneCount("Acme", 0, 0, 1, 1, 1), ToneCount("Bolt", 1, 0, 0, 1, 1)}, (
        "a mention counts once for its brand, what is not read is told apart, spam is left out"
    )
    assert store.tones(LATER, LATER + MINUTE) == []


def test_tones_of_one_story_are_added_up_and_stories_that_are_alike_told_together(store: Store) -> None:
    story = "the lid of the carafe burst in my kitchen this morning and nobody answers the phone"
    texts = [story, story, "a quiet afternoon with cake", "rain on the way to work, and no umbrella at all"]
    coming = [post(f"p{number}", text, published_at=NOW + number * MINUTE) for number, text in enumerate(texts)]
    store.commit_polls([poll("feed", *coming)], NOW)
    read = {(one.id, 1): reading(sentiment="negative") for one in store.search() if one.mention.native_id != "p1"}
    store.commit_classifications(read, NOW)
    assert set(store.tones(NOW, LATER)) == {ToneCount("Acme", 0, 0, 1, 1, 1), ToneCount("Acme", 0, 0, 1, 0, 2)}


def test_tones_follow_what_becomes_of_a_mention(store: Store) -> None:
    store.commit_polls([poll("feed", post("1", published_at=NOW))], NOW)
    [stored] = store.search()
    store.commit_classifications({(stored.id, 1): reading({"Bolt": "positive"}, sentiment="negative")}, NOW)
    assert store.tones(NOW, LATER) == [ToneCount("Acme", 0, 0, 1, 0, 1)]
    store.rematch([(stored.id, (BOLT,))], NOW)
    assert store.tones(NOW, LATER) == [ToneCount("Bolt", 1, 0, 0, 0, 1)], "of what it matches now"
    store.correct([Correction(mention=stored.id, head="toward", brand="Bolt", label="neutral", who="Mia", at=NOW)], NOW)
    assert store.tones(NOW, LATER) == [ToneCount("Bolt", 0, 1, 0, 0, 1)], "a correction counts at once"
    store.commit_polls([poll("feed", post("1", "other words", published_at=NOW, matches=(BOLT,)))], NOW)
    assert store.tones(NOW, LATER) == [ToneCount("Bolt", 0, 0, 0, 1, 1)], "another text waits to be read"
    store.correct([Correction(mention=stored.id, head="toward", brand="Bolt", label="neutral", who="Mia", at=NOW)], NOW)
    assert store.tones(NOW, LATER) == [ToneCount("Bolt", 0, 1, 0, 0, 1)], "what people read waits no more"
    store.follow_deletions("feed", ["1"], NOW)
    assert store.tones(NOW, LATER) == []
    late = Correction(mention=stored.id, head="toward", brand="Bolt", label="neutral", who="Mia", at=NOW)
    assert store.correct([late], NOW) == 0, "what is gone meanwhile is passed over"
    assert store.corrections([stored.id]) == []


def test_the_sums_of_tones_are_those_of_each_mention(store: Store) -> None:
    both, labels = (ACME, replace(ACME, query="acme too"), BOLT), (None, "negative", "positive")
    cases = [(whole, toward, spam) for whole in labels for toward in labels for spam in (False, True)]
    names = [str(number) for number in range(len(cases))]
    store.commit_polls([poll("feed", *(post(name, published_at=NOW, matches=both) for name in names))], NOW)
    read = {}
    for stored, (whole, toward, spam) in zip(store.search(), cases, strict=True):
        heads = {"sentiment": whole, "intent": "spam" if spam else "complaint"}
        answer = reading({"Acme": toward} if toward else {}, **{head: label for head, label in heads.items() if label})
        read[stored.id, 1] = answer
    store.commit_classifications(read, NOW)
    summed = {
        brand: added_up(one for one in store.tones(NOW, LATER) if one.brand == brand) for brand in ("Acme", "Bolt")
    }
    for brand, (stories, unread) in summed.items():
        one_by_one, not_read = tones(store.search(), brand)
        assert (sorted(map(str, stories)), unread) == (sorted(map(str, one_by_one)), not_read)
        for label in ("negative", "positive"):
            counted = total(store, Series(Scope.brand(brand), f"tone:{label}"))[0]
            assert counted == sum(getattr(each, label) for each in stories), (brand, label)


def test_stories_that_are_told_again_and_again_are_found(store: Store) -> None:
    text = "the lid of the carafe burst in my kitchen this morning and nobody answers the phone"
    copies = [post(f"c{number}", text=text, published_at=NOW + number * MINUTE) for number in range(3)]
    alone = post("alone", text="a quiet afternoon with cake", published_at=NOW)
    unmatched = post("none", text=text, published_at=NOW + 5 * MINUTE, matches=())
    store.commit_polls([poll("feed", *copies, alone, unmatched)], NOW)
    [told] = store.told(NOW, LATER, least=2, limit=5)
    assert told == Told(told.story, 3)
    assert store.told(NOW, LATER, least=4, limit=5) == []
    assert len(store.told(NOW, LATER, least=1, limit=1)) == 1


def test_incidents_come_by_the_page_and_drills_apart(store: Store) -> None:
    saved = [
        store.commit_incident(replace(incident(f"k{number}"), title='"drill":true', **changes), [])
        for number, changes in enumerate(
            [{}, {"state": "resolved", "resolved_at": NOW}, {"drill": True}, {"state": "acknowledged"}]
        )
    ]
    assert store.incident_tallies()[None] == IncidentTally(unresolved=2, resolved=1, drills=1)
    assert [one.id for one in store.incident_page(unresolved=True)] == [saved[3].id, saved[0].id]
    assert [one.id for one in store.incident_page(unresolved=True, before=saved[3].id)] == [saved[0].id]
    assert [one.id for one in store.incident_page(unresolved=True, limit=1)] == [saved[3].id]
    assert [one.id for one in store.incident_page(unresolved=False)] == [saved[1].id]
    assert [one.id for one in store.incident_page(unresolved=True, drill=True)] == [saved[2].id]


def test_what_rules_raised_is_told_of_incidents_that_opened_since(store: Store) -> None:
    [loud] = incident().alerts
    bad, loud_too = replace(loud, rule="bad", fingerprint="f2"), replace(loud, fingerprint="f3")
    changes = (
        {"opened_at": NOW - MINUTE, "alerts": (loud,)},
        {"opened_at": NOW, "alerts": (loud, loud_too, bad), "state": "resolved", "resolved_at": NOW},
        {"opened_at": LATER, "drill": True, "alerts": (bad,)},
        {"opened_at": LATER, "alerts": (bad,)},
        {"opened_at": LATER, "alerts": ()},
    )
    first, both, _, last, without = (
        store.commit_incident(replace(incident(f"k{number}"), **given), []) for number, given in enumerate(changes)
    )
    every = [(without.id, LATER, frozenset()), (last.id, LATER, {"bad"}), (both.id, NOW, {"bad", "loud"})]
    assert [astuple(each) for each in store.raised(NOW, 10)] == every
    assert [astuple(each) for each in store.raised(NOW, 2)] == every[:2]
    assert [each.incident for each in store.raised(NOW - MINUTE, 10)][3:] == [first.id]


def test_incidents_are_found_by_brand_and_by_none(store: Store) -> None:
    assert store.incident_tallies() == {None: IncidentTally()}
    over = {"state": "resolved", "resolved_at": NOW}
    both, acme, nobody, drill = (
        store.commit_incident(replace(incident(key), brands=brands, **changes), [])
        for key, brands, changes in (
            ("a", ("Acme", "Bolt"), {}),
            ("b", ("Acme",), over),
            ("c", (), over),
            ("d", ("Acme",), {"drill": True}),
        )
    )
    assert store.incident_tallies() == {
        None: IncidentTally(unresolved=1, resolved=2, drills=1),
        "Acme": IncidentTally(unresolved=1, resolved=1, drills=1),
        "Bolt": IncidentTally(unresolved=1),
        "": IncidentTally(resolved=1),
    }
    assert [one.id for one in store.incidents(brand="Acme")] == [drill.id, acme.id, both.id]
    assert [one.id for one in store.incidents(brand="Bolt", unresolved=True)] == [both.id]
    assert [one.id for one in store.incident_page(unresolved=False, brand="Acme")] == [acme.id]
    assert [one.id for one in store.incident_page(unresolved=False, brand="")] == [nobody.id]
    assert [one.id for one in store.incident_page(unresolved=False, drill=True, brand="Acme")] == [drill.id]
    assert store.incident_page(unresolved=False, brand="Acme", before=acme.id) == []
    store.commit_incident(replace(nobody, brands=("Bolt",)), [])
    assert (store.incidents(brand=""), [one.id for one in store.incidents(brand="Bolt")]) == ([], [nobody.id, both.id])


def test_a_debrief_is_due_from_the_end_of_a_crisis_until_it_is_closed(store: Store) -> None:
    for key, changes in {
        "quiet": {},
        "over": {"brands": ("Acme",)},
        "drilled": {"drill": True},
        "on": {},
        "closed": {},
    }.items():
        saved = store.commit_incident(replace(incident(key), **changes), [])
        crisis = Response(incident_id=saved.id or 0, severity=1, declared_at=NOW, declared_by="Mia")
        if key != "quiet":
            phase, end = ("investigating", None) if key == "on" else ("resolved", NOW + MINUTE)
            store.commit_response(replace(crisis, phase=phase, closed_at=end if key == "closed" else None), [])
    assert [each.key for each in store.debriefs_due()] == ["drilled", "over"]
    assert store.debriefs_waiting() == 2
    due = store.debriefs_due()[1]
    assert (due.of("Acme"), due.of("Bolt"), due.of(""), due.of(None)) == (True, False, False, True)


def test_the_pulse_changes_with_what_people_see_and_with_nothing_else(store: Store) -> None:
    seen = [store.pulse()]
    store.commit_polls([poll("feed", post("1"))], NOW)
    seen.append(store.pulse())
    saved = store.commit_incident(incident(), [])
    seen.append(store.pulse())
    taken = store.commit_incident(replace(saved, state="acknowledged", acknowledged_by="Mia"), [])
    seen.append(store.pulse())
    store.commit_incident(replace(taken, state="resolved", resolved_at=NOW), [])
    seen.append(store.pulse())
    declared = Response(incident_id=saved.id or 0, severity=1, declared_at=NOW, declared_by="Mia")
    store.commit_response(declared, [])
    seen.append(store.pulse())
    assert len(set(seen)) == len(seen)
    store.commit_polls([poll("feed")], NOW)
    store.note("simulated clock", "later")
    assert store.pulse() == seen[-1], "a poll that brought nothing is no news"


def test_what_figures_count_is_told_as_it_is_stored(store: Store) -> None:
    told = post(
        "a",
        title="Lids",
        text="acme burst",
        published_at=NOW,
        matches=(ACME, replace(ACME, query="acme too"), BOLT),
        author=Author(handle="mia", followers=7),
        rating=Rating(value=2),
        language="en",
        permalink="https://example.org/a",
    )
    unmatched = post("none", published_at=NOW, matches=())
    store.commit_polls([poll("feed", told, unmatched), poll("copy", told)], NOW)
    [stored] = [each for each in store.search() if each.matches]
    store.commit_classifications({(stored.id, 1): reading({"Acme": "negative"}, sentiment="positive")}, NOW)
    [found] = store.heard(NOW, LATER)
    assert found == Heard(
        id=stored.id,
        story=stored.mention.story or 0,
        brands=("Acme", "Bolt"),
        sources=tuple(sorted({each.source for each in stored.sightings})),
        author=stored.mention.author,
        rating=stored.mention.rating,
        said="Lids acme burst",
        read={"sentiment": "positive"},
        toward={"Acme": "negative"},
    )
    assert [Heard.of(each) for each in store.search() if each.matches] == [found]
    assert (found.tone("Acme"), found.tone("Bolt"), found.spam) == ("negative", "positive", False)
    assert list(store.heard(LATER, LATER + MINUTE)) == []
    assert list(store.heard(NOW, LATER, {"Bolt", "Cora"})) == [found]
    assert list(store.heard(NOW, LATER, {"Cora"})) == [Heard(found.id, found.story, found.brands)]
