"""Mentions as a table for spreadsheets: one row a mention, every column with its definition."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from storage.records import Reading, StoredMention

Cell = str | int | float | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        meaning: Its definition, for the documentation.
        value: The cell for a mention; times are told in the zone.
    """

    name: str
    meaning: str
    value: Callable[[StoredMention, ZoneInfo], Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a table is written.

    Attributes:
        encoding: With its byte-order mark.
        preface: Rows before the header.
    """

    columns: Sequence[Column]
    encoding: str = "utf-8-sig"
    separator: str = ","
    preface: Callable[[datetime, ZoneInfo], Sequence[Sequence[Cell]]] = lambda _now, _zone: ()


def write(rows: Iterable[StoredMention], out: BinaryIO, layout: Layout, zone: ZoneInfo, now: datetime) -> int:
    """Write row by row, so that memory stays flat; how many mentions that were."""
    text = io.TextIOWrapper(out, encoding=layout.encoding, errors="replace", newline="", write_through=True)
    table = csv.writer(text, delimiter=layout.separator, lineterminator="\r\n")
    table.writerows([safe(cell) for cell in row] for row in layout.preface(now, zone))
    table.writerow([column.name for column in layout.columns])
    count = 0
    for stored in rows:
        table.writerow([safe(column.value(stored, zone)) for column in layout.columns])
        count += 1
    text.detach()
    return count


def safe(cell: Cell) -> Cell:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA):
        return f"'{cell}"
    return cell


def moment(time: datetime | None, zone: ZoneInfo) -> str:
    """ISO 8601 with offset, to the second."""
    return time.astimezone(zone).isoformat(timespec="seconds") if time else ""


def label(stored: StoredMention, head: str) -> str:
    """What the classifier read, "" where it read nothing."""
    return (stored.classification and stored.classification.label(head)) or ""


def names(values: Iterable[str]) -> str:
    """Several names in one cell, each once, in order."""
    return "; ".join(dict.fromkeys(values))


def matched_words(stored: StoredMention) -> list[str]:
    """The words of title, text, address and author that satisfied a query, each once."""
    mention = stored.mention
    texts = {"title": mention.title, "text": mention.text, "url": mention.url or ""}
    texts["author"] = mention.author.handle or mention.author.name or ""
    spans = (span for match in stored.matches for span in match.spans)
    words = (texts.get(field, "")[start:end] for field, start, end in spans)
    return list(dict.fromkeys(word for word in words if word))


def _probability(head: str) -> Callable[[StoredMention, ZoneInfo], Cell]:
    def value(stored: StoredMention, _zone: ZoneInfo) -> Cell:
        reading = stored.classification.heads.get(head) if stored.classification else None
        return round(reading.probability, 4) if reading else None

    return value


def _read(head: str) -> Callable[[StoredMention, ZoneInfo], Cell]:
    return lambda stored, _zone: label(stored, head)


def _count(name: str) -> Callable[[StoredMention, ZoneInfo], Cell]:
    return lambda stored, _zone: stored.mention.engagement.get(name)


def _toward(stored: StoredMention, _zone: ZoneInfo) -> Cell:
    toward: dict[str, Reading] = dict(stored.classification.toward) if stored.classification else {}
    return names(f"{brand}: {reading.label}" for brand, reading in sorted(toward.items()))


def _unread(stored: StoredMention, _zone: ZoneInfo) -> Cell:
    return stored.classification.abstained if stored.classification else "not read yet"


def _scale(stored: StoredMention, _zone: ZoneInfo) -> Cell:
    rating = stored.mention.rating
    return f"{rating.worst:g} to {rating.best:g}" if rating else ""


OWN = (
    Column("id", "Number of the mention in the store; stays the same at every export", lambda s, _: str(s.id)),
    Column("published_at", "When it was said, as the source states it", lambda s, z: moment(s.mention.published_at, z)),
    Column("collected_at", "When it was first received", lambda s, z: moment(s.mention.collected_at, z)),
    Column(
        "kind",
        "news, blog, social, forum, review, survey, mail or video; set by the source",
        lambda s, _: s.mention.kind,
    ),
    Column("sources", "Every configured source that showed it", lambda s, _: names(x.source for x in s.sightings)),
    Column("url", "Where to open it", lambda s, _: s.mention.url),
    Column("author", "Displayed name of the author", lambda s, _: s.mention.author.name),
    Column("author_handle", "Handle of the author, without @", lambda s, _: s.mention.author.handle),
    Column("author_followers", "Followers when it was collected", lambda s, _: s.mention.author.followers),
    Column("title", "Title, complete", lambda s, _: s.mention.title),
    Column("text", "Text, complete, without markup", lambda s, _: s.mention.text),
    Column("language", "ISO 639-1 code, from the source or else detected", lambda s, _: language(s)),
    Column(
        "brands", "Brands it is about: those whose queries it matches", lambda s, _: names(m.brand for m in s.matches)
    ),
    Column("queries", "Queries it matches", lambda s, _: names(m.query for m in s.matches)),
    Column("matched_words", "The words that made it match", lambda s, _: names(matched_words(s))),
    Column("sentiment", "positive, neutral or negative, of the whole post", _read("sentiment")),
    Column("sentiment_probability", "Calibrated probability of that reading, 0 to 1", _probability("sentiment")),
    Column("toward", "Sentiment toward each brand, where it was read", _toward),
    Column("intent", "What the author wants, as complaint, question, praise, cancel, spam", _read("intent")),
    Column("intent_probability", "Calibrated probability of that reading, 0 to 1", _probability("intent")),
    Column("emotion", "Strongest emotion", _read("emotion")),
    Column("irony", "Whether it is meant ironically", _read("irony")),
    Column("offensive", "Whether it is offensive", _read("offensive")),
    Column("unread_because", "Why the classifier read nothing or not everything", _unread),
    Column(
        "model",
        "Name and version of the model that read it",
        lambda s, _: s.classification.model if s.classification else None,
    ),
    Column(
        "rating",
        "Rating of a review, on its own scale",
        lambda s, _: s.mention.rating.value if s.mention.rating else None,
    ),
    Column("rating_scale", "Worst to best of that scale", _scale),
    Column("likes", "Likes when it was collected", _count("likes")),
    Column("replies", "Replies when it was collected", _count("replies")),
    Column("shares", "Shares when it was collected", _count("shares")),
    Column("views", "Views when it was collected", _count("views")),
    Column(
        "story", "Id of the first mention of near-identical text in 7 days", lambda s, _: number(s.mention.story_id)
    ),
    Column("revision", "1, and one more at every edit that was seen", lambda s, _: s.mention.revision),
)


def language(stored: StoredMention) -> str | None:
    """The language that the source gave, else the one that was detected."""
    return stored.mention.language or (stored.classification.language if stored.classification else None)


def number(value: int | None) -> str | None:
    """A long number as text: spreadsheets keep only 15 digits of a number."""
    return None if value is None else str(value)


PLAIN = Layout(columns=OWN)
