"""A term as the matcher sees it: the tokens that must follow each other, and how each must be written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rules.query.folding import Form, fold
from rules.query.nodes import Term
from rules.query.tokens import Cut, Tokens, cut_pattern

LONGEST = 200
_CLOSING_MARK = re.compile(r"\?+(?![\w?*])")
_WILD = re.compile(r"[*?]")


class TermError(ValueError):
    """A term that cannot be looked for; the message says why and what to write."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One token of a term.

    Attributes:
        key: Loose form; of a wildcard, the part before the first `*` or `?`.
        form: In which form `want` is written.
        want: The token in that form; None where the loose form says it all.
        glob: Its wildcards, None without any.
        glued: It must continue the token before without a gap.
    """

    key: str
    form: Form = "loose"
    want: str | None = None
    glob: Glob | None = None
    glued: bool = False

    @property
    def plain(self) -> bool:
        """Whether the loose form says it all."""
        return self.form == "loose" and self.glob is None

    def fits(self, tokens: Tokens, number: int) -> bool:
        """Whether the token of that number is this one."""
        if self.glued and number not in tokens.glued:
            return False
        if self.glob:
            return tokens.keys[number].startswith(self.key) and self.glob.fits(tokens.form(number, self.form))
        return tokens.keys[number] == self.key and (self.want is None or tokens.form(number, self.form) == self.want)


class Glob:
    """A word with wildcards, matched in time linear in the word.

    Each part between stars has a fixed length, so its leftmost place is always as good as any other.
    """

    __slots__ = ("_first", "_last", "_middle", "_tail")

    def __init__(self, pattern: str) -> None:
        written = pattern.split("*")
        parts = [re.compile(re.escape(part).replace(r"\?", "."), re.DOTALL) for part in written]
        self._first, self._middle = parts[0], parts[1:-1]
        self._last = parts[-1] if len(parts) > 1 else None
        self._tail = len(written[-1])

    def fits(self, word: str) -> bool:
        """Whether the whole word is of this pattern."""
        if self._last is None:
            return bool(self._first.fullmatch(word))
        found = self._first.match(word)
        for part in self._middle:
            found = found and part.search(word, found.end())
        tail = len(word) - self._tail
        return bool(found and tail >= found.end() and self._last.fullmatch(word, tail))


@lru_cache(maxsize=16_384)
def pieces(term: Term) -> tuple[Piece, ...]:
    """The tokens of a term. Raises TermError where there is nothing to look for."""
    cut = list(cut_pattern(_CLOSING_MARK.sub(" ", term.text) if term.quoted or term.cased else term.text))
    if len(cut) > 1 and cut[-2].unspaced and not cut[-1].text.strip("*?"):
        cut.pop()
    if any(_WILD.match(token.text.lstrip("#@\uff03\uff20")) for token in cut):
        raise TermError("a wildcard must follow at least one letter; write how the word begins")
    found = tuple(_piece(token, cased=term.cased) for token in cut)
    if not found:
        raise TermError(f"nothing to search for in {term.text!r}: punctuation alone is not looked for")
    if len(found) > LONGEST:
        raise TermError(f"a phrase of {len(found)} words is too long; the limit is {LONGEST}")
    return found


def units(found: tuple[Piece, ...]) -> tuple[tuple[Piece, ...], ...]:
    """The pieces of a phrase in groups that must stay together: glued pieces are one word."""
    groups: list[list[Piece]] = []
    for piece in found:
        if piece.glued and groups:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return tuple(map(tuple, groups))


def _piece(token: Cut, *, cased: bool) -> Piece:
    form = _form(token.text, cased=cased)
    if not _WILD.search(token.text):
        want = None if form == "loose" else fold(token.text, form)
        return Piece(fold(token.text), form, want, None, token.glued)
    return Piece(fold(_WILD.split(token.text)[0]), form, None, _glob(fold(token.text, form)), token.glued)


def _form(written: str, *, cased: bool) -> Form:
    """A word with accents (or a skin tone) is looked for exactly, one without in all forms."""
    accented = fold(written) != fold(written, "exact")
    if cased:
        return "cased exact" if accented else "cased"
    return "exact" if accented else "loose"


@lru_cache(maxsize=4096)
def _glob(pattern: str) -> Glob:
    return Glob(pattern)
