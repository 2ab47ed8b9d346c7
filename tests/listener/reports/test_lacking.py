"""Whatever is written in a post, the PDF is made; letters that no font has are named, not lost."""

from __future__ import annotations

import io
import unicodedata

import pypdf
import pytest

from listener.reports import pdf as setting
from listener.reports.compose import compose
from listener.reports.lacking import MISSING, WHOLE, Lacking, breakable
from listener.reports.pdf import pdf
from tests.worlds.mentions import Filled, mention
from tests.worlds.reported import ask

SAID = (
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f44d\U0001f3fd \U0001f1e9\U0001f1ea \u2764\ufe0f 1\ufe0f\u20e3",
    "\u4e2d\u6587\u5b57\u4f53 \u304a\u8336 \ud55c\uad6d\uc5b4 \u0e44\u0e17\u0e22 \u0939\u093f\u0928\u094d\u0926\u0940",
    "\u0639\u0631\u0628\u064a \u05e9\u05dc\u05d5\u05dd \u202eevil\u202c x\u0301 \ufffe \ud83d \ue000 \U000e0041",
    "h" * 40_000,
)


@pytest.mark.parametrize("said", SAID, ids=("emoji", "scripts", "directions", "long"))
def test_each_letter_is_set_or_named(filled: Filled, said: str):
    made, notes = pdf(compose(filled([mention(f"acme cola {said}", n) for n in (1, 2)]), ask()))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    shown = said[:200]
    letters = [each for each in shown if unicodedata.category(each)[0] == "L" or unicodedata.category(each) == "So"]
    joined = {letters[at] for at in range(1, len(letters)) if f"\u200d{letters[at]}" in shown}
    assert [each for each in letters if each not in text and each not in "".join(notes) and each not in joined] == []


@pytest.mark.parametrize("said", ["\U0001f525", "\u0e01\u0e47", "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 9])
def test_a_machine_without_any_font_makes_it_too(filled: Filled, said: str, monkeypatch: pytest.MonkeyPatch):
    import typst

    bare = typst.Fonts(font_paths=[setting.FONTS], include_system_fonts=False)
    monkeypatch.setattr(setting, "_known", lambda: bare)
    monkeypatch.setattr(setting, "_fonts", lambda: ("Inter",))
    _, notes = pdf(compose(filled([mention(f"acme cola {said}", n) for n in (1, 2)]), ask()))
    assert f"{said[0]}; {MISSING} stands for them" in notes[0]


def test_a_word_that_no_column_holds_may_be_broken():
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"
    parts = breakable(f"of {long} and an ordinary telecommunication").split("\u200b")
    assert "".join(parts) == f"of {long} and an ordinary telecommunication"
    assert max(len(word) for part in parts for word in part.split()) <= 19
    assert parts[-1].endswith("an ordinary telecommunication")
    assert breakable("\u2501" * 40).count("\u200b") == 2


@pytest.mark.parametrize("sign", ["\u0915\u093f", "\u0915\u094d", "e\u0301", "\U0001f469\u200d\U0001f467"])
def test_no_letter_loses_its_mark_where_a_word_may_be_broken(sign: str):
    for before in range(14):
        assert set(breakable("x" * before + sign * 20).lstrip("x\u200b").split(sign)) <= {"", "\u200b"}


def test_a_kind_of_which_many_lack_is_not_tried_letter_by_letter():
    said = "".join(map(chr, range(0x4E00, 0x4F00))) + "ж" + "\U0001f525"
    known = Lacking(said)
    for letter in said[:WHOLE]:
        assert known.learn(f'the text `"{letter}"` could not be displayed with font `"Inter"`')
    assert known.without(said) == MISSING * 256 + "ж\U0001f525"
    assert " and more" in known.notes()[0]
    assert not known.learn("something else went wrong")
