"""Which encoding a table is written in, where it is neither UTF-8 nor says so: by what its letters would spell.

Every encoding makes a text of the same bytes. A text is likelier the more often its letters stand in a language, the
better that language goes with the words around them, and the fewer things it has that nobody writes. Where the
likeliest text is not far ahead of all others there is no answer: a wrong one would be stored as garbage.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log
from typing import Any
from unicodedata import combining

from sources.tables.letters import LETTERS, weights

# Natural logarithms of how often tables are written in each, before one has seen them.
ENCODINGS: Mapping[str, float] = {
    "cp1252": 0, "cp1251": -1, "cp1250": -1, "cp1254": -1.5, "cp1253": -1.5, "cp1257": -1.5, "cp1255": -1.5,
    "cp1256": -1.5, "cp1258": -1.5, "cp874": -1.5, "cp932": -1, "gb18030": -1, "cp949": -1, "big5hkscs": -1.5,
    "cp950": -1.5, "euc_jp": -2, "koi8-r": -2, "koi8-u": -2.5, "iso8859-15": -2, "iso8859-2": -2, "iso8859-7": -2.5,
    "mac_roman": -2.5, "iso8859-5": -4, "mac_cyrillic": -5, "mac_latin2": -6, "mac_greek": -6, "mac_turkish": -6,
    "cp866": -3, "cp850": -3.5, "cp437": -4, "cp852": -4, "iso8859-6": -4, "iso8859-8": -4,
}  # fmt: skip
OF_ONE = {
    "cp1258": "vi",
    "cp932": "ja",
    "euc_jp": "ja",
    "gb18030": "zh",
    "big5hkscs": "zh",
    "cp950": "zh",
    "cp949": "ko",
}
"""Encodings of one language, which has no other of its own."""
OF_MANY = tuple(language for language in LETTERS if language not in OF_ONE.values())
LANGUAGES = tuple(sorted({*LETTERS, *OF_ONE.values()}))
LINES, LENGTH, READ = 40, 1_200, 4_000_000
"""So many lines are weighed, so many bytes of each, from so many bytes of a table."""
SHOWN = 3
SURE = log(150)
"""So much likelier than every other text the best one has to be."""
MISFIT = -6.5
"""Where a byte beyond ASCII is less likely than this, no language and no encoding of ours is meant."""
FLOOR, TRUST = -10.0, 0.5
"""How little the words around speak against a language at most, and how much of what is counted is believed: the
frequencies of neighbouring letters are taken for independent, which they are not."""

# What nobody writes, or hardly anybody.
CAPITAL_INSIDE, CAPITAL, CAPITALS = -5.0, -1.0, -0.2
TWO_SCRIPTS, BY_DIGIT, SIGN_INSIDE, WRONG_SIDE = -6.0, -3.0, -9.0, -4.0
VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
INSIDE = "’·\u200c"
BEHIND_DIGITS, BEFORE_WORDS, BEHIND_WORDS = "ºª¹¼½", "‚„‘“«¿¡", "£€…–—´"
BORDERS = (0x250, 0x370, 0x400, 0x530, 0x590, 0x600, 0x780, 0xE00, 0xE80, 0x2E80)
IDEOGRAPHS = "\u2e80"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a table is written in.

    Attributes:
        encoding: None where several would do, or none.
        likely: Encodings that may be meant, the likeliest first, one for each text that they make.
    """

    encoding: str | None
    likely: tuple[str, ...]


def detected(data: bytes) -> Verdict:
    """The encoding of a table that is not UTF-8."""
    found = _weighed(data[:READ])
    by_text: dict[str, str] = {}
    for encoding in sorted(found, key=lambda encoding: -found[encoding][0]):
        by_text.setdefault(found[encoding][1], encoding)
    likely = tuple(by_text.values())[:SHOWN]
    sure = bool(likely) and _fits(found, likely[0]) and _is_ahead(found, likely)
    return Verdict(encoding=likely[0] if sure else None, likely=likely)


def _fits(found: Mapping[str, tuple[float, str]], best: str) -> bool:
    score, text = found[best]
    beyond = sum(len(character.encode(best, "replace")) for character in text if not character.isascii())
    return (score - ENCODINGS[best]) / max(beyond, 1) >= MISFIT


