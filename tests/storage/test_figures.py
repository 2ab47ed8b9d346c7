from __future__ import annotations

import pytest

from storage.errors import ConfigError, Problem
from storage.figures import counted


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (1, ("post",), "1 post"),
        (0, ("post",), "0 posts"),
        (1204, ("story", "stories"), "1,204 stories"),
        (1, ("story", "stories"), "1 story"),
    ],
)
def test_a_number_of_things_has_their_plural(number: int, words: tuple[str, ...], said: str) -> None:
    assert counted(number, *words) == said


def test_one_problem_of_a_configuration_is_one() -> None:
    problem = Problem(line=None, key="listener", what="is wrong")
    assert "config.toml: 1 problem\n" in str(ConfigError("config.toml", (problem,)))
