"""Which language a text is in: py3langid among the languages that one expects, unknown where a text is too short."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

COMMON = (
    "ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko", "nl", "no",
    "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
SHORTEST = 20
SURE = 0.85
ENOUGH = 600


class Detector:
    """Detects languages among `languages` (ISO 639-1); codes that py3langid does not know are ignored.

    A text of fewer than SHORTEST letters in a Latin script is unknown: three words look like many languages.
    """

    def __init__(self, languages: Sequence[str] = COMMON) -> None:
        self._identifier = _identifier(tuple(sorted(set(languages))))

    def detect(self, text: str) -> str | None:
        """The language of a normalised text, or None where it is too short or could be several."""
        letters = [c for c in text[:ENOUGH] if c.isalpha()]
        plain = sum(c < "\u0250" for c in letters)
        if not letters or (plain * 2 > len(letters) and len(letters) < SHORTEST):
            return None
        language, probability = self._identifier.classify(text[:ENOUGH])
        return str(language) if probability >= SURE else None


def base_code(tag: str | None) -> str | None:
    """`en` of `en-US`, `EN_gb` or `en`; None of nothing or of `und`."""
    code = (tag or "").replace("_", "-").split("-")[0].strip().lower()
    return None if code in {"", "und", "mul", "zxx"} else code


@lru_cache(maxsize=4)
def _identifier(languages: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(set(languages) & set(identifier.labels))
    return identifier
