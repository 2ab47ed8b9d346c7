"""Whatever the keyboard, every sign keeps its column, and plain expressions stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.query.keyboards import plain

SIGNS = '"“”„«»‹›「」『』（）｛｝：–—−＊{}<>ab AND　ＡＮＤ-'


@given(st.text(alphabet=SIGNS, max_size=20))
def test_columns_stay(text: str) -> None:
    assert len(plain(text)) == len(text)


@given(st.text(alphabet='ab "(){}~-:*?#', max_size=20))
def test_a_plain_expression_stays(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('"he said «acme» there"', '"he said  acme  there"'),
        ('<<<a "comment» – here>>> «acme»', '<<<a "comment» – here>>> "acme"'),
        ("{«Acme»}", "{«Acme»}"),
        ("acme – leak", "acme – leak"),
        ("coca–cola", "coca–cola"),
        ("“acme", '"acme'),
    ],
)
def test_inside_of_quotes_braces_and_comments_nothing_else_is_read(written: str, meant: str) -> None:
    assert plain(written) == meant
