"""One normalisation of a post's text, used alike when training and when reading.

User names become `@user`, addresses `http`, emoji their short names in words; escapes left over from
exports are undone. Positions can be carried from the stored text to the normalised one, for brand spans.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

_EMOJI = (
    "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u231a-\u23ff\u2190-\u21ff\u2934\u2935\u3030\u303d"
    "\u203c\u2049\u2139\ufe0f\u200d\U000e0020-\U000e007f"
)
_PATTERN = re.compile(
    r"(?P<url>(?:https?://|www\.)\S+)"
    r"|(?P<user>(?<![\w.])@\w+(?:[\s,]+@\w+)*)"
    r"|(?P<tag>#\w+)"
    rf"|(?P<emoji>[{_EMOJI}]+)"
    r"|(?P<entity>&\#?\w{1,8};)"
    r"|(?P<escape>\\u[0-9a-fA-F]{4}|\\[nrt\"'])"
    r"|(?P<control>[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ud800-\udfff\ufeff\ufffe\uffff]+)"
    r"|(?P<repeat>([A-Za-z!?.])\9{2,})",
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-zA-Z])(?=[0-9])|_+")
_NOISE = re.compile(
    r"\b(?:face|with|sign|symbol|black|white|heavy|emoji|modifier|fitzpatrick|type-\d|variation selector-16)\b"
)
_SPACES = re.compile(r"\s+")
_ESCAPES = {"n": " ", "r": " ", "t": " ", '"': '"', "'": "'"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """A normalised text and how its positions follow from the original's.

    Attributes:
        text: what the model reads; empty when nothing readable was there.
        before: start of each replaced piece in the original, ascending, in code points.
        after: for each piece (original end, normalised start, normalised end).
    """

    text: str
    before: tuple[int, ...]
    after: tuple[tuple[int, int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the normalised text that the original range [start, end) became."""
        return self._at(start, last=False), self._at(end, last=True)

    def _at(self, position: int, *, last: bool) -> int:
        index = (bisect_left if last else bisect_right)(self.before, position) - 1
        if index < 0:
            return position
        stop, new_start, new_stop = self.after[index]
        if position < stop:
            return new_stop if last else new_start
        return new_stop + position - stop


def normalise(text: str) -> Normalised:
    """The text as the model reads it; any string is accepted, lone surrogates included."""
    pieces: list[str] = []
    before: list[int] = []
    after: list[tuple[int, int, int]] = []
    length = done = 0
    for match in _PATTERN.finditer(text):
        start, stop = match.span()
        replacement = _REPLACE[match.lastgroup or "repeat"](match.group())
        length += start - done
        pieces += (text[done:start], replacement)
        before.append(start)
        after.append((stop, length, length + len(replacement)))
        length += len(replacement)
        done = stop
    pieces.append(text[done:])
    return Normalised(text="".join(pieces), before=tuple(before), after=tuple(after))


def readable(text: str) -> bool:
    """Whether a normalised text holds anything besides placeholders for addresses and users."""
    return any(word not in {"http", "@user"} and any(c.isalnum() for c in word) for word in text.split())


def _tag(found: str) -> str:
    return "# " + " ".join(part for part in _HUMP.split(found[1:]) if part)


def _emoji(found: str) -> str:
    """Names of the different emoji of a run, each once: a row of ten hearts says what one says."""
    return " " + " ".join(dict.fromkeys(name for name in map(emoji_name, found) if name)) + " "


@lru_cache(maxsize=4096)
def emoji_name(character: str) -> str:
    """The Unicode name in lower case without filler words; empty for joiners, selectors and skin tones."""
    if character in "\ufe0f\u200d" or "\U0001f3fb" <= character <= "\U0001f3ff":
        return ""
    name = unicodedata.name(character, "").lower().replace("-", " ")
    return _SPACES.sub(" ", _NOISE.sub(" ", name)).strip()


def _escape(found: str) -> str:
    if found[1] == "u":
        decoded = chr(int(f"0x{found[2:]}", base=0))
        return " " if "\ud800" <= decoded <= "\udfff" else decoded
    return _ESCAPES[found[1]]


_REPLACE: dict[str, Callable[[str], str]] = {
    "url": lambda _: "http",
    "user": lambda _: "@user",
    "tag": _tag,
    "emoji": _emoji,
    "entity": html.unescape,
    "escape": _escape,
    "control": lambda _: " ",
    "repeat": lambda found: found[0] * 2,
}
