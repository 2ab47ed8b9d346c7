"""Risks in words, as they follow "about"."""

from __future__ import annotations

IN_WORDS = {
    "safety": "a danger to people",
    "breach": "a data breach",
    "outage": "an outage",
    "legal": "legal action",
    "discrimination": "discrimination",
    "fraud": "fraud",
    "labour": "working conditions",
    "boycott": "a boycott",
}


def in_words(risk: str) -> str:
    """What posts of a risk are about."""
    return IN_WORDS.get(risk, risk)