def _is_ahead(found: Mapping[str, tuple[float, str]], likely: Sequence[str]) -> bool:
    return len(likely) == 1 or found[likely[0]][0] - found[likely[1]][0] >= SURE


def decodes(data: bytes, encoding: str) -> str | None:
    """The text of bytes that are valid; their end may be cut off inside of a character."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return None


def _weighed(data: bytes) -> Mapping[str, tuple[float, str]]:
    """Encoding -> how likely its text is, and the text; of those in which the bytes are valid."""
    sample = list(_telling(data))
    found = {}
    for encoding, prior in ENCODINGS.items():
        lines = [line for piece in sample if (line := decodes(piece, encoding)) is not None]
        if len(lines) == len(sample) and decodes(data, encoding) is not None:
            found[encoding] = prior + sum(_score(line, encoding) for line in lines), "\n".join(lines)
    return found


def _telling(data: bytes) -> Iterator[bytes]:
    """Pieces of lines with bytes beyond ASCII: the first ones, and every one that has a byte not seen before."""
    seen: set[int] = set()
    count = 0
    for found in re.finditer(rb"[^\n\x80-\xff]*[\x80-\xff][^\n]*", data):
        first = re.search(rb"[\x80-\xff]", found[0])
        start = max(0, first.start() - LENGTH // 4) if first else 0
        piece = found[0][start : start + LENGTH]
        new = {byte for byte in piece if byte > 127} - seen
        if new or count < LINES:
            seen |= new
            count += 1
            yield piece


def _score(line: str, encoding: str) -> float:
    """Natural logarithm of how likely somebody wrote this, in the language that suits best."""
    words = _words("".join(letter if letter.isascii() else " " for letter in line))
    languages: Iterable[str] = (OF_ONE[encoding],) if encoding in OF_ONE else OF_MANY
    beyond = [letter if letter == "İ" else letter.lower() for letter in line if not letter.isascii()]
    return max(words[language] + sum(map(weights(language), beyond)) for language in languages) + _oddities(line)


def _oddities(line: str) -> float:
    odd = 0.0
    for before, here, after in zip(" " + line, line, line[1:] + " ", strict=False):
        if not here.isascii():
            odd += _of_letter(before, here, after) if here.isalpha() else _of_sign(before, here, after)
        elif not before.isascii() and here.isupper() and before.islower():
            odd += CAPITAL_INSIDE
    return odd


def _of_letter(before: str, here: str, after: str) -> float:
    odd = TWO_SCRIPTS * sum(_script(each) != _script(here) for each in (before, after) if each.isalpha())
    if here < IDEOGRAPHS and (before.isdigit() or after.isdigit()):
        odd += BY_DIGIT
    if here.isupper():
        odd += CAPITAL_INSIDE if before.islower() else CAPITALS if before.isupper() else CAPITAL
    return odd


def _of_sign(before: str, here: str, after: str) -> float:
    if combining(here):  # the tones of Vietnamese stand behind their vowels
        return 0.0 if before in VOWELS else SIGN_INSIDE
    inside = after.isalpha() and here not in INSIDE and here < IDEOGRAPHS
    if before.isalpha() and (inside or here in BEHIND_DIGITS):
        return SIGN_INSIDE
    wrong = (before.isalpha() and here in BEFORE_WORDS) or (after.isalpha() and here in BEHIND_WORDS)
    return WRONG_SIDE if wrong else 0.0


def _script(letter: str) -> int:
    """Letters of one script have one number, near enough."""
    return sum(ord(letter) >= border for border in BORDERS)


@lru_cache(maxsize=4096)
def _words(plain: str) -> Mapping[str, float]:
    """How likely the letters of ASCII alone make each language, the best one 0."""
    scores = dict(_identifier().rank(plain))
    best = max(scores.values())
    return {language: max(FLOOR, TRUST * (scores.get(language, -1e9) - best)) for language in LANGUAGES}


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=False)
    identifier.set_languages({*LANGUAGES} & {*identifier.labels})
    return identifier
