"""What a user notices of the second model: plain praise and plain anger are read as what they are."""

from __future__ import annotations

import pytest

from listener.classify.base import MULTILINGUAL, Item
from listener.classify.bundled import Bundled

PRAISE = {
    "de": "Ich liebe diese Kaffeemaschine, der Kaffee schmeckt wunderbar. Vielen Dank!",
    "es": "Me encanta esta cafetera, el café sale delicioso. ¡Muchas gracias!",
    "fr": "J'adore cette cafetière, le café est délicieux. Merci beaucoup !",
    "it": "Adoro questa macchina del caffè, il caffè è buonissimo. Grazie mille!",
    "pt": "Adoro esta cafeteira, o café fica maravilhoso. Muito obrigada!",
    "ar": "أحب هذه الآلة كثيرا، القهوة رائعة، شكرا جزيلا لكم",
}
ANGER = {
    "de": "Das Paket kam nie an und die Hotline legt einfach auf. Furchtbarer Service, ich bin stinksauer!",
    "es": "El paquete nunca llegó y nadie contesta al teléfono. Un servicio horrible, ¡qué asco!",
    "fr": "Le colis n'est jamais arrivé et personne ne répond. Service horrible, c'est une honte !",
    "it": "Il pacco non è mai arrivato e nessuno risponde. Servizio pessimo, che vergogna!",
    "pt": "O pacote nunca chegou e ninguém atende o telefone. Péssimo serviço, que raiva!",
    "ar": "الخدمة سيئة جدا ولم يصل الطرد أبدا، تجربة فاشلة ومحبطة",
}


@pytest.fixture(scope="module")
def second() -> Bundled:
    return Bundled(MULTILINGUAL, threads=2)


@pytest.mark.parametrize(("texts", "label"), [(PRAISE, "positive"), (ANGER, "negative")])
def test_plain_tones_are_read(second: Bundled, texts: dict[str, str], label: str) -> None:
    found = second.classify([Item(text=text, language=code) for code, text in texts.items()])
    assert dict(zip(texts, [reading.label("sentiment") for reading in found], strict=True)) == dict.fromkeys(
        texts, label
    )


@pytest.mark.parametrize(
    ("label", "texts"),
    [
        ("joy", {code: PRAISE[code] for code in ("de", "es", "pt")}),
        (
            "anger",
            {
                "de": "Ich bin so wütend auf euch, das macht mich rasend!",
                "es": "Estoy furiosa con ustedes, ¡qué rabia me da!",
            },
        ),
        (
            "sadness",
            {
                "de": "Ich bin heute so traurig und muss nur weinen.",
                "es": "Estoy muy triste, no paro de llorar.",
                "pt": "Estou tão triste, só quero chorar.",
            },
        ),
    ],
)
def test_plain_feelings_are_read(second: Bundled, label: str, texts: dict[str, str]) -> None:
    items = [Item(text=text, language=code) for code, text in texts.items()]
    assert [reading.label("emotion") for reading in second.classify(items)] == [label] * len(texts)


@pytest.mark.parametrize(
    ("language", "insult", "complaint"),
    [
        ("de", "Du dummes Stück Scheiße, halt endlich die Fresse", "Das Paket kam nicht an, der Service schweigt."),
        ("pt", "Vai tomar no cu, seu merda", "O pacote não chegou e ninguém responde."),
    ],
)
def test_insults_are_told_from_complaints(second: Bundled, language: str, insult: str, complaint: str) -> None:
    found = second.classify([Item(text=text, language=language) for text in (insult, complaint)], force=True)
    assert [reading.label("offensive") for reading in found] == ["offensive", "not-offensive"]


def test_the_tone_toward_each_of_two_brands(second: Bundled) -> None:
    text = "Acme ist einfach großartig, ich liebe es! Globex dagegen ist furchtbar, der letzte Dreck."
    (found,) = second.classify([Item(text=text, language="de", toward=("Acme", "Globex"))], force=True)
    sign = {"positive": 1.0, "neutral": 0.0, "negative": -1.0}
    acme, globex = (sign[found.toward[name].label] * found.toward[name].probability for name in ("Acme", "Globex"))
    assert acme > globex
