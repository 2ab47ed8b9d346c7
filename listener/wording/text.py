"""Text that may be hostile, made harmless to show."""

from __future__ import annotations

import re

_SURROGATES = re.compile("[\ud800-\udfff]")
# Control characters, line separators, and what turns the direction of the text around.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")


def without_controls(text: str) -> str:
    """The text without characters that steer programs, at unchanged length, so that positions stay valid."""
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub(" ", text))


def one_line(text: str, limit: int) -> str:
    """Without controls, on one line, at most `limit` characters."""
    line = _SPACES.sub(" ", without_controls(text[: limit * 4])).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def sentence(words: object) -> str:
    """An error, or other words that may stand within a sentence, as one of its own; names keep their letters."""
    text = str(words)
    return f"{text[:1].upper()}{text[1:]}."
