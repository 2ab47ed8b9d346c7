"""Text in tables that a spreadsheet would take for a formula, or for a number that it does not keep: how an export
guards it, and an import reads it back."""

from __future__ import annotations

import re

# What begins a formula; East Asian programs read the full-width and small signs, and some the minus sign, as the plain.
_SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫−"
# What may stand before it in a cell: blanks, quotes, what is not seen, and what a reader with another locale splits at.
_BEFORE = "\\s\"'“”„‘’«»\u200b-\u200f\u2060-\u2064\ufeff;,"
_FIRST = re.compile(f"[{_BEFORE}]*+[{_SIGNS}]|'*+[\t\r\n]")
# Of a number a spreadsheet keeps 15 digits and no leading zeros, and some identifiers look like one with an exponent.
_NUMBER = re.compile("'*(?:[0-9]{16,}|0[0-9]+|[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+)\\Z")
_INNER = re.compile(f"(?<![{_BEFORE}])[{_BEFORE}]*+(?=[{_SIGNS}])")
_SPLITS = re.compile(r"[;,\t\r\n]")
_SPLIT = re.compile(r"[;\t\r\n]|,\S*$")


def guarded(text: str) -> str:
    """The text with an apostrophe where it would be a formula or a number, and where a formula would begin behind a `;`
    and the like."""
    if text.isidentifier():  # most cells hold one plain word, and looking closely is slow
        return text
    if _SPLITS.search(text):
        text = _INNER.sub(lambda found: f"{found[0]}'" if _SPLIT.search(found[0]) else found[0], text)
    return f"'{text}" if is_taken(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    if "'" not in text:
        return text
    text = text[1:] if text.startswith("'") and is_taken(text[1:]) else text
    return _INNER.sub(lambda found: found[0].removesuffix("'") if _SPLIT.search(found[0]) else found[0], text)


def is_taken(text: str) -> bool:
    """Whether a spreadsheet would take it for a formula, or for a number that it does not keep."""
    return _FIRST.match(text) is not None or _NUMBER.match(text) is not None
