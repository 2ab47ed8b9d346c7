"""Other models that the configuration names: for single heads, and for languages that the model was not trained for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from listener.classify.base import Item
from listener.classify.languages import base_code
from storage.records import Abstention, Classification, Reading


class OtherModel(Protocol):
    """A model of one head; as hub.Hub."""

    name: str
    head: str

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """One answer a text, in order."""
        ...


class OtherModels:
    """Asks other models, after the model itself has read.

    Args:
        heads: those that answer a head of every text that the model reads.
        languages: ISO 639-1 code -> the one that reads texts of that language, instead of the model or where it does
            not.
    """

    def __init__(self, heads: Sequence[OtherModel], languages: Mapping[str, OtherModel]) -> None:
        self._heads = tuple(heads)
        self._languages = dict(languages)
        named = [(each.head, each.name) for each in heads] + [(code, each.name) for code, each in languages.items()]
        self.name = "".join(f" +{what}:{name}" for what, name in named)

    def apply(self, items: Sequence[Item], found: Sequence[Classification]) -> list[Classification]:
        """The readings with the other models' answers in them."""
        result = list(found)
        for model in self._heads:
            own = [i for i, reading in enumerate(found) if read_by_model(reading)]
            self._put(model, items, own, result)
        for code, model in self._languages.items():
            unread = Abstention(reason="language", language=code)
            own = [i for i, reading in enumerate(found) if reading.abstained == unread]
            also = [i for i, each in enumerate(found) if read_by_model(each) and language_of(items[i], each) == code]
            self._put(model, items, [*own, *also], result)
            for index in own:
                partly = Abstention(reason="only heads", heads=(model.head,), language=code)
                result[index] = replace(result[index], abstained=partly)
        return result

    def _put(self, model: OtherModel, items: Sequence[Item], own: Sequence[int], result: list[Classification]) -> None:
        answers = model.read([items[i].text for i in own]) if own else []
        for index, answer in zip(own, answers, strict=True):
            result[index] = with_answer(result[index], model.head, answer)


def read_by_model(reading: Classification) -> bool:
    """Whether the model read the text, be it that it is unsure of every head."""
    return bool(reading.heads) or (reading.abstained is not None and reading.abstained.reason == "unsure")


def language_of(item: Item, reading: Classification) -> str | None:
    """The language that the source gave, else the one that was detected."""
    return base_code(item.language) or reading.language


def with_answer(reading: Classification, head: str, answer: Reading) -> Classification:
    """The reading with another answer of one head, about which it is no longer unsure."""
    return replace(reading, heads={**reading.heads, head: answer}, abstained=_still_unsure(reading.abstained, head))


def _still_unsure(abstained: Abstention | None, answered: str) -> Abstention | None:
    """An abstention without the head that was answered after all."""
    if abstained is None or (abstained.reason != "unsure" and not abstained.silent):
        return abstained
    left = replace(abstained, silent=_others(abstained.silent, answered))
    doubts = (abstained.heads, abstained.toward) if abstained.reason == "unsure" else ((), ())
    return left.in_doubt(_others(doubts[0], answered), doubts[1])


def _others(heads: tuple[str, ...], answered: str) -> tuple[str, ...]:
    return tuple(head for head in heads if head != answered)
