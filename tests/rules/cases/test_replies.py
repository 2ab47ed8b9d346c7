"""Saved replies are filled with what is known, and show what is not."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rules.cases.replies import SavedReply, blanks, fill


def test_what_is_known_is_filled_in_and_the_rest_is_shown() -> None:
    text = fill("@{handle} {Author}, we look into it. { name }, {brand} {link}", {"handle": "ada", "name": "Mia"})
    assert text == "@ada {Author}, we look into it. Mia, {brand} {link}"
    assert blanks(text) == ("author", "brand", "link")


def test_what_strangers_are_called_fills_nothing_more() -> None:
    assert fill("Dear {author}", {"author": "{name}", "name": "secret"}) == "Dear {name}"


@pytest.mark.parametrize("text", ["Dear {autor}", "{__class__}", ""])
def test_a_place_that_nothing_fills_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        SavedReply(name="x", text=text)


def test_other_braces_are_left_alone() -> None:
    assert SavedReply(name="x", text="a { 1 b } {1} {{}} {name}").text
