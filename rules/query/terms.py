"""A term as the matcher sees it: the tokens that must follow each other, and how each must be written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rules.query.leftovers import legible
from rules.query.nodes import Term
from rules.query.signs import Signs, signs
from rules.query.tokens import Cut, Tokens, cut_pattern
from storage.intake.folding import Form, capitals_without_accents, fold

LONGEST = 200
_CLOSING_MARK = re.compile(r"\?+(?![\w?*])")
_GREEK = re.compile("[\u0370-\u03ff]")
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
        bare: Its wildcards without accents, for capitals that are written without them.
        signs: What must stand around it.
    """

    key: str
    form: Form = "loose"
    want: str | None = None
    glob: Glob | None = None
    glued: bool = False
    bare: Glob | None = None
    signs: Signs | None = None

    @property
    def plain(self) -> bool:
        """Whether the loose form says it all."""
        return self.form == "loose" and self.glob is None and self.signs is None

    def fits(self, tokens: Tokens, number: int) -> bool:
        """Whether the token of that number is this one."""
        if self.glued and number not in tokens.glued:
            return False
        key = tokens.keys[number]
        if self.glob:
            if not key.startswith(self.key) or not self._globbed(tokens, number):
                return False
        elif key != self.key or not (self.want is None or self._spelled(tokens, number)):
            return False
        return self.signs is None or self.signs.fit(tokens, number)

    def _globbed(self, tokens: Tokens, number: int) -> bool:
        assert self.glob
        return self.glob.fits(tokens.form(number, self.form)) or self._in_capitals(tokens, number)

    def _spelled(self, tokens: Tokens, number: int) -> bool:
        return tokens.form(number, self.form) == self.want or self._in_capitals(tokens, number)

    def _in_capitals(self, tokens: Tokens, number: int) -> bool:
        """Whether it is Greek and the token in capitals, which are written without accents."""
        if self.form != "exact" or not _GREEK.match(self.key):
            return False
        bare = capitals_without_accents(tokens.written(number))
        return bare and (self.bare is None or self.bare.fits(tokens.keys[number]))


class Glob:
    """A word with wildcards, matched in time linear in the word.

    Each part between stars has a fixed length, so its leftmost place is always as good as any other.

    Attributes:
        stem: What stands before the star of a word that has no other wildcard; None for any other pattern.
    """

    __slots__ = ("_first", "_last", "_middle", "_tail", "stem")

    def __init__(self, pattern: str) -> None:
        written = pattern.split("*")
        parts = [re.compile(re.escape(part).replace(r"\?", "."), re.DOTALL) for part in written]
        self._first, self._middle = parts[0], parts[1:-1]
        self._last = parts[-1] if len(parts) > 1 else None
        self._tail = len(written[-1])
        self.stem = written[0] if len(written) == 2 and not written[1] and "?" not in written[0] else None

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
    written = legible(term.text)
    text = _CLOSING_MARK.sub(lambda marks: " " * len(marks.group()), written) if term.quoted or term.cased else written
    cut = list(cut_pattern(text))
    if len(cut) > 1 and cut[-2].unspaced and not cut[-1].text.strip("*?"):
        cut.pop()
    if _WILD.search(text) and any(_WILD.match(token.text.lstrip("#@\uff03\uff20")) for token in cut):
        raise TermError("a wildcard must follow at least one letter; write how the word begins")
    around = signs(cut, text) if term.where != ("url",) else [None] * len(cut)
    found = tuple(_piece(token, sign, cased=term.cased) for token, sign in zip(cut, around, strict=True))
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


def _piece(token: Cut, around: Signs | None, *, cased: bool) -> Piece:
    form = _form(token.text, cased=cased)
    if not _WILD.search(token.text):
        want = None if form == "loose" else fold(token.text, form)
        return Piece(token.key, form, want, None, token.glued, None, around)
    stem, bare = fold(_WILD.split(token.text)[0]), _glob(fold(token.text))
    return Piece(stem, form, None, _glob(fold(token.text, form)), token.glued, bare, around)


def _form(written: str, *, cased: bool) -> Form:
    """A word with accents (or a skin tone) is looked for exactly, one without in all forms."""
    accented = not written.isascii() and fold(written) != fold(written, "exact")
    if cased:
        return "cased exact" if accented else "cased"
    return "exact" if accented else "loose"


@lru_cache(maxsize=4096)
def _glob(pattern: str) -> Glob:
    return Glob(pattern)
