"""Which languages a text is in: py3langid among those that one expects, unknown where a text is too short.

A text that is surely in none of those is not taken for its nearest: it is in the language that it is in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

COMMON = (
    "ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko", "nl", "no",
    "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
SHORTEST = 20
SURE = 0.85
ENOUGH = 600
SURE_APART = 0.95
"""How sure the language of a sentence must be to count beside that of others: 3 of 1,000 English ones are mistaken."""
VARIANTS = {"ary": "ar", "arz": "ar", "nn": "no", "wuu": "zh", "yue": "zh"}
"""Codes of py3langid that are varieties of a language which is read; `zxx` is no language."""
PLACEHOLDERS = frozenset({"http", "@user", "#"})
_SENTENCE = re.compile(r"[^.!?…。！？\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """The languages of one text.

    Attributes:
        languages: ISO 639-1 codes, the one of most of it first; empty where that is unknown.
        detected: that of most of it where the source told none.
        likely: what an unknown one most likely is.
    """

    languages: tuple[str, ...] = ()
    detected: str | None = None
    likely: str | None = None

    def only(self, languages: tuple[str, ...]) -> Spoken:
        """For a model that is to read it as a text in these."""
        return replace(self, languages=languages)


class Detector:
    """Detects languages among `languages` (ISO 639-1); codes that py3langid does not know are ignored.

    A text of fewer than SHORTEST letters in a Latin script is unknown: three words look like many languages. One that
    is surely in a language beside them gets that one.
    """

    def __init__(self, languages: Sequence[str] = COMMON) -> None:
        self._expected = frozenset(languages)
        self._identifier = _identifier(tuple(sorted(self._expected)))
        self._all = _all()

    def detect(self, text: str) -> str | None:
        """The language of a normalised text, or None where it is too short or could be several."""
        language, sure = self._classify(text)
        return language if sure else None

    def spoken(self, tag: str | None, text: str) -> Spoken:
        """Of a normalised text: the language that its source tells, else all that are detected in its sentences."""
        if given := base_code(tag):
            return Spoken(languages=(given,))
        prose = " ".join(word for word in text.split(" ") if word not in PLACEHOLDERS)
        main, sure = self._classify(prose)
        parts = [part for part in _SENTENCE.findall(prose[:ENOUGH]) if sum(map(str.isalpha, part)) >= SHORTEST]
        apart = dict.fromkeys(code for part in parts if (code := self._surely(part))) if len(parts) > 1 else {}
        if len(apart) > 1:
            found = tuple(sorted(apart, key=lambda code: code != main))
            return Spoken(languages=found, detected=found[0])
        return Spoken(languages=(main,), detected=main) if main and sure else Spoken(likely=main)

    def _classify(self, text: str) -> tuple[str | None, bool]:
        """What it most likely is, None of a short one, and whether that is sure."""
        letters = [c for c in text[:ENOUGH] if c.isalpha()]
        plain = sum(c < "\u0250" for c in letters)
        if not letters or (plain * 2 > len(letters) and len(letters) < SHORTEST):
            return None, False
        return self._among(text[:ENOUGH], SURE)

    def _surely(self, sentence: str) -> str | None:
        language, sure = self._among(sentence, SURE_APART)
        return language if sure else None

    def _among(self, text: str, enough: float) -> tuple[str, bool]:
        """The likeliest language, and whether it is `enough` so, which is more than half."""
        language, share = self._all.classify(text)
        if language not in self._expected or share <= 1 - enough:
            if unexpected := self._unexpected(text, enough):
                return unexpected, True
        elif share >= enough:
            return str(language), True
        # Among fewer languages shares only grow.
        language, share = self._identifier.classify(text)
        return str(language), share >= enough

    def _unexpected(self, text: str, enough: float) -> str | None:
        """The likeliest language of a text that is surely in none of those expected.

        Surely: one among all that py3langid knows is, or those of COMMON are together, Danish and Norwegian say.
        """
        ranked = [(VARIANTS.get(code, code), share) for code, share in self._all.rank(text) if code != "zxx"]
        first, share = ranked[0]
        if share >= enough and first not in self._expected:
            return str(first)
        common = [(code, share) for code, share in ranked if code in self._expected or code in COMMON]
        others = [(code, share) for code, share in common if code not in self._expected]
        whole, strange = (sum(share for _, share in some) for some in (common, others))
        return str(others[0][0]) if whole and strange >= enough * whole else None


def base_code(tag: str | None) -> str | None:
    """`en` of `en-US`, `EN_gb` or `en`; None of nothing or of `und`."""
    code = (tag or "").replace("_", "-").split("-")[0].strip().lower()
    return None if code in {"", "und", "mul", "zxx"} else code


@lru_cache(maxsize=4)
def _identifier(languages: tuple[str, ...]) -> Any:
    """One that tells these apart, over the same tables as the one that knows all."""
    identifier = copy(_all())
    identifier.set_languages(set(languages) & set(identifier.labels))
    return identifier


@cache
def _all() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
