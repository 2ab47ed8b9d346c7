"""Letters that no font of the machine has: a sign stands for each, and they are named."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

MISSING = "\u25a1"
"""What stands for a letter; a font that typst brings along has it."""
WHOLE = 12
"""So many letters of a kind are lacking that all of this kind are taken to be, without trying each."""
NAMED = 40
NO_LETTERS = {each: " " for plane in range(17) for each in (plane * 0x10000 + 0xFFFE, plane * 0x10000 + 0xFFFF)}
NO_LETTERS |= dict.fromkeys(range(64976, 65008), " ")
"""What Unicode says will never be letters, which JSON may hold and typst does not read."""
_MARKS = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_PILED = re.compile(f"({_MARKS}{{4}}){_MARKS}+")
"""More marks over one letter than any language has cover the lines around it, and overflow readers of the file."""
_TEXT = re.compile(r"the text (?P<text>.+?) could not be displayed", re.DOTALL)
_JOINS = "\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
"""What makes one sign of several, or changes the one before: alone it cannot be set."""
_APART = r"[\w!-~\u2010-\u2027\u2500-\u259f]"
"""What stands for itself: letters, figures, signs, lines that are drawn; no mark, and no part of an emoji."""
_LONG = re.compile(rf"(\S{{11}}{_APART})(?={_APART}\S{{7}})")


def breakable(text: str) -> str:
    """The text with places, unseen, at which a word that is longer than any column may be broken: between letters that
    stay what they are without each other."""
    return _LONG.sub("\\1\u200b", text)


def settable(text: str) -> str:
    """The text without what cannot be set: what is no letter, and marks that pile up."""
    return _PILED.sub(r"\1", text.translate(NO_LETTERS))


class Lacking:
    """What was learnt of the letters of a text while it was tried to set it."""

    def __init__(self, said: str) -> None:
        self._letters: dict[str, None] = {}
        self._kinds = {letter: kind(letter) for letter in set(said) if ord(letter) > 0x24F}
        self._marks = "".join(letter for letter in self._kinds if unicodedata.category(letter).startswith("M"))
        self._counts: Counter[str] = Counter()

    def learn(self, error: str) -> bool:
        """Take from an error of typst which letters no font has; False where it says nothing new."""
        found = _TEXT.search(error)
        named = found["text"].strip("\"'`") if found else ""
        fresh = [each for each in dict.fromkeys(named) if each in self._kinds and each not in self._letters]
        for letter in fresh:
            self._add(letter)
        return bool(fresh)

    def without(self, said: str) -> str:
        """The text with a sign for each of them; what is joined to it goes with it, as its marks do."""
        if not self._letters:
            return said
        letter = f"[{re.escape(''.join(self._letters))}]"
        return re.sub(f"{letter}(?:\u200d.|[{_JOINS}{self._marks}])*", MISSING, said)

    def notes(self) -> list[str]:
        """What there is to say; nothing where nothing lacks."""
        if not self._letters:
            return []
        named = " ".join(list(self._letters)[:NAMED]) + (" and more" if len(self._letters) > NAMED else "")
        return [f"no font of this machine has {named}; {MISSING} stands for them; install one that has, as Noto"]

    def _add(self, letter: str) -> None:
        self._letters[letter] = None
        group = self._kinds[letter]
        self._counts[group] += 1
        if self._counts[group] == WHOLE:
            alike = sorted(each for each, other in self._kinds.items() if other == group)
            self._letters |= dict.fromkeys(alike)


def kind(letter: str) -> str:
    """What a font has all or nothing of, mostly: a script, or a block of signs."""
    if unicodedata.category(letter).startswith("L"):
        return unicodedata.name(letter, "").partition(" ")[0]
    return f"{ord(letter) >> 8:x}"
