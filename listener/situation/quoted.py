"""A mention as a list of results shows it: its words, those marked that were asked for, and what was read in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from listener.explore.hits import Found
from listener.wording.abstention import unread
from rules.wording.risks import in_words
from storage.records import Span

LONGEST, BEFORE = 420, 140
"""Characters of a text that are shown, and of what stands before its first marked word."""
Marks = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """What is shown of one mention.

    Attributes:
        marks, title_marks: Where marked words begin and end in text and title.
        tone: The one that counts; None where there is none.
        silent: Why nothing was read, in words; "" where something was.
        more: What else was read in it: intent, emotion, risk.
        drawn: The reaction that most people had, as 412 shares; "" where nobody had any.
    """

    found: Found
    author: str
    source: str
    title: str
    title_marks: Marks
    text: str
    marks: Marks
    tone: str | None
    silent: str
    more: tuple[str, ...]
    drawn: str


def quoted(found: Found, brand: str, *, reads: bool) -> Quoted:
    """Of a mention that was found.

    Args:
        brand: Toward which its tone is meant; "": toward the only one that it is about.
        reads: Whether a model reads what comes.
    """
    stored, mention = found.stored, found.stored.mention
    reading = stored.classification
    tone = reading.tone(brand or stored.only_brand) if reading else None
    text, skipped = _excerpt(mention.text, found.spans)
    risk = in_words(reading.risk) if reading and reading.risk else None
    labels = (reading.label("intent"), reading.label("emotion"), risk) if reading else ()
    return Quoted(
        found=found,
        author=mention.author.handle or mention.author.name or "unknown",
        source=stored.sightings[0].source if stored.sightings else "",
        title=mention.title,
        title_marks=_marks(found.spans, "title", 0),
        text=text,
        marks=tuple(
            (start, end) for start, end in _marks(found.spans, "text", skipped) if start >= 0 and end <= len(text)
        ),
        tone=tone.label if tone else None,
        silent=unread(reading) if reading or reads else "",
        more=tuple(label for label in labels if label and label not in ("other", "neutral", "none")),
        drawn=_drawn(mention.engagement.items()),
    )


def _excerpt(text: str, spans: Iterable[Span]) -> tuple[str, int]:
    """A part of a long text with its first marked word in it, and how far what is shown is shifted."""
    if len(text) <= LONGEST:
        return text, 0
    first = min((start for field, start, _ in spans if field == "text"), default=0)
    begin = max(0, min(first - BEFORE, len(text) - LONGEST))
    lead, tail = "…" if begin else "", "…" if begin + LONGEST < len(text) else ""
    return lead + text[begin : begin + LONGEST] + tail, begin - len(lead)


def _marks(spans: Iterable[Span], field: str, skipped: int) -> Marks:
    return tuple(sorted({(start - skipped, end - skipped) for name, start, end in spans if name == field}))


def _drawn(engagement: Iterable[tuple[str, int]]) -> str:
    counts = [(count, name) for name, count in engagement if name != "views" and count]
    count, name = max(counts, default=(0, ""))
    return f"{count:,} {name if count > 1 else name.removesuffix('s')}" if count else ""
