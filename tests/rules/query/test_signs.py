"""Signs that make a name count, in every kind of name, width and leftover; other signs separate as white space does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.query import Matcher
from storage.errors import QueryError
from storage.records import Query
from tests.worlds.posts import a_mention, match

FOUND = {
    "AT&T": ["AT&T's network", "at&t", "AT & T", "AT＆T", "AT&amp;T", "at&amp;amp;t", "AT&#38;T", "(AT&T)", "#x AT&T"],
    "B&Q": ["a B&Q shed", "b & q", "B&\u200bQ"],
    '"Procter & Gamble"': ["Procter & Gamble", "procter&gamble", "Procter &amp; Gamble", "PROCTER ＆ GAMBLE"],
    "R&D": ["R&D budget", "our r & d"],
    "M+S": ["M+S tyres", "m + s", "M＋S"],
    "Black+Decker": ["a BLACK+DECKER drill", "Black + Decker"],
    "Canal+": ["sur Canal+ ce soir", "CANAL＋", "canal+, enfin", "Canal+/Sport", "Canal&#43;"],
    "Paramount+": ["paramount+!"],
    "Notepad++": ["Notepad++ 8.6", "in notepad＋＋."],
    "C++": ["C++ and C", "c++,"],
    "C++17": ["modern C++17"],
    "C#": ["C#", "c＃ code", "F# and C#.", "C♯"],
    "A#": ["in A# minor"],
    "$TSLA": ["buy $TSLA", "＄tsla up", "($TSLA)", "&#36;TSLA"],
    '"buy $TSLA"': ["do buy $TSLA now"],
    ".NET": [".NET", "ASP.NET", "VB.Net", "in .net", "(.NET)", "C#/.NET"],
    "Node.js": ["node.js", "Node JS", "node-js"],
    "ASP.NET": ["asp.net", "ASP NET"],
    "E.ON": ["E.ON", "e-on"],
    "7-Eleven": ["7 Eleven", "7-eleven", "7–Eleven"],
    "Yahoo!": ["Yahoo", "yahoo!"],
    "Wham!": ["wham again"],
    "O2": ["O2 is down"],
    "T": ["plan T it is", "$T"],
    "Objective-C": ["objective c", "Objective-C."],
    "T-Mobile": ["T Mobile"],
    "Levi's": ["Levi&#39;s", "LEVI’S", "Levi's+"],
    "Disney": ["Disney+"],
    "AT": ["AT&T"],
    "{AT&T}": ["AT&T"],
    '"AT&T store"~2': ["the store of AT&T"],
    "AT&T NEAR/2 down": ["down is AT & T"],
    "C* lang*": ["cobol language"],
    "AT&T*": ["AT&TX"],
    "rock'n'roll": ["Rock 'n' Roll"],
}
MISSED = {
    "AT&T": ["at T-Mobile", "AT+T", "AT-T", "AT T", "ATT", "at. T"],
    "B&Q": ["B Q", "b-q", "B+Q"],
    '"Procter & Gamble"': ["Procter and Gamble", "Procter Gamble", "Procter, Gamble"],
    "M+S": ["M S", "M&S", "M++S"],
    "Canal+": ["Canal", "the canal", "Canal +", "Canal++"],
    "Notepad++": ["Notepad", "notepad+"],
    "C++": ["C", "C+", "C#", "C +"],
    "C#": ["C", "C++", "#c", "C #"],
    "C": ["C#", "C++", "C+", "C＃", "c♯"],
    '"vitamin C"': ["vitamin C++"],
    "Objective-C": ["Objective-C++", "objective c#"],
    "$TSLA": ["TSLA", "A$TSLA", "$ TSLA", "€TSLA"],
    ".NET": ["net", "example.net", "so...net it", "fine.Net income", "www.dot.net"],
    "{AT&T}": ["at&t"],
    "AT&T NEAR/2 down": ["down at T"],
    "AT&T*": ["AT TX"],
}
HOLD = [(expression, text) for expression, texts in FOUND.items() for text in texts]
FAIL = [(expression, text) for expression, texts in MISSED.items() for text in texts]


@pytest.mark.parametrize(("expression", "text"), HOLD)
def test_the_name_is_found(expression: str, text: str) -> None:
    assert match(expression, a_mention(text))


@pytest.mark.parametrize(("expression", "text"), FAIL)
def test_what_is_another_name_is_not(expression: str, text: str) -> None:
    assert not match(expression, a_mention(text))


PIECES = st.sampled_from(
    [*"ABCDabcd&+#$. -", "＆", "＋", "&amp;", "\u200b", " & ", "++", "NET", "I", "ı", "İ", "ά", "Α"]
)
NAMES = st.lists(PIECES, min_size=1, max_size=6).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=5), st.data())
def test_a_name_is_found_in_a_text_that_holds_it_and_passes_the_stage_before(names: list[str], data: st.DataObject):
    name = data.draw(st.sampled_from(names))
    text = " | ".join(names)
    quoted = f'"{name}"'
    try:
        matcher = Matcher([Query(name="q", brand="b", expression=quoted)])
    except QueryError:  # signs alone
        return
    assert matcher.match(a_mention(text)), (quoted, text)
