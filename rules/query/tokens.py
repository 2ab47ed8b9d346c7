"""Cutting text into the tokens that queries are matched against and that the full-text index holds.

A token is a word (letters and digits of any script; every other character separates), a #tag, an @handle, an emoji,
or one character of a script that is written without spaces between words (Chinese, Japanese, Thai, Lao, Khmer,
Burmese) or joins particles to words (Korean): there a term is found as a substring. Tags may touch each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple
from unicodedata import category

from rules.query.leftovers import legible
from rules.query.stretches import may_join, words_of
from storage.intake.folding import EMOJI, INVISIBLE, NAMING, TONES, Form, fold
from storage.intake.scripts import UNSPACED, is_unspaced

_ASCII = re.compile(r"(?<![0-9a-z_])[#@][0-9a-z_]+(?:#[0-9a-z_]+)*|[0-9a-z]+")
_ASCII_APART = re.compile(r"(?<![0-9a-z_])[#@][0-9a-z_]+|[0-9a-z]+")
_ASCII_TERM = re.compile(r"(?<!\w)[#@](?=\w)[\w*?]+(?:#(?=\w)[\w*?]+)*|[0-9A-Za-z*?]+", re.ASCII)
_LINK = re.compile(r"[#@]?[^#@]+")
_REMEMBERED = 16
_NEARBY = 64
_CHUNK = re.compile(r"\S+")
_PLAIN = bytes(code if code > 127 else ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(256))
_TRAILING = re.compile(f"[{INVISIBLE}]+$")
_HASH = re.compile("[#\uff03]")
_PART = re.compile("[#\uff03@\uff20][^#\uff03@\uff20]+")
# Not compiled before a text needs them, which takes milliseconds that a command without texts saves.
_BEGINS_CHINESE = "[#\uff03][^#\uff03]*[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
_OTHER = "[\u0e00-\u1fff\u3040-\u318f\u31f0-\u31ff\ua960-\ua97f\uac00-\ud7ff\uff66-\uff9f]"


class Cut(NamedTuple):
    """One token as written, in its loose form, and its place."""

    text: str
    key: str
    start: int
    end: int
    unspaced: bool
    glued: bool


class Tokens:
    """The tokens of one text.

    Attributes:
        keys: Each token in its loose form.
        glued: Numbers of tokens that continue the token before without a gap, both of an unspaced script.
    """

    __slots__ = ("_index", "_places", "_words", "glued", "keys", "text")

    def __init__(self, text: str) -> None:
        self.text = text = legible(text)
        self.keys: list[str] = []
        self.glued: set[int] = set()
        self._index: dict[str, list[int]] | None = None
        self._places: list[tuple[int, int]] | None = None
        self._words: Sequence[int] | None = None
        if text.isascii():
            self.keys = _ascii_words(text)
        else:
            self._add(text.split())

    @property
    def index(self) -> Mapping[str, list[int]]:
        """Loose form -> numbers of the tokens that have it, ascending."""
        if self._index is None:
            index: dict[str, list[int]] = {}
            for number, key in enumerate(self.keys):
                index.setdefault(key, []).append(number)
            self._index = index
        return self._index

    @property
    def places(self) -> list[tuple[int, int]]:
        """Each token's place in the text, in code points; only asked for where a query matches."""
        if self._places is None:
            ascii = self.text.isascii()
            self._places = _ascii_places(self.text, self.keys) if ascii else list(_places(self.text))
        return self._places

    @property
    def words(self) -> Sequence[int]:
        """The number of the word that each token belongs to: what distances are counted in."""
        if self._words is None:
            joined = may_join(self.text)
            self._words = words_of(self.text, self.places) if joined else range(len(self.keys))
        return self._words

    def gap(self, number: int) -> str:
        """What stands between a token and the one before."""
        return self.text[self.places[number - 1][1] if number else 0 : self.places[number][0]]

    def lead(self, number: int) -> str:
        """What stands before a token: enough to see signs."""
        start = self.places[number][0]
        return self.text[max(0, start - _NEARBY) : start]

    def rest(self, number: int) -> str:
        """What stands after a token: enough to see signs."""
        end = self.places[number][1]
        return self.text[end : end + _NEARBY]

    def written(self, number: int) -> str:
        """A token as it stands in the text."""
        start, end = self.places[number]
        return self.text[start:end]

    def _add(self, chunks: Iterable[str]) -> None:
        keys = self.keys
        for chunk in chunks:
            if chunk.isascii():
                keys += _ascii_words(chunk)
                continue
            for cut in _cuts(chunk):
                if cut.glued:
                    self.glued.add(len(keys))
                keys.append(cut.key)

    def form(self, number: int, form: Form) -> str:
        """A token in another form."""
        if form == "loose":
            return self.keys[number]
        return fold(self.written(number), form)


