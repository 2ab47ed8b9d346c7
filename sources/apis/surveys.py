"""What surveys share: questions with their scales, and an answered form as a mention of kind `survey`.

The rating keeps the scale on which it was asked: 0 to 10 for NPS, 1 to 5, 1 to 7, …; what is made of it (NPS, CSAT,
CES) is not decided here. Names, addresses and telephone numbers that a form asks for are not taken over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sources.apis.item import UnusableError
from sources.reading.text import clean, line
from storage.records import Rating

NUMBER = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of a form.

    Attributes:
        title: As people read it.
        scale: The worst and the best that can be answered; None where it does not rate.
        is_words: It is answered in people's own words.
        choices: What an answer that is a choice's id stands for: its words.
        values: The number that it stands for.
    """

    title: str
    scale: tuple[float, float] | None = None
    is_words: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_nps(self) -> bool:
        """Whether it asks for 0 to 10."""
        return self.scale == (0, 10)


Questions = Mapping[str, Question]


@dataclass(slots=True)
class Form:
    """What one person answered, by question.

    Attributes:
        words: In their own words, in the form's order.
        numbers: What was rated, by the question's id.
        others: What was chosen, by the question's title.
    """

    words: list[str] = field(default_factory=list)
    numbers: dict[str, float] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)

    def fields(self, questions: Questions, rating: str | None) -> dict[str, Any]:
        """`text`, `rating` and `extra` for a mention. Raises UnusableError where nothing was said.

        Args:
            rating: Id of the question that rates; None: the first that asks for 0 to 10, else the first that rates.
        """
        key = rating or rating_question({key: questions[key] for key in self.numbers if key in questions}) or ""
        said, asked = self.numbers.get(key), questions.get(key)
        found = None
        if said is not None and asked and asked.scale:
            found = Rating(value=said, worst=asked.scale[0], best=asked.scale[1])
        text = clean("\n".join(filter(None, self.words)))
        if not text and found is None and not self.others:
            raise UnusableError("nothing in it was answered in words or on a scale")
        numbers = {questions[each].title or each: value for each, value in self.numbers.items() if each in questions}
        about = {"question": asked.title} if found and asked else {}
        return {"text": text, "rating": found, "extra": {**about, "answers": {**numbers, **self.others}}}


def rating_question(questions: Questions) -> str | None:
    """The first that asks for 0 to 10, else the first that rates; None where none does."""
    rating = [key for key, question in questions.items() if question.scale]
    return next((key for key in rating if questions[key].is_nps), rating[0] if rating else None)


def within(value: float, scale: tuple[float, float] | None) -> bool:
    """Whether an answer stands on the scale of its question."""
    return scale is not None and scale[0] <= value <= scale[1]


def scale_of(labels: Sequence[str], weights: Sequence[float | None]) -> list[float]:
    """The numbers that choices of a scale stand for: those in their labels ("0 - not at all likely"), else their
    weights, else their places from 1 on. NPS comes with weights of -100, 0 and 100, which are no scale."""
    found = [NUMBER.findall(label) for label in labels]
    written = [float(numbers[0]) for numbers in found if len(numbers) == 1]
    if len(written) == len(labels) == len(set(written)):
        return written
    known = [weight for weight in weights if weight is not None]
    if len(known) == len(labels) == len(set(known)):
        return known
    return [float(place) for place in range(1, len(labels) + 1)]


def titled(text: str) -> str:
    """A question on one line, without markup."""
    from sources.reading.text import title

    return line(title(text), 200)
