"""Signs that make a name: AT&T is not "at T", Disney+ not Disney, C# not C, $META not meta, .NET no net.

Counted are & and + between two parts, + ++ # at the end of a word, $ before it, and a dot that opens it. Every other
sign separates: Coca-Cola is "coca cola". White space around a joining sign, width and what is invisible do not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import normalize

from storage.intake.folding import INVISIBLE, NAMING

if TYPE_CHECKING:
    from rules.query.tokens import Cut, Tokens

_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_JOINED = re.compile(r"(?!\++\s)(?!\s+\+)\s*(&|\++)\s*|\s+(\+)\s+")
_CLOSING = re.compile(r"\++|#")
_OPENING = re.compile(r"(?<![^\s/(])[$.]$")
_DOLLAR = re.compile(r"(?<!\w)\$$")
_DOT = re.compile(r"(?<!\.)\.$")
_APOSTROPHES = ("'", "\u2019")
_COUNTED = re.compile(
    r"(?<=\w)\s*&\s*(?=\w)|(?<=\w)\++(?=\w)|(?<=\w)\s+\+\s+(?=\w)|(?<=\w)(?:\++|#)|(?<![^\s/(])\$(?=\w)"
)
_IGNORED = re.compile(r"[+$%&=/\\|^!]")
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Signs:
    """What must stand around a word.

    Attributes:
        joint: Between it and the word before: & or +.
        opening: Directly before it: $ or a dot.
        closing: Directly after it: +, ++ or #.
        alone: It is a single letter, another name where + or # follows; but not the s of Levi's.
    """

    joint: str = ""
    opening: str = ""
    closing: str = ""
    alone: bool = False

    @property
    def shown(self) -> bool:
        """Whether a sign must be there."""
        return bool(self.joint or self.opening or self.closing)

    def fit(self, tokens: Tokens, number: int) -> bool:
        """Whether they stand around a token."""
        return (
            (not self.joint or joint(tokens.gap(number)) == self.joint)
            and (not self.opening or self._opens(tokens, number))
            and (not (self.closing or self.alone) or closing(tokens.rest(number)) == self.closing)
        )

    def _opens(self, tokens: Tokens, number: int) -> bool:
        before = plain(tokens.lead(number))
        if self.opening == "$":
            return bool(_DOLLAR.search(before))
        return bool(_DOT.search(before)) and (not before[-2:-1].isalnum() or _named(before, tokens.written(number)))


def signs(cuts: Sequence[Cut], text: str) -> list[Signs | None]:
    """Of each token of a term what must stand around it; None where nothing must."""
    if len(cuts) == 1 and cuts[0].text == text:  # a word alone, as most terms are
        return [_around(cuts[0], "", "", 0, 1)]
    ends = [0, *(cut.end for cut in cuts)]
    starts = [*(cut.start for cut in cuts), len(text)]
    gaps = [plain(text[end:start]) for end, start in zip(ends, starts, strict=True)]
    return [_around(cut, gaps[number], gaps[number + 1], number, len(cuts)) for number, cut in enumerate(cuts)]


def _around(cut: Cut, before: str, after: str, number: int, count: int) -> Signs | None:
    letter = len(cut.key) == 1 and cut.key.isalpha() and not cut.unspaced
    if not before and not after:
        return _ALONE if letter else None
    joint_before = joint(before) if number else ""
    joint_after = joint(after) if number + 1 < count else ""
    opening = _OPENING.search("x" * bool(number) + before) if not joint_before and cut.text.isalnum() else None
    closed = "" if joint_after else closing(after)
    if cut.text[0] in NAMING and closed == "#":
        closed = ""
    alone = letter and before[-1:] not in _APOSTROPHES and not joint_before + joint_after
    found = Signs(joint_before, opening.group() if opening else "", closed, alone)
    return found if found != _NONE else None


_NONE, _ALONE = Signs(), Signs(alone=True)


def joint(gap: str) -> str:
    """The sign that joins two words between which this stands alone; "" where none does."""
    found = _JOINED.fullmatch(plain(gap)) if len(gap) <= _LONGEST else None
    return (found[1] or found[2]) if found else ""


def closing(rest: str) -> str:
    """The sign that ends a word after which this stands."""
    found = _CLOSING.match(plain(rest[:_LONGEST]))
    return found.group() if found else ""


def uncounted(text: str) -> bool:
    """Whether a term holds signs that are not looked for, beside those that make its name."""
    return bool(_IGNORED.search(_COUNTED.sub("", plain(text))))


def plain(gap: str) -> str:
    """What stands between words, without invisible characters and differences of width."""
    return gap if gap.isascii() else normalize("NFKC", _INVISIBLE.sub("", gap).replace("\u266f", "#"))


def _named(before: str, word: str) -> bool:
    """Whether what follows a word and a dot is a name, as in ASP.NET, and not the end of a host's."""
    return word.isupper() or (word != word.lower() and before[-2].isupper())
