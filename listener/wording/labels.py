"""What a post was read as, in words."""

from __future__ import annotations

from rules.wording.risks import in_words

_YES_OR_NO = {"irony": "yes", "non_irony": "no", "offensive": "yes", "not-offensive": "no"}


def label_words(label: str, head: str = "") -> str:
    """A label of a head as people read it: "no" for "non_irony", "a danger to people" for the risk "safety"."""
    return in_words(label) if head == "risk" else _YES_OR_NO.get(label, label.replace("_", " "))
