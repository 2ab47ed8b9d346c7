"""Why something was not read, in words."""

from __future__ import annotations

from listener.wording.languages import language_name
from storage.records import Abstention, Classification


def abstention(found: Abstention) -> str:
    """A few words, as exports and commands say them."""
    match found.reason:
        case "no text":
            return "nothing to read"
        case "language":
            return f"language not supported: {found.language}"
        case "only heads":
            return f"only {', '.join(found.heads)} is read in this language: {found.language}"
        case "unsure":
            return f"unsure: {', '.join((*found.heads, *(f'toward {brand}' for brand in found.toward)))}"
        case "failure":
            return f"the text broke the classifier: {found.error}"


def unread(reading: Classification | None) -> str:
    """Beside a mention: why it has no reading, as "not read: German"; "" where it was read, or the model was unsure."""
    if reading is None:
        return "not read yet"
    found = reading.abstained
    if found is None or found.reason == "unsure":
        return ""
    match found.reason:
        case "no text":
            return "not read: no text"
        case "language":
            return f"not read: {language_name(found.language or '') or 'unknown language'}"
        case "only heads":
            return f"only {', '.join(found.heads)} read: {language_name(found.language or '')}"
        case _:
            return "not read: reading it failed"
