"""Names of people in every script; which are taken for one, and which hide something."""

from __future__ import annotations

import pytest

from listener.wording.names import LONGEST, alike, alike_mail, written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mia", "mia"),
        ("Mia", " Mia  "),
        ("Ｍｉａ", "Mia"),
        ("Straße", "STRASSE"),
        ("Zoe\u0308", "Zoë"),
        ("Mi\u200da", "Mia"),
        ("Mia\u00a0Brandt", "Mia Brandt"),
        ("İpek", "i̇pek"),
        ("ﬁnn", "finn"),
        ("Мария", "мария"),
    ],
)
def test_these_are_taken_for_one(one: str, other: str) -> None:
    assert alike(one) == alike(other)


@pytest.mark.parametrize(("one", "other"), [("Mia", "Mi"), ("Mia", "Maia"), ("山田", "山本"), ("Jose", "José")])
def test_these_are_two(one: str, other: str) -> None:
    assert alike(one) != alike(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mike@example.org", "mi\u212ae@example.org"),  # the Kelvin sign
        ("admin@example.org", "admın@example.org"),
        ("ss@example.org", "ß@example.org"),
        ("a@example.org", "ａ@example.org"),
    ],
)
def test_no_letter_of_another_mailbox_folds_into_an_address(one: str, other: str) -> None:
    assert alike_mail(one) != alike_mail(other)
    assert alike_mail(one.upper()) == alike_mail(f" {one} ")


@pytest.mark.parametrize(
    "name", ["Mia", "Nguyễn Thị Ánh", "山田 太郎", "محمد", "O’Neil-Smith", "می‌نا", "X Æ A-12", "🦊"]
)
def test_names_of_people_are_names(name: str) -> None:
    assert written(f"  {name} ") == name


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "\u200d", "Mia\u202eaiM", "M\x00ia", "Mia\ufeff", "\ud800"])
def test_what_cannot_be_seen_is_no_name(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        written(name)


def test_a_name_has_an_end() -> None:
    assert len(written("x" * LONGEST)) == LONGEST
    with pytest.raises(ValueError, match="at most"):
        written("x" * (LONGEST + 1))
