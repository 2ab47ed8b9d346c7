"""When two spellings are the same word: case, accents, width, invisible characters, variants of emoji."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal
from unicodedata import normalize

Form = Literal["loose", "exact", "cased", "cased exact"]

INVISIBLE = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff"
)
EMOJI = "\u231a-\u23ff\u2600-\u27bf\u2b00-\u2bff\u3297\u3299\U0001f000-\U0001faff"
NAMING = "#@\uff03\uff20"
TONES = "\U0001f3fb-\U0001f3ff"

_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_IS_EMOJI = re.compile(f"[{EMOJI}]")
_VARIATION = re.compile("[\ufe0e\ufe0f]+")
_TONES = re.compile(f"(?<=.)[{TONES}]+", re.DOTALL)
_ARABIC = str.maketrans({"\u06a9": "\u0643", "\u06cc": "\u064a", "\u0649": "\u064a", "\u0640": ""})
# Turkish has an i without a dot, and capitals of both.
_DOTS = re.compile("i\u0307|\u0131")
_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "ß": "ss",
        "Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Ħ": "H", "Æ": "AE", "Œ": "OE", "ẞ": "SS",
    }
)  # fmt: skip
# й, ї and ў are letters of their own; ё and the stress marks are not.
_ACCENTS = re.compile(
    "(?<![\u0400-\u04ff])"
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
    "|(?<=[\u0400-\u04ff])[\u0300\u0301]|(?<=[\u0415\u0435])\u0308"
)


def fold(word: str, form: Form = "loose") -> str:
    """One token in a form in which equal words are equal strings.

    `loose` ignores case and accents, `exact` only case, `cased` only accents, `cased exact` neither. Invisible
    characters, width and (for emoji) variation selectors never count; skin tones count as accents do. Of the four
    letters i of Turkish all are one, unless case counts.
    """
    return _fold(word, form) if len(word) <= 40 else _fold.__wrapped__(word, form)


@lru_cache(maxsize=32_768)
def _fold(word: str, form: Form) -> str:
    if word.isascii():
        return word if form.startswith("cased") else word.lower()
    if _IS_EMOJI.match(word):
        plain = _VARIATION.sub("", word)
        return plain if form.endswith("exact") else _TONES.sub("", plain)
    plain = "".join(normalize("NFKC", _INVISIBLE.sub("", word)).translate(_ARABIC).split())
    if not form.startswith("cased"):
        plain = _DOTS.sub("i", normalize("NFKC", plain.casefold()))
    return plain if form.endswith("exact") else _without_accents(plain)


def exact_name(name: str) -> str:
    """A name of several words as it is compared where accents count and case does not."""
    return " ".join(name.lower().split() if name.isascii() else [fold(word, "exact") for word in name.split()])


def capitals_without_accents(word: str) -> bool:
    """Whether a word is in capitals without stress marks; a diaeresis stays on capitals."""
    return word.isupper() and "\u0301" not in normalize("NFD", word)


def _without_accents(word: str) -> str:
    return normalize("NFC", _ACCENTS.sub("", normalize("NFD", word)).translate(_LETTERS))
