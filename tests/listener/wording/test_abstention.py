"""Why something was not read, as exports have always said it."""

from __future__ import annotations

import pytest

from listener.wording.abstention import abstention
from storage.records import Abstention


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Abstention(reason="no text"), "nothing to read"),
        (Abstention(reason="language", language="de"), "language not supported: de"),
        (
            Abstention(reason="only heads", heads=("sentiment",), language="de"),
            "only sentiment is read in this language: de",
        ),
        (
            Abstention(reason="unsure", heads=("intent", "irony"), toward=("Acme",)),
            "unsure: intent, irony, toward Acme",
        ),
        (Abstention(reason="failure", error="TimeoutError()"), "the text broke the classifier: TimeoutError()"),
    ],
)
def test_the_words(found: Abstention, words: str) -> None:
    assert abstention(found) == words
