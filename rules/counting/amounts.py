"""What a rule about counts can count, and how a number of it is said."""

from __future__ import annotations

from rules.wording.figures import counted
from rules.wording.risks import in_words
from storage.records.mention import HEADS, NO_RISK, RISKS

MEASURE = r"^(mentions|authors|stories|reach|[\w-]+:[\w .:-]+)$"

_TONES = ("sentiment", "toward")
_READ = (*HEADS, "tone", "stars")

MEASURES = (
    'What is counted: "mentions"; "authors" or "stories" that are different from each other; "reach", the followers '
    'those authors had when the post was collected; "tone:negative", toward the brand where that was read, else of the '
    'post; another reading as "intent:complaint" or "risk:breach"; a label that was taught as "topic:delivery"; '
    'ratings as "stars:low" (1 or 2 of 5) or "stars:1" to "stars:5". Authors, stories and reach are counted anew every '
    "five minutes: who posts in three of them counts three times in an hour"
)


UNITS = {
    "mentions": ("post", "posts"),
    "authors": ("author", "authors"),
    "stories": ("story", "stories"),
    "reach": ("follower", "followers"),
}
"""What one and several of a measure are called, wherever they are counted; readings and stars count posts."""


def amount(count: float, measure: str = "mentions") -> str:
    """So much of a measure: "52 posts", "1 author", "12,000 followers"."""
    one, many = UNITS.get(measure, UNITS["mentions"])
    return counted(count, one, many)


def qualified(measure: str) -> str:
    """What sort of posts a measure counts, as a phrase to follow them."""
    head, _, label = measure.partition(":")
    if not label:
        return ""
    if head == "stars":
        return f" with {'few' if label == 'low' else label} stars"
    return f" read as {in_words(label) if head == 'risk' else label}"


def series_of(measure: str) -> str:
    """The name under which a measure is counted: taught labels by their answer, and one tone, whatever it is called."""
    head, colon, label = measure.partition(":")
    if head in _TONES:
        return f"tone:{label}"
    read = head in _READ and (head != "risk" or label in (*RISKS, NO_RISK))
    taught = colon and not read and not label.endswith((":yes", ":no"))
    return f"{measure}:yes" if taught else measure
