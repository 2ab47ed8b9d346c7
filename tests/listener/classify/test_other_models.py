"""Other models answer what they were named for, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from listener.classify.base import Item
from listener.classify.bundled import Bundled
from listener.classify.extended import ExtendedClassifier
from listener.classify.other_models import OtherModels
from listener.classify.taught import Taught, digest
from listener.classify.teach import untaught
from storage.records import Abstention, Reading

GERMAN = "Das Paket kam leider schon wieder viel zu spät an"
DUTCH = "Het pakket is helaas alweer veel te laat aangekomen bij ons"


class Sunny:
    """Finds everything positive."""

    head = "sentiment"

    def __init__(self, name: str = "sunny") -> None:
        self.name = name
        self.asked: list[str] = []

    def read(self, texts: Sequence[str]) -> list[Reading]:
        self.asked += texts
        return [Reading(label="positive", probability=0.6) for _ in texts]


def test_a_language_goes_to_the_model_that_is_named_for_it(model: Bundled) -> None:
    sunny = Sunny()
    german, dutch, english, empty = ExtendedClassifier(model, [], OtherModels([], {"de": sunny})).classify(
        [Item(text=GERMAN), Item(text=DUTCH), Item(text="The worst phone I have ever bought"), Item(text="")]
    )
    assert sunny.asked == [GERMAN]
    assert german.heads == {"sentiment": Reading(label="positive", probability=0.6)}
    assert german.abstained == Abstention(reason="only heads", heads=("sentiment",), language="de")
    assert dutch.abstained == Abstention(reason="language", language="nl")
    assert english.heads["sentiment"].label == "negative"
    assert empty.abstained == Abstention(reason="no text")
    assert german.model.endswith("+de:sunny")


def test_a_head_goes_to_another_model_and_the_others_stay(model: Bundled) -> None:
    item = Item(text="The worst phone I have ever bought")
    before = model.classify([item])[0]
    after = ExtendedClassifier(model, [], OtherModels([Sunny()], {})).classify([item, Item(text=GERMAN)])
    assert after[0].heads == {**before.heads, "sentiment": Reading(label="positive", probability=0.6)}
    assert after[1].abstained == Abstention(reason="language", language="de")


def test_a_correction_wins_over_every_model_and_language(model: Bundled) -> None:
    corrected = {digest(GERMAN): "negative"}
    taught = Taught(lesson=untaught(model, "sentiment", []), version=1, corrected=corrected)
    pupil = ExtendedClassifier(model, [taught], OtherModels([Sunny()], {"de": Sunny()}))
    assert pupil.classify([Item(text=GERMAN)])[0].heads["sentiment"] == Reading(label="negative", probability=1.0)
    assert ExtendedClassifier(model, [taught]).classify([Item(text=GERMAN)])[0].label("sentiment") == "negative"
