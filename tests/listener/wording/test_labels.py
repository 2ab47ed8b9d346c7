"""What was read is said in words, not in the names that models give."""

from __future__ import annotations

import pytest

from listener.wording.labels import label_words


@pytest.mark.parametrize(
    ("head", "label", "said"),
    [
        ("irony", "non_irony", "no"),
        ("irony", "irony", "yes"),
        ("offensive", "not-offensive", "no"),
        ("risk", "safety", "a danger to people"),
        ("risk", "none", "none"),
        ("intent", "complaint", "complaint"),
    ],
)
def test_a_label_is_a_word(head: str, label: str, said: str) -> None:
    assert label_words(label, head) == said
