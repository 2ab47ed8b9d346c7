"""People, as short as a round mark can hold them."""

from __future__ import annotations


def initials(name: str) -> str:
    """Up to two letters: of the first and the last word, `–` where there is none."""
    words = [word for word in name.split() if any(letter.isalnum() for letter in word)]
    marked = [words[0], words[-1]] if len(words) > 1 else words
    letters = "".join(next(letter for letter in word if letter.isalnum()) for word in marked)
    return letters.upper() or "–"
