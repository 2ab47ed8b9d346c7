"""Whatever stands in config.toml, a person gets sentences about it with their lines, and never a traceback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listener.config.loading import load
from storage.errors import ConfigError
from tests.worlds.docs import ROOT

LINES = (ROOT / "config.toml").read_text(encoding="utf-8").splitlines()
VALUE = re.compile(r"(?<== ).+")
SPOTS = [number for number, line in enumerate(LINES) if VALUE.search(line)]
HUGE = str(10**400)
WRITTEN = [
    *(HUGE, f"-{HUGE}", "9" * 5_000, "1e999", "-inf", "nan", "true", "[]", "{}", "{ a = { b = { c = 1 } } }"),
    *("1979-05-27", "07:32:00", "1979-05-27T07:32:00Z", f'["x", {HUGE}]', f'["{"a" * 5000}"]', '""', '"\\u0000"'),
    *('"file:\\u0000"', '"file:~nobody_such/x"', '"file:"', '"file:/"', '"~nobody_such/x"', '"env:A\\u0000B"'),
    *('"env:A=B"', '"env:"', '"https://[::1"', '"https://xn--/"', '"smtp://x:99999"', '"9999999999999d"', '"1e400s"'),
    *('"brand:"', '"(a OR"', '"a NEAR/99999999999 b"', '"25:61"', '"0000-00-00"', '"../../.."'),
]
PLAIN = st.characters(codec="utf-8", exclude_characters='"\\\n\r')
VALUES = st.one_of(
    st.sampled_from(WRITTEN),
    st.text(PLAIN, max_size=30).map(lambda text: f'"{text}"'),
    st.integers().map(str),
    st.floats().map(str),
)
CHANGES = st.lists(st.tuples(st.sampled_from(SPOTS), VALUES), min_size=1, max_size=3)
KNOWN = """
[listener]
store = "listener.db"
[[brands]]
name = "Acme"
[[targets]]
name = "hook"
type = "webhook"
url = {value}
"""


def told(folder: Path, text: str) -> ConfigError | None:
    """What loading says; anything but a ConfigError comes through."""
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8", errors="replace")
    try:
        load(path, environ={})
    except ConfigError as error:
        return error
    return None


def changed(changes: list[tuple[int, str]]) -> str:
    """The shipped file with other values."""
    lines = list(LINES)
    for spot, value in changes:
        lines[spot] = VALUE.sub(value.replace("\\", "\\\\"), lines[spot])
    return "\n".join(lines)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_any_value_is_taken_or_told(tmp_path: Path, changes: list[tuple[int, str]]) -> None:
    told(tmp_path, changed(changes))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, len("\n".join(LINES))), length=st.integers(0, 40), put=st.text(PLAIN, max_size=10))
def test_any_damage_is_taken_or_told(tmp_path: Path, at: int, length: int, put: str) -> None:
    text = "\n".join(LINES)
    told(tmp_path, text[:at] + put + text[at + length :])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('"file:\\u0000"', "there can be no such file"),
        ('"file:~nobody_such/x"', "there is no user of that name"),
        ('"env:A\\u0000B"', "not set"),
        ('"env:A=B"', "not set"),
        (HUGE, "targets[0].url"),
        ("9" * 5_000, "more digits than can be read"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(tmp_path: Path, value: str, said: str) -> None:
    error = told(tmp_path, KNOWN.replace("{value}", value))
    assert error
    (problem,) = [problem for problem in error.problems if said in str(problem)]
    assert problem.line == KNOWN.splitlines().index("url = {value}") + 1


@pytest.mark.parametrize("store", ["~nobody_such/x.db", "sqlite:///~nobody_such/x.db", "a\\u0000b"])
def test_a_store_that_cannot_be_is_told_with_its_line(tmp_path: Path, store: str) -> None:
    error = told(tmp_path, f'\n[listener]\nstore = "{store}"\n')
    assert error
    assert [(problem.line, problem.key) for problem in error.problems] == [(3, "listener.store")]
