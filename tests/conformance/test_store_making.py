"""What people make on pages, as a store of any engine keeps it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.errors import Conflict
from storage.records import Made
from storage.store import Store
from tests.conformance.stores import DAY, NOW

TABLE = {"type": "json", "name": "Café 🦊", "every": "5m", "headers": {"a b": "env:KEY"}, "tags": ["x", 2, 1.5, True]}
SOURCE = Made(section="sources", name="Café 🦊", table=TABLE, by="Mia", at=NOW)
RULE = Made(section="rules", name="Café 🦊", table={"type": "volume"}, by="Bo", at=NOW)


def test_what_was_made_is_kept_as_it_was_by_section_and_order(store: Store) -> None:
    later = replace(SOURCE, name="a later one")
    for each in (SOURCE, RULE, later):
        store.make(each)
    assert store.made() == [RULE, SOURCE, later]


def test_a_name_stands_once_in_a_section(store: Store) -> None:
    store.make(SOURCE)
    with pytest.raises(Conflict, match="Café"):
        store.make(replace(SOURCE, by="Bo"))
    assert store.made() == [SOURCE]


def test_it_is_changed_and_removed_in_its_section_alone(store: Store) -> None:
    store.make(SOURCE)
    store.make(RULE)
    changed = replace(SOURCE, table={"type": "rss"}, by="Ann", at=NOW + DAY)
    assert (store.remake(changed), store.remake(replace(changed, name="other"))) == (True, False)
    assert store.made() == [RULE, changed]
    assert (store.unmake("rules", RULE.name), store.unmake("rules", RULE.name)) == (True, False)
    assert store.made() == [changed]
