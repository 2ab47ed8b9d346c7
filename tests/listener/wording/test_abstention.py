"""Why something was not read, as exports have always said it."""

from __future__ import annotations

import pytest

from listener.wording.abstention import abstention, unread
from listener.wording.languages import language_name
from storage.records import Abstention, Classification


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


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Abstention(reason="no text"), "not read: no text"),
        (Abstention(reason="language", language="de"), "not read: German"),
        (Abstention(reason="language", language="zh-TW"), "not read: Chinese"),
        (Abstention(reason="language", language="el"), "not read: Greek"),
        (Abstention(reason="language", language="xx"), "not read: xx"),
        (Abstention(reason="language", language=""), "not read: unknown language"),
        (Abstention(reason="only heads", heads=("sentiment",), language="ja"), "only sentiment read: Japanese"),
        (Abstention(reason="failure", error="TimeoutError()"), "not read: reading it failed"),
        (Abstention(reason="unsure", heads=("intent",)), ""),  # it was read
        (None, ""),
    ],
)
def test_what_stands_beside_a_post_that_was_not_read(found: Abstention | None, words: str) -> None:
    assert unread(Classification(model="m", abstained=found)) == words


def test_what_waits_says_so() -> None:
    assert unread(None) == "not read yet"


@pytest.mark.parametrize(
    ("code", "name"), [("sw", "Swahili"), ("NB", "Norwegian Bokmål"), ("pt_BR", "Portuguese"), ("fa", "Persian")]
)
def test_languages_have_names(code: str, name: str) -> None:
    assert language_name(code) == name
