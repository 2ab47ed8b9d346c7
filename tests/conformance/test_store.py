"""Every engine of the store: sources and their polls, reading, upkeep. A new engine joins by `stores.ENGINES`."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from storage.errors import StoreBusy
from storage.records import AuditEntry, Outage, Scope, Series
from storage.records.number import moment_of, number_at
from storage.store import Store
from tests.conformance.stores import (
    ACME,
    BOLT,
    DAY,
    ENGINES,
    MINUTE,
    NOW,
    opened,
    poll,
    post,
    texts,
    total,
)


def test_due_sources_are_claimed_once_most_overdue_first(store: Store) -> None:
    store.sync_sources({"late": 5 * MINUTE, "later": 5 * MINUTE, "idle": 5 * MINUTE}, NOW)
    store.commit_polls(
        [
            poll("late", next_due_at=NOW + MINUTE),
            poll("later", next_due_at=NOW),
            poll("idle", next_due_at=NOW + 4 * MINUTE),
        ],
        NOW,
    )
    claimed = store.claim_due(NOW + 2 * MINUTE, MINUTE, 10)
    assert [state.name for state in claimed] == ["later", "late"]
    assert claimed[0].lease_until == NOW + 3 * MINUTE
    assert store.claim_due(NOW + 2 * MINUTE, MINUTE, 10) == []
    assert len(store.claim_due(NOW + 3 * MINUTE, MINUTE, 1)) == 1


def test_a_source_is_due_when_the_clock_was_set_back_behind_its_last_poll(store: Store) -> None:
    store.sync_sources({"feed": 5 * MINUTE}, NOW)
    store.commit_polls([poll("feed", polled_at=NOW, next_due_at=NOW + 5 * MINUTE)], NOW)
    assert store.claim_due(NOW, MINUTE, 10) == []
    assert store.claim_due(NOW - DAY, MINUTE, 10) != []


def test_a_source_that_is_gone_for_good_is_not_polled_again(store: Store) -> None:
    store.sync_sources({"feed": 5 * MINUTE}, NOW)
    store.commit_polls([poll("feed", health="gone", failing_since=NOW, next_due_at=NOW)], NOW)
    assert store.claim_due(NOW + DAY, MINUTE, 10) == []


def test_what_was_claimed_and_not_polled_is_given_back_as_it_was(store: Store) -> None:
    store.sync_sources({"feed": 5 * MINUTE}, NOW)
    store.commit_polls([poll("feed", items=3, new=2, cursor={"etag": "a"}, next_due_at=NOW)], NOW)
    before = store.source_states()
    store.claim_due(NOW, 10 * MINUTE, 1)
    store.release(["feed", "unheard of"], NOW + MINUTE)
    assert store.source_states() == [replace(before[0], next_due_at=NOW + MINUTE)]
    assert store.claim_due(NOW, MINUTE, 1) == []
    assert [state.name for state in store.claim_due(NOW + MINUTE, MINUTE, 1)] == ["feed"]


def test_a_source_that_was_polled_unannounced_goes_on_where_it_was(store: Store) -> None:
    assert store.source_state("feed") is None
    store.commit_polls([poll("feed", cursor={"etag": "a"}, first_done=True)], NOW)
    assert store.source_states() == []
    assert store.claim_due(NOW + DAY, MINUTE, 1) == []
    store.sync_sources({"feed": 5 * MINUTE}, NOW)
    assert store.source_states() == [store.source_state("feed")]
    assert store.source_states()[0].cursor == {"etag": "a"}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_command_is_alone_where_no_service_runs(engine: str, tmp_path: Path) -> None:
    command = opened(engine, tmp_path)
    with command.alone() as alone:
        assert alone
        with pytest.raises(StoreBusy):
            opened(engine, tmp_path, "service")
    service = opened(engine, tmp_path, "service")
    with command.alone() as beside, service.alone() as own:
        assert (beside, own) == (False, True)
    service.close()
    with command.alone() as again:
        assert again
    command.close()


def test_a_source_that_left_the_configuration_keeps_its_state_unclaimed(store: Store) -> None:
    store.sync_sources({"feed": 5 * MINUTE}, NOW)
    store.commit_polls([poll("feed", cursor={"etag": "x"}, next_due_at=NOW)], NOW)
    store.sync_sources({"other": 5 * MINUTE}, NOW)
    assert [state.name for state in store.source_states()] == ["other"]
    assert [state.name for state in store.claim_due(NOW, MINUTE, 10)] == ["other"]
    store.sync_sources({"feed": 5 * MINUTE}, NOW)
    assert store.source_states()[0].cursor == {"etag": "x"}


def test_a_polls_state_is_saved_with_what_it_brought(store: Store) -> None:
    store.sync_sources({"feed": 5 * MINUTE}, NOW)
    store.claim_due(NOW, MINUTE, 1)
    store.commit_polls([poll("feed", post("1", published_at=NOW - DAY), post("2", published_at=NOW - MINUTE))], NOW)
    (state,) = store.source_states()
    assert (state.items, state.new, state.last_item_at, state.lease_until) == (2, 2, NOW - MINUTE, None)
    store.commit_polls([replace(poll("feed", post("2", published_at=NOW - MINUTE)), items=7)], NOW)
    (state,) = store.source_states()
    assert (state.items, state.new) == (7, 0)


def test_a_failed_poll_keeps_the_figures_of_the_last_good_one(store: Store) -> None:
    store.sync_sources({"feed": 5 * MINUTE}, NOW)
    store.commit_polls([poll("feed", health="broken", failures=2, failing_since=NOW, items=3, last_error="down")], NOW)
    (state,) = store.source_states()
    assert (state.items, state.failures, state.last_error) == (3, 2, "down")


def test_a_source_that_works_again_leaves_the_time_in_which_it_was_blind(store: Store) -> None:
    store.sync_sources({"feed": 5 * MINUTE}, NOW)
    store.commit_polls([poll("feed", health="broken", failing_since=NOW)], NOW)
    store.commit_polls(
        [poll("feed", health="unauthorised", failing_since=NOW, failures=2, last_error="no")], NOW + MINUTE
    )
    assert store.outages(NOW + DAY) == [Outage(source="feed", since=NOW, why="no")]
    store.commit_polls([poll("feed")], NOW + 10 * MINUTE)
    store.commit_polls([poll("feed")], NOW + 15 * MINUTE)
    (outage,) = store.outages(NOW)
    assert (outage.source, outage.since, outage.until) == ("feed", NOW, NOW + 10 * MINUTE)
    assert store.outages(NOW + 10 * MINUTE) == []


def test_a_source_that_is_not_configured_any_more_was_blind_until_its_last_poll(store: Store) -> None:
    store.commit_polls([poll("feed", health="broken", failing_since=NOW)], NOW)
    store.commit_polls([poll("feed", health="broken", failing_since=NOW)], NOW + 5 * MINUTE)
    (outage,) = store.outages(NOW - DAY)
    assert outage.until == NOW + 5 * MINUTE


def test_it_is_known_which_source_was_the_first_to_show_what(store: Store) -> None:
    acme = Scope.brand("Acme")
    one, two, old = post("1"), post("2", published_at=NOW - 3 * DAY), post("3", live=False)
    store.commit_polls([poll("feed", one, two, old), poll("other", post("4", matches=()))], NOW)
    store.commit_polls([poll("other", post("5"))], NOW)
    assert store.brought(acme, NOW - 7 * DAY) == {"feed": 2, "other": 1}
    assert store.brought(acme, NOW - DAY) == {"feed": 1, "other": 1}
    assert store.brought(Scope.brand("Nobody"), NOW - DAY) == {}


def test_search_is_all_groups_and_any_token_of_each_newest_first(store: Store) -> None:
    store.commit_polls(
        [
            poll(
                "feed",
                *(
                    post(str(n), f"{'red' if n % 2 else 'blue'} shoe n{n}", published_at=NOW + n * MINUTE)
                    for n in range(6)
                ),
            )
        ],
        NOW,
    )
    found = store.search((("red", "green"), ("shoe",)))
    assert [one.mention.text for one in found] == ["red shoe n5", "red shoe n3", "red shoe n1"]
    assert [one.mention.text for one in store.search((("red",),), before=found[0].id, limit=1)] == ["red shoe n3"]
    assert texts(store, "shoe", since=NOW + MINUTE, until=NOW + 3 * MINUTE) == ["blue shoe n2", "red shoe n1"]
    assert store.search((("red",), ("missing",))) == []
    assert len(store.search()) == 6


def test_a_search_leaves_out_what_may_not_alert_where_it_is_told_to(store: Store) -> None:
    store.commit_polls([poll("feed", post("1", "red one"), post("2", "red two", live=False), post("3", "blue"))], NOW)
    store.import_arrivals("archive", [post("4", "red three", live=False)], NOW)
    assert sorted(texts(store, "red", live=True)) == ["red one"]
    assert sorted(each.mention.text for each in store.search(live=True)) == ["blue", "red one"]
    assert len(texts(store, "red")) == 3


@pytest.mark.parametrize(
    "token",
    ['a"b', "it's", "#tag", "@joe", "c++", "a-b", "50%", "x*", "AND", "(", "中文", "🎉", "a:b", "^x", "\\", "{bt}"],
)
def test_a_token_is_found_as_it_is(store: Store, token: str) -> None:
    store.commit_polls([poll("feed", post("1", f"one {token} two"), post("2", "one ab two b joe tag bt x c"))], NOW)
    assert [one.mention.native_id for one in store.search(((token,),))] == ["1"]


@pytest.mark.parametrize("token", ["", " ", "\x00", "a\x00b", "one two", "\ud800", "\ue000"])
def test_a_token_that_no_index_holds_breaks_nothing(store: Store, token: str) -> None:
    store.commit_polls([poll("feed", post("1", "one two a b"))], NOW)
    assert [one.mention.native_id for one in store.search((("one",), (token, "two")))] == ["1"]


def test_scopes_are_told_apart_exactly(store: Store) -> None:
    brands = [replace(ACME, brand=name, query=name) for name in ("Acme", "ACME", "Acme Inc", "Inc")]
    store.commit_polls(
        [poll("feed", *(post(match.brand, matches=(match,)) for match in brands), post("none", matches=()))], NOW
    )
    for match in brands:
        assert [one.mention.native_id for one in store.search(scope=f"brand:{match.brand}")] == [match.brand]
    assert len(store.search(scope="all")) == 5


def test_export_streams_one_state_in_order(store: Store) -> None:
    store.commit_polls([poll("feed", *(post(str(n), published_at=NOW + n * MINUTE) for n in range(5)))], NOW)
    stream = store.export(since=NOW + MINUTE, until=NOW + 4 * MINUTE)
    first = next(stream)
    store.commit_polls([poll("feed", post("late", published_at=NOW + 2 * MINUTE))], NOW)
    assert [first.mention.native_id, *(one.mention.native_id for one in stream)] == ["1", "2", "3"]
    assert [one.mention.native_id for one in store.export()] == ["0", "1", "2", "late", "3", "4"]


def test_mentions_come_in_the_order_asked_for(store: Store) -> None:
    store.commit_polls([poll("feed", post("1"), post("2"))], NOW)
    second, first = [found.id for found in store.search()]
    assert [found.id for found in store.mentions([first, 99, second])] == [first, second]
    assert store.mention(99) is None


def test_numbers_are_places_in_time(store: Store) -> None:
    moments = [NOW + 2 * MINUTE, NOW, NOW, NOW + MINUTE, NOW - 9000 * DAY]
    store.commit_polls([poll("feed", *(post(str(n), published_at=at) for n, at in enumerate(moments)))], NOW)
    found = {each.mention.native_id: each.id for each in store.export()}
    assert list(found) == ["4", "1", "2", "3", "0"], "oldest first"
    assert list(found.values()) == sorted(found.values())
    assert {name: found[name] for name in "4130"} == {name: number_at(moments[int(name)]) for name in "4130"}
    assert found["2"] == found["1"] + 1, "the next that is free"
    assert [moment_of(found[name]) for name in "430"] == [moments[4], moments[3], moments[0]]


def test_totals_say_what_is_there(store: Store) -> None:
    store.commit_polls(
        [
            poll("a", post("1", uri="at://1", matches=(ACME, BOLT)), post("2", matches=())),
            poll("b", post("x", uri="at://1")),
        ],
        NOW,
    )
    totals = store.totals()
    assert (totals["mentions"], totals["sightings"], totals["matches"], totals["waiting"]) == (2, 3, 2, 1)


def test_notes_and_audit(store: Store) -> None:
    assert store.note("clock") is None
    store.note("clock", "noon")
    store.note("clock", "one")
    assert store.note("clock") == "one"
    ann = AuditEntry(at=NOW, who="ann", role="responder", via="link", what="acknowledged", about="incident", id=1)
    entries = [ann, replace(ann, what="resolved"), replace(ann, id=11), replace(ann, about="crisis")]
    for entry in entries:
        store.audit(entry)
    assert store.audited() == entries[::-1]
    assert store.audited(about="incident", id=1) == entries[1::-1]


def test_what_a_silence_held_back_is_counted_by_the_silence(store: Store) -> None:
    held = AuditEntry(at=NOW, who="listener", via="service", what="held", about="silence", id=1, fingerprint="f")
    begun = replace(held, who="ann", fingerprint=None)
    others = (replace(held, id=11), replace(held, about="inhibition", id=None))
    for entry in (begun, held, replace(held, fingerprint="g"), held, *others):
        store.audit(entry)
    assert store.held_back([1, 11, 2]) == {1: 3, 11: 1, 2: 0}
    assert len(store.audited(about="silence", id=1, fingerprint="f")) == 2
    assert len(store.audited(about="inhibition", fingerprint="f")) == 1
    each = [("silence", name) for name in ("f", "g", "f", "f")]
    assert store.held_alerts(NOW, NOW + DAY) == [*each, ("inhibition", "f")]


def test_a_mention_is_forgotten_when_every_source_that_saw_it_wants_so(store: Store) -> None:
    store.commit_polls([poll("short", post("1"), post("2", uri="at://2"), post("3", uri="at://3"))], NOW)
    store.commit_polls([poll("long", post("x", uri="at://2")), poll("forever", post("y", uri="at://3"))], NOW)
    limits = {"short": DAY, "long": 10 * DAY, "forever": None}
    assert store.forget(limits, NOW + 0.5 * DAY) == 0
    assert store.forget(limits, NOW + 2 * DAY) == 1
    assert sorted(found.mention.native_id for found in store.search()) == ["2", "3"]
    assert store.forget(limits, NOW + 11 * DAY) == 1
    assert store.forget({}, NOW + 999 * DAY) == 0
    assert [found.mention.native_id for found in store.search()] == ["3"]


def test_what_is_forgotten_leaves_its_counts_and_nothing_else(store: Store) -> None:
    store.commit_polls([poll("feed", post("1", "Acme forgets", uri="at://1"))], NOW)
    store.forget({"feed": DAY}, NOW + 2 * DAY)
    assert total(store, Series("all")) == (1, 1)
    assert texts(store, "forgets") == []
    assert store.hits_after(0, read=False, limit=9) == []
    assert store.unclassified(9) == []
    assert {name: store.totals()[name] for name in ("mentions", "sightings", "matches")} == dict.fromkeys(
        ("mentions", "sightings", "matches"), 0
    )
    assert store.commit_polls([poll("other", post("z", uri="at://1"))], NOW)[0].new == 1


def test_the_log_of_hits_is_trimmed_and_never_counted_anew(store: Store) -> None:
    store.commit_polls([poll("feed", post("1"), post("2"))], NOW)
    store.forget({}, NOW + 8 * DAY)
    assert store.hits_after(0, read=False, limit=9) == []
    assert store.rule_state("new", NOW).seen == 2
    store.commit_polls([poll("feed", post("3"))], NOW)
    assert [hit.seq for hit in store.hits_after(0, read=False, limit=9)] == [3]


def test_a_backup_is_complete_while_the_store_is_open(store: Store, tmp_path: Path) -> None:
    store.commit_polls([poll("feed", *(post(str(n)) for n in range(50)))], NOW)
    store.backup(tmp_path / "copy" / "listener.db")
    store.commit_polls([poll("feed", post("after"))], NOW)
    copied = opened("sqlite", tmp_path / "copy")
    assert copied.totals()["mentions"] == 50
    copied.close()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("batches", [1, 4])
def test_a_killed_writer_leaves_whole_batches_only(engine: str, batches: int, tmp_path: Path) -> None:
    """A process commits batches of 100 without end and is killed somewhere after some of them were reported."""
    command = [sys.executable, "-m", "tests.conformance.committing", engine, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        reported = [int(writer.stdout.readline()) for _ in range(batches)]
        writer.send_signal(signal.SIGKILL)
    store = opened(engine, tmp_path)
    mentions = store.totals()["mentions"]
    assert mentions % 100 == 0
    assert mentions >= 100 * (reported[-1] + 1)
    assert sum(1 for _ in store.export()) == len(store.search((("acme",),), limit=mentions + 1)) == mentions
    assert sum(store.counts([Series("all")], NOW, NOW + 5 * MINUTE)[Series("all")].total) == mentions
    assert store.source_states()[0].cursor == {"batch": mentions // 100 - 1}
    assert store.commit_polls([poll("feed", post("next"))], NOW)[0].new == 1
    store.close()


def test_two_thousand_unchanged_polls_are_one_commit(store: Store) -> None:
    names = [f"feed {number}" for number in range(2000)]
    store.sync_sources(dict.fromkeys(names, 5 * MINUTE), NOW)
    assert len(store.claim_due(NOW, MINUTE, 5000)) == 2000
    store.commit_polls([poll(name, health="unchanged", items=3, cursor={"etag": name}) for name in names], NOW)
    states = store.source_states()
    assert {(state.health, state.items, state.new) for state in states} == {("unchanged", 3, 0)}
    assert {state.lease_until for state in states} == {None}


def test_an_import_has_no_source_to_poll(store: Store) -> None:
    committed = store.import_arrivals("archive", [post(str(n), live=False) for n in range(2500)], NOW)
    assert committed.new == 2500
    assert store.source_states() == []
    assert total(store, Series("all")) == (2500, 0)
