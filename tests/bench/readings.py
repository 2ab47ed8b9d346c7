"""Readings by a plausible random rule, where a benchmark wants read mentions and not the reading itself."""

from __future__ import annotations

import random

from storage.records import Abstention, Classification, Reading, StoredMention

TONES = ("negative", "neutral", "positive")
USUAL = (0.2, 0.5, 0.3)
BAD, GOOD = (0.75, 0.2, 0.05), (0.05, 0.2, 0.75)
INTENTS = {
    "negative": ("complaint", "complaint", "question", "opinion"),
    "neutral": ("opinion", "news", "question", "spam"),
    "positive": ("praise", "praise", "opinion", "recommendation"),
}
EMOTIONS = {"negative": "anger", "neutral": "none", "positive": "joy"}
UNSURE = 0.05
"""Share of mentions that are not read with certainty."""


def read(stored: StoredMention, chance: random.Random) -> Classification:
    """Stars decide the tone where there are any; each brand is seen mostly as the whole is."""
    if chance.random() < UNSURE:
        return Classification(model="made up", abstained=Abstention(reason="language", language="nl"))
    tone = _tone(stored, chance)
    heads = {
        "sentiment": _reading(tone, chance),
        "intent": _reading(chance.choice(INTENTS[tone]), chance),
        "emotion": _reading(EMOTIONS[tone], chance),
        "irony": _reading("yes" if chance.random() < 0.04 else "no", chance),
        "offensive": _reading("yes" if chance.random() < 0.02 else "no", chance),
    }
    brands = dict.fromkeys(match.brand for match in stored.matches)
    toward = {brand: _reading(tone if chance.random() < 0.8 else chance.choice(TONES), chance) for brand in brands}
    return Classification(model="made up", heads=heads, toward=toward)


def _tone(stored: StoredMention, chance: random.Random) -> str:
    rating = stored.mention.rating
    weights = USUAL if rating is None or rating.value == 3 else GOOD if rating.value > 3 else BAD
    return chance.choices(TONES, weights)[0]


def _reading(label: str, chance: random.Random) -> Reading:
    return Reading(label=label, probability=round(chance.uniform(0.5, 1), 3))
