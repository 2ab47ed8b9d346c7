"""Languages are told apart where there is enough text, and left open where there is not."""

from __future__ import annotations

import pytest

from listener.classify.languages import COMMON, Detector, Spoken, base_code


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


UNEXPECTED = {
    "ca": "El paquet no ha arribat i ningú no respon els meus correus electrònics",
    "cs": "Balík nedorazil a nikdo neodpovídá na moje maily",
    "el": "Το δέμα δεν έφτασε ποτέ και κανείς δεν απαντά στα μηνύματά μου",
    "fa": "بسته نرسید و هیچ کس به ایمیل های من پاسخ نمی دهد",
    "fi": "Paketti ei koskaan saapunut eikä kukaan vastaa viesteihini",
    "he": "בנק גרוע",
    "hu": "A csomag nem érkezett meg, és senki nem válaszol a leveleimre. Ez a bank egyszerűen nevetséges!",
    "id": "Paketnya belum sampai dan tidak ada yang membalas email saya",
    "ja": "荷物が届かず、誰もメールに返事をくれません",
    "nl": "De levering was te laat en niemand antwoordt op mijn mails",
    "pl": "Paczka nie dotarła i nikt nie odpowiada na moje maile",
    "sw": "Kifurushi hakijafika na hakuna anayejibu barua pepe zangu",
    "tl": "Hindi dumating ang padala at walang sumasagot sa mga email ko",
    "tr": "Paket gelmedi ve kimse maillerime cevap vermiyor",
    "uk": "Посилка не прийшла, і ніхто не відповідає на мої листи",
    "ur": "پارسل نہیں پہنچا اور کوئی میری ای میلز کا جواب نہیں دیتا",
    "vi": "Gói hàng không đến và không ai trả lời email của tôi",
}


@pytest.mark.parametrize(("language", "text"), UNEXPECTED.items())
def test_a_language_that_nobody_expects_is_never_taken_for_its_nearest(language: str, text: str) -> None:
    few = Detector(("ar", "de", "en", "es", "fr", "it", "pt", "ru", "zh"))
    assert few.spoken(None, text) == Spoken(languages=(language,), detected=language)


@pytest.mark.parametrize(
    "text",
    [
        "Pakken kom aldrig frem, og ingen svarer på mine mails",
        "Pakken kom aldri frem og ingen svarer på mailene mine",
        "Paket nije stigao i nitko ne odgovara na moje mailove",
    ],
)
def test_it_need_not_be_told_from_its_neighbours_to_be_none_of_those_expected(text: str) -> None:
    (found,) = Detector(("de", "en", "nl", "pt")).spoken(None, text).languages
    assert found in {"cs", "da", "hr", "no"}


@pytest.mark.parametrize(("language", "text"), [("ar", "ازيك يا باشا، الموبايل ده وحش اوي ومش عايز اشتريه تاني")])
def test_a_variety_of_a_language_that_is_expected_is_that_language(language: str, text: str) -> None:
    assert Detector(("ar", "en")).spoken(None, text).languages == (language,)


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en-US", "en"), ("PT_br", "pt"), ("de", "de"), ("", None), (None, None), ("und", None), (" EN ", "en")],
)
def test_language_tags_are_reduced(tag: str | None, code: str | None) -> None:
    assert base_code(tag) == code


GERMAN = "Aber leider ist die Hotline seitdem eine absolute Katastrophe."
ENGLISH = "I really love how quickly it came to my house today!"


def test_the_sources_word_counts_and_is_nothing_that_was_detected(detector: Detector) -> None:
    assert detector.spoken("de-AT", ENGLISH) == Spoken(languages=("de",))
    assert detector.spoken(None, ENGLISH) == Spoken(languages=("en",), detected="en")


@pytest.mark.parametrize("text", [f"{ENGLISH} {GERMAN}", f"@user {GERMAN} http # {ENGLISH} {ENGLISH}"])
def test_a_text_in_two_languages_names_both(detector: Detector, text: str) -> None:
    assert set(detector.spoken(None, text).languages) == {"de", "en"}


@pytest.mark.parametrize(
    "text", [GERMAN, f"{GERMAN} Das ist echt so. Cool!", f"{GERMAN} Thanks.", "Super Happy Hour " + GERMAN]
)
def test_a_few_foreign_words_make_no_second_language(detector: Detector, text: str) -> None:
    assert detector.spoken(None, text).languages == ("de",)


def test_what_an_unsure_text_most_likely_is_can_be_asked(detector: Detector) -> None:
    found = [detector.spoken(None, text) for text in ("ok", "", "No funciona la app del banco")]
    assert [each.languages for each in found] == [(), (), ()]
    assert [each.likely for each in found[:2]] == [None, None]
    assert found[2].likely == "es"
    assert found[2].detected is None


@pytest.mark.parametrize("expected", [("en",), ("de", "en"), ("ar", "de", "en", "es", "fr", "it", "pt"), COMMON])
def test_what_is_sure_at_the_first_look_is_what_all_looks_together_say(expected: tuple[str, ...]) -> None:
    quick = Detector(expected)

    class Thorough(Detector):
        def _among(self, text: str, enough: float) -> tuple[str, bool]:
            if unexpected := self._unexpected(text, enough):
                return unexpected, True
            language, share = self._identifier.classify(text)
            return str(language), share >= enough

    thorough = Thorough(expected)
    texts = [
        text[start : start + size]
        for text in (*UNEXPECTED.values(), GERMAN, ENGLISH, f"{ENGLISH} {GERMAN}")
        for start in (0, 9)
        for size in (12, 25, 40, 200)
    ]
    assert [quick.spoken(None, text) for text in texts] == [thorough.spoken(None, text) for text in texts]
