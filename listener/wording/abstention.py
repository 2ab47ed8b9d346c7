"""Why something was not read, in words."""

from __future__ import annotations

from storage.records import Abstention


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