def _ascii_words(text: str) -> list[str]:
    """The keys of an ASCII text. Only tags and handles need more than a look at each character."""
    hashes, handles = text.count("#"), "@" in text
    if not hashes and not handles:
        return _plain(text).split()
    if hashes + handles == 1 or not hashes:
        return _ASCII_APART.findall(text.lower())
    return " ".join(_ASCII.findall(text.lower())).replace("#", " #").split()


def _ascii_places(text: str, keys: list[str]) -> list[tuple[int, int]]:
    """Where a text's keys stand, in their order: between two words there is nothing that a word begins with."""
    lower = text.lower()
    if "#" in lower or "@" in lower:
        return [part.span() for chain in _ASCII.finditer(lower) for part in _LINK.finditer(lower, *chain.span())]
    find, places, end = lower.find, [], 0
    for key in keys:
        start = find(key, end)
        end = start + len(key)
        places.append((start, end))
    return places


def _places(text: str) -> Iterator[tuple[int, int]]:
    for found in _CHUNK.finditer(text):
        chunk, offset = found.group(), found.start()
        inside = (
            _ascii_places(chunk, _ascii_words(chunk))
            if chunk.isascii()
            else [(cut.start, cut.end) for cut in _cuts(chunk)]
        )
        yield from ((start + offset, end + offset) for start, end in inside)


def index_words(text: str) -> list[str]:
    """The words under which a text stands in the full-text index, in no order; unspaced scripts as pairs."""
    text = legible(text)
    if text.isascii():
        return _ascii_words(text)
    plain, other = _parted(text)
    words = _ascii_words(plain)
    for chunk in other:
        words += _chunk_words(chunk)
    return words


def _chunk_words(chunk: str) -> tuple[str, ...]:
    words: list[str] = []
    run: list[str] = []
    for cut in _cuts(chunk):
        if run and not cut.glued:
            words += pairs(run)
            run = []
        if cut.unspaced:
            run.append(cut.key)
        else:
            words.append(cut.key)
    return (*words, *pairs(run))


def _parted(text: str) -> tuple[str, list[str]]:
    """The ASCII words of a text, and its other words: white space always separates tokens."""
    chunks = text.split()
    return " ".join([chunk for chunk in chunks if chunk.isascii()]), [chunk for chunk in chunks if not chunk.isascii()]


def pairs(run: list[str]) -> list[str]:
    """A run of characters as overlapping pairs; one character stands for itself."""
    return [first + second for first, second in pairwise(run)] if len(run) > 1 else run


def haystack(text: str) -> str:
    """A text as literals are looked for in it: its tokens as `plain_words` has them."""
    text = legible(text)
    if text.isascii():
        return plain_words(text)
    return plain_words(" ".join([chunk if chunk.isascii() else _chunk_keys(chunk) for chunk in text.split()]))


def _chunk_keys(chunk: str) -> str:
    return " ".join([cut.key for cut in _cuts(chunk)])


def plain_words(keys: str) -> str:
    """Keys between single spaces, without `#`, `@` and `_`: a superset of what they match, and fast to make."""
    return " ".join(_plain(keys).split())


def _plain(text: str) -> str:
    """A text with its ASCII letters in lower case and a space for each ASCII sign. Bytes take a fifth of the time."""
    return text.encode("utf-8", "surrogatepass").translate(_PLAIN).decode("utf-8", "surrogatepass")


def cut_pattern(text: str) -> Iterator[Cut]:
    """The tokens of a term; `*` and `?` are letters."""
    return _cut(text, _ASCII_TERM if text.isascii() else _pattern("*?"))


