from __future__ import annotations

import pytest
from pydantic import ValidationError

from rules.author import AuthorRule
from storage.records import Author
from tests.worlds.alerts import NOW, hit, view

NAMED = AuthorRule(name="r", scope="brand:acme", names=("@Ada", "Grace  Hopper"), followers=0)


@pytest.mark.parametrize(
    ("author", "found"),
    [
        (Author(handle="ada"), True),
        (Author(handle="@ADA"), True),
        (Author(name="grace hopper"), True),
        (Author(handle="adaptive"), False),
        (Author(name="Grace Hopper Fans"), False),
        (Author(handle="bob", followers=10_000_000), False),
        (Author(), False),
    ],
)
def test_the_named_are_found_by_handle_or_whole_name(author: Author, found: bool) -> None:
    assert bool(list(NAMED.check(view(hit(1, author=author)), NOW))) is found


def test_anyone_with_enough_known_followers() -> None:
    rule = AuthorRule(name="r", scope="brand:acme", followers=1000)
    posts = [hit(n, author=Author(handle=f"a{n}", followers=f)) for n, f in enumerate((None, 999, 1000, 5_000))]
    (found,) = rule.check(view(*posts), NOW)
    assert set(found.evidence) == {2, 3}
    assert "a3 has 5,000 followers (asked: 1,000)." in found.reasons


def test_a_displayed_name_is_told_to_be_no_proof() -> None:
    by_name, by_handle = (
        next(iter(NAMED.check(view(hit(1, author=author)), NOW))).reasons[0]
        for author in (Author(name="Grace Hopper"), Author(handle="ada", name="Grace Hopper"))
    )
    assert "anyone can take a name" in by_name
    assert by_handle == "The handle ada is one of the 2 watched."


@pytest.mark.parametrize("wrong", [{"names": ["@ "]}, {"followers": 0}, {"followers": -1}])
def test_a_rule_about_nobody_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AuthorRule.model_validate({"name": "r", **wrong})
