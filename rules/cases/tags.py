"""How a tag of a case is written."""

from __future__ import annotations

import re

LONGEST_TAG = 40


def tag(text: str) -> str:
    """A tag as it is kept: one word without its sign, in lower case. ValueError says what is wrong with it."""
    word = re.sub(r"\s+", "-", text.strip().lstrip("#")).casefold()
    if not word or len(word) > LONGEST_TAG or not all(letter.isalnum() or letter in "-_.:/&+" for letter in word):
        raise ValueError(f'"{text}" is no tag: write one word of up to {LONGEST_TAG} letters, as "delivery"')
    return word