def _cuts(chunk: str) -> tuple[Cut, ...]:
    """The tokens of a text without white space; only short texts are remembered."""
    return _short_cuts(chunk) if len(chunk) <= _REMEMBERED else tuple(_cut(chunk, _pattern()))


@lru_cache(maxsize=8_192)
def _short_cuts(chunk: str) -> tuple[Cut, ...]:
    return tuple(_cut(chunk, _pattern()))


def _cut(text: str, pattern: re.Pattern[str]) -> Iterator[Cut]:
    end, previous = -1, False
    for found in pattern.finditer(text):
        if text[found.start()] in NAMING:
            yield from _named(found.group(), found.start())
            end, previous = found.end(), False
            continue
        unspaced, word, start = found.lastgroup == "unspaced", _visible(found), found.start()
        yield Cut(word, fold(word), start, start + len(word), unspaced, unspaced and previous and start == end)
        end, previous = found.end(), unspaced


def _named(chain: str, offset: int) -> Iterator[Cut]:
    """Tags that touch each other, or a handle and tags. On Weibo a # also ends a tag, and words follow."""
    parts = list(_PART.finditer(chain))
    pairs = len(_HASH.findall(chain)) % 2 == 0 and re.match(_BEGINS_CHINESE, chain) and not re.search(_OTHER, chain)
    for number, part in enumerate(parts):
        place = offset + part.start()
        if pairs and number % 2 and any(map(is_unspaced, part.group())):
            for cut in _cut(part.group()[1:], _pattern()):
                yield cut._replace(start=place + 1 + cut.start, end=place + 1 + cut.end)
        else:
            word = _TRAILING.sub("", part.group())
            yield Cut(word, fold(word), place, place + len(word), unspaced=False, glued=False)


def _visible(found: re.Match[str]) -> str:
    """Without invisible characters at the end; the variation selector of an emoji stays."""
    word = found.group()
    return word if word.isascii() or found.lastgroup == "emoji" else _TRAILING.sub("", word)


@cache
def _marks() -> str:
    """Every combining mark, as the inside of a character class: `\\w` leaves them out."""
    invisible = re.compile(f"[{INVISIBLE}]")
    codes = [code for code in range(0x300, 0x1E94B) if category(chr(code))[0] == "M" and not invisible.match(chr(code))]
    runs = (list(run) for _, run in groupby(enumerate(codes), lambda pair: pair[1] - pair[0]))
    return "".join(f"{chr(run[0][1])}-{chr(run[-1][1])}" for run in runs)


@cache
def _pattern(letters: str = "") -> re.Pattern[str]:
    """The tokens of any text, linear in its length; `letters` are taken for letters of words, tags and handles."""
    extra = re.escape(letters)
    tail = f"{_marks()}{INVISIBLE}"
    letter = rf"[^\W_{UNSPACED}{EMOJI}]" if not letters else rf"(?:[^\W_{UNSPACED}{EMOJI}]|[{extra}])"
    named = rf"[^\W{UNSPACED}{EMOJI}]" if not letters else rf"(?:[^\W{UNSPACED}{EMOJI}]|[{extra}])"
    pictured = f"[{EMOJI}][\ufe0e\ufe0f{TONES}]*"
    begins = rf"(?<![^\W{UNSPACED}])"
    tags = rf"(?:[#\uff03](?=\w)[\w{extra}{tail}]+)"
    return re.compile(
        rf"(?P<tag>{begins}{tags}+[#\uff03]?)"
        rf"|(?P<handle>{begins}[@\uff20](?=\w)(?:{named}+(?:[{tail}]+{named}*)*|[\w{extra}{tail}]+){tags}*)"
        "|(?P<emoji>[\U0001f1e6-\U0001f1ff]{2}"
        f"|{pictured}(?:\u200d{pictured})*[\U000e0020-\U000e007f]*)"
        rf"|(?P<unspaced>(?!\W)[{UNSPACED}][\uff9e\uff9f{tail}]*)"
        rf"|(?P<word>{letter}+(?:[{tail}]+{letter}*)*)"
    )
