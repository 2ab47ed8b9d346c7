"""Line numbers of keys in awkward but valid TOML."""

import tomllib
from collections.abc import Iterable
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from listener.config.lines import Key, Lines

AWKWARD = '''\
# a comment with = and [brackets]
title = "a # no comment, [no] table"   # but this is one

[listener]
"quoted key" = 1
'literal.key' = 2
dotted.key . name = 3
text = """
[not.a.table]
key = "no key"
""\\"" # still text
"""
after_text = 4
raw = \'\'\'
[[nor]] this'
\'\'\'
when = 1979-05-27 07:32:00Z
many = [
  "one", # comment ] with bracket
  [ 1, 2 ],
  { inner = "x", more = [
      3,
    ] },
]
point = { x = 1, y = { z = 2 } }
empty = []
none = {}

[[routes]]
name = "a"
[[routes.routes]]
name = "b"
[[routes.routes]]
name = "c"
[routes.routes.match]
severity = 1
[[routes]]
name = "d"
[ spaced . "out" ]
x = 1\r
y = 2
'''

EXPECTED: dict[Key, int] = {
    ("title",): 2,
    ("listener",): 4,
    ("listener", "quoted key"): 5,
    ("listener", "literal.key"): 6,
    ("listener", "dotted", "key", "name"): 7,
    ("listener", "text"): 8,
    ("listener", "after_text"): 13,
    ("listener", "raw"): 14,
    ("listener", "when"): 17,
    ("listener", "many"): 18,
    ("listener", "many", 0): 19,
    ("listener", "many", 1, 1): 20,
    ("listener", "many", 2, "inner"): 21,
    ("listener", "many", 2, "more", 0): 22,
    ("listener", "point", "y", "z"): 25,
    ("listener", "none"): 27,
    ("routes",): 29,
    ("routes", 0, "name"): 30,
    ("routes", 0, "routes", 0, "name"): 32,
    ("routes", 0, "routes", 1): 33,
    ("routes", 0, "routes", 1, "match", "severity"): 36,
    ("routes", 1): 37,
    ("routes", 1, "name"): 38,
    ("spaced", "out", "x"): 40,
    ("spaced", "out", "y"): 41,
}


def test_every_key_of_awkward_toml_is_found_on_its_line():
    tomllib.loads(AWKWARD)
    lines = Lines(AWKWARD)
    assert {key: lines.of(key) for key in EXPECTED} == EXPECTED


def test_an_absent_key_is_said_to_be_at_its_table():
    lines = Lines("[a]\nx = 1\n\n[[b]]\ny = 2\n")
    assert lines.of(("a", "missing")) == 1
    assert lines.of(("b", 0, "missing", "deeper")) == 4
    assert lines.of(("c",)) is None


def test_strings_that_end_in_quotes():
    text = 'a = """x"""""\nb = \'\'\'y\'\'\'\'\nc = ""\nd = """"""\ne = 1\n'
    assert tomllib.loads(text)["a"] == 'x""'
    assert Lines(text).of(("e",)) == 5


SCALARS = ['"text"', "'raw'", "1", "-2.5e3", "true", "1979-05-27", '"""\n x"""', '"\\" ]"', "'''\n}\n'''"]


def array(items: list[str]) -> str:
    return "[\n " + ", # comment ]\n".join(items) + "\n]"


def inline_table(items: list[str]) -> str:
    return "{ " + ", ".join(f"k{index} = {item}" for index, item in enumerate(items)) + " }"


def nested(pairs: Iterable[tuple[str, str]]) -> list[str]:
    some = [[], *([one] for one in SCALARS), *map(list, pairs)]
    return [nest(items) for nest in (array, inline_table) for items in some]


ONCE = nested(product(SCALARS, repeat=2))
TWICE = nested(product(SCALARS, ONCE))
values = st.sampled_from(SCALARS) | st.sampled_from(ONCE) | st.sampled_from(TWICE)


@given(st.lists(values, min_size=1, max_size=4))
def test_the_key_after_any_values_is_on_its_own_line(items: list[str]):
    text = "".join(f"key{index} = {item}\n" for index, item in enumerate(items)) + "last = 1\n"
    tomllib.loads(text)
    assert Lines(text).of(("last",)) == text.count("\n")
