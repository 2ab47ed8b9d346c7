"""Why something was not read, as exports have always said it."""

from __future__ import annotations

import pytest

from listener.wording.abstention import abstention, unread, unread_head
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
        (
            Abstention(reason="unsure", heads=("intent",), silent=("irony", "toward"), language="de"),
            "unsure: intent; not read in this language (de): irony, toward",
        ),
        (
            Abstention(reason="model", language="de", error="model.onnx is damaged"),
            "the model of its language (de) cannot be used: model.onnx is damaged",
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
        (Abstention(reason="model", language="de", error="…"), "not read: German, whose model cannot be used"),
        (Abstention(reason="unsure", heads=("intent",)), ""),  # it was read
        (Abstention(reason="unsure", heads=("emotion",), silent=("irony",), language="de"), ""),  # its tone was read
        (Abstention(reason="only heads", heads=("sentiment",), silent=("irony",), language="de"), ""),
        (
            Abstention(
                reason="unsure",
                heads=("emotion",),
                silent=("sentiment", "intent", "irony", "offensive", "risk"),
                language="ru",
            ),
            "only emotion read: Russian",
        ),
        (None, ""),
    ],
)
def test_what_stands_beside_a_post_that_was_not_read(found: Abstention | None, words: str) -> None:
    assert unread(Classification(model="m", abstained=found)) == words


def test_heads_that_are_silent_in_a_language_stay_so_when_doubts_end() -> None:
    doubt = Abstention(reason="unsure", heads=("emotion",), silent=("irony", "toward"), language="de")
    left = doubt.in_doubt((), ())
    read = ("sentiment", "intent", "emotion", "offensive", "risk")
    assert left == Abstention(reason="only heads", heads=read, silent=doubt.silent, language="de")
    assert left.in_doubt((), ("Acme",)) == Abstention(
        reason="unsure", toward=("Acme",), silent=doubt.silent, language="de"
    )
    assert Abstention(reason="unsure", heads=("intent",)).in_doubt((), ()) is None


@pytest.mark.parametrize(
    ("found", "head", "words"),
    [
        (Abstention(reason="language", language="nl"), "intent", "not read: Dutch"),
        (Abstention(reason="model", language="de", error="…"), "intent", "not read: German"),
        (
            Abstention(reason="unsure", heads=("emotion",), silent=("irony",), language="de"),
            "irony",
            "not read: German",
        ),
        (Abstention(reason="unsure", heads=("emotion",), silent=("irony",), language="de"), "toward", "not read"),
        (Abstention(reason="only heads", heads=("sentiment",), language="ja"), "intent", "not read: Japanese"),
        (Abstention(reason="no text"), "intent", "not read"),
        (None, "intent", "not read"),
    ],
)
def test_each_head_that_is_silent_in_a_language_says_so(found: Abstention | None, head: str, words: str) -> None:
    assert unread_head(Classification(model="m", abstained=found), head) == words
    assert unread_head(None, head) == "not read"


def test_what_waits_says_so() -> None:
    assert unread(None) == "not read yet"


@pytest.mark.parametrize(
    ("code", "name"), [("sw", "Swahili"), ("NB", "Norwegian Bokmål"), ("pt_BR", "Portuguese"), ("fa", "Persian")]
)
def test_languages_have_names(code: str, name: str) -> None:
    assert language_name(code) == name
