"""By what a post is known again."""

from __future__ import annotations

from storage.intake.identity import aliases, digest
from storage.records import Mention
from tests.conformance.stores import NOW


def names(source: str = "feed", **fields: str) -> tuple[int, ...]:
    return aliases(source, Mention(**{"kind": "blog", "native_id": "1", "collected_at": NOW, **fields}))  # type: ignore[arg-type]


def test_native_ids_belong_to_their_source_and_global_names_to_all() -> None:
    here, there = (names(source, uri="at://1", permalink="https://a.example/1") for source in ("a", "b"))
    assert here[0] != there[0]
    assert here[1:] == there[1:]


def test_the_same_string_is_another_name_in_another_role() -> None:
    assert len(set(names(native_id="x", uri="x", permalink="x"))) == 3


def test_the_address_one_opens_is_no_name() -> None:
    assert names(url="https://a.example/1") == names(url="https://b.example/2")


def test_a_digest_sees_every_character_and_where_it_stands() -> None:
    assert digest("a", "b") == digest("a", "b")
    assert len({digest("a", "b"), digest("ab", ""), digest("", "ab"), digest("a", "b ")}) == 4
