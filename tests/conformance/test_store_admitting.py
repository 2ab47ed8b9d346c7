"""Who may come in, as a store of any engine keeps it: links once, sessions until they end, tries counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage.errors import Conflict
from storage.records import AddedPerson, AuditEntry, EntryLink, Session, Token, TryLimit
from storage.store import Store
from tests.conformance.stores import DAY, ENGINES, MINUTE, NOW, opened

MIA = AddedPerson(name="Mia Žižka 🦊", mail="mia@example.org", role="manager", added_at=NOW, added_by="Ines")
START = EntryLink(digest="start", purpose="start", until=NOW + MINUTE)
FOR_MIA = EntryLink(digest="mia", purpose="person", person=MIA.name, until=NOW + MINUTE)
BROWSER = Session(digest="b1", person=MIA.name, way="password", began_at=NOW, seen_at=NOW, address="::1", browser="x")
TOKEN = Token(name="robot", digest="t1", role="observer", made_by="Ines", made_at=NOW, ends_at=NOW + DAY)


def test_people_who_were_added_are_kept_changed_and_removed(store: Store) -> None:
    store.add_person(MIA)
    assert store.added_people() == [MIA]
    with pytest.raises(Conflict):
        store.add_person(replace(MIA, role="observer"))
    store.change_person(replace(MIA, role="observer", mail=None))
    assert store.added_people() == [replace(MIA, role="observer", mail=None)]
    assert store.remove_person(MIA.name)
    assert (store.added_people(), store.remove_person(MIA.name)) == ([], False)


def test_nothing_lets_in_whoever_was_removed_nor_who_gets_the_name_next(store: Store) -> None:
    store.add_person(MIA)
    store.set_password(MIA.name, "$argon2", NOW)
    store.begin_session(BROWSER)
    store.add_entry_link(FOR_MIA)
    store.remove_person(MIA.name)
    assert (store.accounts(), store.session("b1"), store.use_entry_link("mia", NOW)) == ([], None, None)
    store.set_password(MIA.name, "$argon2", NOW)  # of somebody of that name in the configuration, once
    store.begin_session(BROWSER)
    store.add_person(MIA)
    assert (store.accounts(), store.session("b1")) == ([], None)


def test_a_link_is_used_once_and_not_after_its_end_and_a_look_uses_nothing_up(store: Store) -> None:
    store.add_entry_link(FOR_MIA)
    assert [store.entry_link("mia"), store.entry_link("mia"), store.entry_link("other")] == [FOR_MIA, FOR_MIA, None]
    assert [store.use_entry_link("mia", NOW), store.use_entry_link("mia", NOW)] == [FOR_MIA, None]
    store.add_entry_link(FOR_MIA)
    assert store.use_entry_link("mia", FOR_MIA.until) is None


@pytest.mark.parametrize("engine", ENGINES)
def test_of_many_who_use_one_link_at_once_one_is_first(engine: str, tmp_path: Path) -> None:
    first, second = opened(engine, tmp_path), opened(engine, tmp_path)  # two processes
    first.add_entry_link(FOR_MIA)
    with ThreadPoolExecutor(8) as pool:
        used = list(pool.map(lambda n: (first, second)[n % 2].use_entry_link("mia", NOW), range(16)))
    assert sum(link is not None for link in used) == 1
    first.close()
    second.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_of_two_first_links_one_makes_the_administrator(engine: str, tmp_path: Path) -> None:
    stores = opened(engine, tmp_path), opened(engine, tmp_path)
    people = [replace(MIA, name=f"P{n}", role="administrator") for n in range(2)]
    for n in range(2):
        stores[0].add_entry_link(replace(START, digest=f"s{n}"))
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda n: stores[n].begin_accounts(f"s{n}", f"P{n}", people[n], "$argon2", NOW), range(2)))
    assert sorted(made) == [False, True]
    assert [each.name for each in stores[0].added_people()] == [f"P{made.index(True)}"]
    assert [each.person for each in stores[0].accounts()] == [f"P{made.index(True)}"]
    for each in stores:
        each.close()


@pytest.mark.parametrize("begin", ["first", "session"])
def test_from_the_first_account_on_nobody_is_in_without_one(store: Store, begin: str) -> None:
    store.begin_session(replace(BROWSER, digest="local", person=None, way="local"))
    store.add_entry_link(START)
    store.add_entry_link(replace(START, digest="another"))
    assert [each.digest for each in store.sessions(None)] == ["local"]
    if begin == "first":
        assert store.begin_accounts("start", MIA.name, MIA, "$argon2", NOW)
    else:
        store.begin_session(BROWSER)
    assert (store.sessions(None), store.entry_link("start"), store.entry_link("another")) == ([], None, None)


def test_a_password_is_kept_through_other_ways_of_coming_in(store: Store) -> None:
    store.set_password(MIA.name, "$argon2", NOW)
    store.begin_session(replace(BROWSER, way="openid", began_at=NOW + MINUTE))
    (account,) = store.accounts()
    assert (account.password, account.since, account.seen_at) == ("$argon2", NOW, NOW + MINUTE)
    assert "argon2" not in repr(account)


def test_browsers_are_seen_end_alone_and_all_together(store: Store) -> None:
    store.begin_session(BROWSER)
    later = replace(BROWSER, digest="b2", seen_at=NOW + MINUTE)
    store.begin_session(later)
    store.session_seen(BROWSER, NOW + 2 * MINUTE)
    assert [each.digest for each in store.sessions(MIA.name)] == ["b1", "b2"]
    store.begin_session(replace(BROWSER, digest="b3"), "b1")
    assert store.session("b1") is None
    store.add_entry_link(FOR_MIA)
    assert store.end_sessions(MIA.name, "b3") == 1
    assert [each.digest for each in store.sessions(MIA.name)] == ["b3"]
    assert store.entry_link("mia") is None, "an open link would let in whoever was signed out"
    store.end_session("b3")
    assert store.session("b3") is None


def test_tokens_have_names_of_their_own_and_end(store: Store) -> None:
    saved = store.add_token(TOKEN)
    assert saved.id is not None
    with pytest.raises(Conflict, match="another name"):
        store.add_token(replace(TOKEN, digest="t2"))
    store.token_used(saved.id, NOW + MINUTE)
    used = replace(saved, used_at=NOW + MINUTE)
    assert (store.token("t1"), store.tokens(), store.token("t2")) == (used, [used], None)
    assert (store.end_token(saved.id), store.end_token(saved.id), store.token("t1")) == (True, False, None)
    assert "t1" not in repr(saved)


LIMITS = (TryLimit("pair", 2, 10 * MINUTE), TryLimit("person", 3, 60 * MINUTE))


def test_tries_are_counted_by_each_limit_and_wait_for_the_strictest(store: Store) -> None:
    assert [store.attempt(LIMITS, NOW), store.attempt(LIMITS, NOW + MINUTE)] == [None, None]
    assert store.attempt(LIMITS, NOW + 2 * MINUTE) == NOW + 10 * MINUTE
    assert store.attempt([TryLimit("other", 1, MINUTE)], NOW) is None, "somebody else waits for nobody"
    assert store.attempt(LIMITS, NOW + 10 * MINUTE) is None
    assert store.attempt(LIMITS, NOW + 30 * MINUTE) == NOW + 60 * MINUTE
    store.forgive(["pair", "person"])
    assert store.attempt(LIMITS, NOW + 30 * MINUTE) is None


@pytest.mark.parametrize("engine", ENGINES)
def test_many_tries_at_once_are_as_many_as_one_after_the_other(engine: str, tmp_path: Path) -> None:
    stores = opened(engine, tmp_path), opened(engine, tmp_path)
    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(lambda n: stores[n % 2].attempt(LIMITS, NOW), range(16)))
    assert allowed.count(None) == 2
    for each in stores:
        each.close()


def test_a_clock_that_is_set_back_makes_nobody_wait_or_stay_longer(store: Store) -> None:
    ahead = NOW + timedelta(days=9)
    store.begin_session(replace(BROWSER, began_at=ahead, seen_at=ahead))
    store.add_entry_link(replace(FOR_MIA, until=ahead + MINUTE))
    for _ in range(2):
        store.attempt(LIMITS, ahead)
    store.clock_set_back(ahead - NOW, NOW)
    found = store.session("b1")
    assert found is not None
    assert (found.began_at, found.seen_at) == (NOW, NOW)
    assert store.use_entry_link("mia", NOW + MINUTE) is None
    until = store.attempt(LIMITS, NOW)
    assert until == NOW + 10 * MINUTE


def test_what_is_worth_nothing_any_more_is_forgotten(store: Store) -> None:
    store.begin_session(BROWSER)
    store.add_entry_link(START)
    store.add_entry_link(FOR_MIA)
    store.attempt(LIMITS, NOW)
    store.forget({}, NOW + 61 * DAY)
    assert (store.session("b1"), store.entry_link("mia")) == (None, None)
    assert store.attempt([TryLimit("pair", 1, 90 * DAY)], NOW + 61 * DAY) is None


def test_nothing_lets_in_who_is_not_known_any_more(store: Store) -> None:
    for name in ("Mia", "Bo"):
        store.set_password(name, "hash", NOW)
        store.begin_session(Session(digest=f"of {name}", person=name, way="password", began_at=NOW, seen_at=NOW))
        store.add_entry_link(EntryLink(digest=f"link {name}", purpose="person", person=name, until=NOW + DAY))
    store.begin_session(Session(digest="local", person=None, way="local", began_at=NOW, seen_at=NOW))
    assert store.forget_strangers(["Mia", "Ada"]) == ["Bo"]
    assert [each.person for each in store.accounts()] == ["Mia"]
    assert (store.session("of Bo"), store.entry_link("link Bo")) == (None, None)
    assert store.session("of Mia")
    assert store.entry_link("link Mia")
    assert {each.digest for each in store.every_session()} == {"of Mia", "local"}
    assert store.forget_strangers(["Mia", "Ada"]) == []


def test_the_audit_trail_is_read_page_by_page(store: Store) -> None:
    for number in range(5):
        store.audit(AuditEntry(at=NOW, who="Mia", via="view", what=f"did {number}", about="message"))
    first = store.audit_page(None, 2)
    assert [entry.what for _, entry in first] == ["did 4", "did 3"]
    assert [entry.what for _, entry in store.audit_page(first[-1][0], 9)] == ["did 2", "did 1", "did 0"]
