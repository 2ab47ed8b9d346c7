"""By what a post is known again."""

from __future__ import annotations

from storage.intake.identity import aliases, digest
from storage.records import Mention
from tests.conformance.stores import NOW


def names(**fields: str) -> tuple[int, ...]:
    return aliases(Mention(**{"kind": "blog", "native_id": "1", "collected_at": NOW, **fields}))  # type: ignore[arg-type]


def test_the_same_string_is_another_name_in_another_role() -> None:
    assert len(set(names(uri="x", permalink="x"))) == 2


def test_the_global_name_is_more_telling_than_the_address() -> None:
    assert names(uri="at://1", permalink="https://a.example/1")[0] == names(uri="at://1")[0]


def test_neither_the_address_one_opens_nor_a_sources_own_id_is_a_name_for_all() -> None:
    assert names(url="https://a.example/1", native_id="7") == ()


def test_a_digest_sees_every_character_and_where_it_stands() -> None:
    assert digest("a", "b") == digest("a", "b")
    assert len({digest("a", "b"), digest("ab", ""), digest("", "ab"), digest("a", "b ")}) == 4
