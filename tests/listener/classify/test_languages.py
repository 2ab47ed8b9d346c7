"""Languages are told apart where there is enough text, and left open where there is not."""

from __future__ import annotations

import pytest

from listener.classify.languages import Detector, base_code


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The delivery was late and nobody answered my mails", "en"),
        ("Die Lieferung kam zu spät und niemand hat geantwortet", "de"),
        ("La livraison est arrivée en retard et personne ne répond", "fr"),
        ("El pedido llegó tarde y nadie me responde", "es"),
        ("これはとても良いです", "ja"),
        ("배송이 너무 늦었어요", "ko"),
        ("Доставка опоздала, и никто не отвечает", "ru"),
    ],
)
def test_tells_languages_apart(detector: Detector, text: str, language: str) -> None:
    assert detector.detect(text) == language


@pytest.mark.parametrize("text", ["", "ok", "so nice", "12345", "!!!", "\ud800"])
def test_too_little_text_is_unknown(detector: Detector, text: str) -> None:
    assert detector.detect(text) is None


def test_only_expected_languages_are_named() -> None:
    assert Detector(("en", "de")).detect("De levering was te laat en niemand antwoordt op mijn mails") in {
        "en",
        "de",
        None,
    }


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en-US", "en"), ("PT_br", "pt"), ("de", "de"), ("", None), (None, None), ("und", None), (" EN ", "en")],
)
def test_language_tags_are_reduced(tag: str | None, code: str | None) -> None:
    assert base_code(tag) == code
