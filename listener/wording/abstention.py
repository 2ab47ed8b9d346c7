"""Why something was not read, in words."""

from __future__ import annotations

from listener.wording.languages import language_name
from storage.records import Abstention, Classification
from storage.records.mention import HEADS


def abstention(found: Abstention) -> str:
    """A few words, as exports and commands say them."""
    match found.reason:
        case "no text":
            return "nothing to read"
        case "language":
            return f"language not supported: {found.language}"
        case "model":
            return f"the model of its language ({found.language}) cannot be used: {found.error}"
        case "only heads":
            return f"only {', '.join(found.heads)} is read in this language: {found.language}"
        case "unsure":
            doubts = ", ".join((*found.heads, *(f"toward {brand}" for brand in found.toward)))
            silent = f"; not read in this language ({found.language}): {', '.join(found.silent)}"
            return f"unsure: {doubts}{silent if found.silent else ''}"
        case "failure":
            return f"the text broke the classifier: {found.error}"


def unread(reading: Classification | None) -> str:
    """Beside a mention: why it has no reading, as "not read: German"; "" where its sentiment is read in its language,
    be it that the model was unsure. Other heads that are silent in a language say so where each is shown by itself."""
    if reading is None:
        return "not read yet"
    found = reading.abstained
    if found is None or (found.reason in {"unsure", "only heads"} and _has_tone(found)):
        return ""
    language = language_name(found.language or "")
    match found.reason:
        case "no text":
            return "not read: no text"
        case "language":
            return f"not read: {language or 'unknown language'}"
        case "model":
            return f"not read: {language}, whose model cannot be used"
        case "only heads" | "unsure":
            heads = [head for head in HEADS if head not in found.silent] if found.silent else found.heads
            return f"only {', '.join(heads)} read: {language}"
        case _:
            return "not read: reading it failed"


def unread_head(reading: Classification | None, head: str) -> str:
    """In place of a head's answer, where there is none: "in doubt" aside, why."""
    found = reading.abstained if reading else None
    if found is None or not found.language:
        return "not read"
    silent = head in found.silent if found.silent else head not in found.heads
    if found.reason in {"language", "model"} or (found.reason in {"only heads", "unsure"} and silent):
        return f"not read: {language_name(found.language)}"
    return "not read"


def _has_tone(found: Abstention) -> bool:
    """Whether the sentiment is read in its language by the model itself."""
    return "sentiment" not in found.silent if found.silent else found.reason == "unsure"
