"""Terms are cut alike, whether by the quick way for plain letters or by the one for all scripts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.query.tokens import cut_pattern


@settings(deadline=None)  # a busy machine may stand still in between
@given(st.text(alphabet="aB9_#@*?.- '\t&", max_size=12))
def test_plain_letters_are_cut_as_among_others(text: str) -> None:
    assert list(cut_pattern(text)) == list(cut_pattern(f"{text} é"))[:-1]
