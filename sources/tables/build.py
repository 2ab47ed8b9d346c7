"""From the cells of a row to a mention."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sources.feeds.identity import digest
from sources.reading import links
from sources.reading.markup import mended
from sources.reading.text import clean, line
from sources.tables import columns, own_ids
from sources.tables.moments import collected, published
from sources.tables.naming import Naming
from sources.tables.problems import UnusableError
from sources.tables.row import Row, RowReader
from storage.records import Author, Kind, Mention, Rating
from storage.records.countries import country
from storage.records.languages import UNSAID, normalise

STATUS = re.compile(r"/status(?:es)?/(\d+)")
ENGAGEMENT_TYPES = {
    "reply": "REPLY", "comment": "COMMENT", "share": "REPOST", "repost": "REPOST", "retweet": "REPOST",
    "quote": "QUOTE",
}  # fmt: skip


def mention(row: Row, reading: RowReader, extra: Mapping[str, Any]) -> Mention:
    """The mention of a row. Raises UnusableError if it says nothing or has a date that cannot be."""
    title, text = line(row.get("title")), clean(_text(row))
    if not (title or text):
        raise UnusableError(row.names.get("text", "text"), "neither a text nor a title stands here")
    said_at = published(row, reading)
    id, url = _id(row, reading.naming), links.absolute(row.get("url")) if row.get("url") else None
    permalink = reading.naming.permalink(row.cells.get("permalink", url or ""))
    author = _author(row, reading)
    return Mention(
        id=row.own_id,
        kind=reading.kind or _kind(row, reading, title),
        native_id=id or permalink or _said(row, reading.naming, author, title, text),
        by_address=bool(permalink and not id),
        uri=line(row.get("uri"), 500) or None,
        url=url,
        permalink=permalink,
        author=author,
        title=_written_once(row, title),
        text=_written_once(row, text),
        language=_language(row) or normalise(reading.language),
        published_at=said_at,
        collected_at=collected(row, reading),
        parent_id=_parent(row, url),
        thread_id=line(row.get("thread_id"), 500) or None,
        rating=_rating(row),
        engagement=_engagement(row),
        extra={**extra, **_said_of_it(row)},
    )


def _language(row: Row) -> str | None:
    written = row.get("language")
    found = normalise(written)
    if written and not found and written.strip().lower() not in UNSAID:
        row.complain("language", f"{written[:40]!r} is no language that is known")
    return found


def _written_once(row: Row, text: str) -> str:
    """A text without the one or two escapings too many of other programs; our own export is as it was said."""
    return text if row.own_id else mended(text)


def _text(row: Row) -> str:
    full = row.get("text")
    if full:
        return full
    snippet, hit = row.get("snippet"), row.get("hit")
    return snippet if hit in snippet else f"{snippet}\n{hit}"


def _author(row: Row, reading: RowReader) -> Author:
    either = row.get("author.either")
    handle = row.get("author.handle") or (either if either.startswith("@") else "")
    name = row.get("author.name") or ("" if either.startswith("@") else either)
    if reading.product == "Brandwatch" and handle == name:  # it writes a name twice where there is no handle
        handle = ""
    return Author(
        id=line(row.get("author.id"), 300) or None,
        handle=line(handle, 200).lstrip("@") or None,
        name=line(name, 200) or None,
        followers=row.count("author.followers"),
    )


def _kind(row: Row, reading: RowReader, title: str) -> Kind:
    """As the row says; Meltwater's older exports have a place by name, and titles for articles alone."""
    if reading.product != "Meltwater":
        return columns.kind(row.get("kind"), "social")
    return columns.kind(row.get("kind") or row.get("source"), "news" if title else "social")


def _parent(row: Row, url: str | None) -> str | None:
    """The id of what it answers; of an address the number of the status."""
    written = row.get("parent_id")
    if not written or written == row.get("url") or written == url:
        return None
    status = STATUS.search(written)
    return status[1] if status else line(written, 500) or None


def _said_of_it(row: Row) -> dict[str, Any]:
    """What a table says beyond the fields of a mention and queries ask for: country, reach, engagement_type."""
    place = row.get("country")
    answer = ENGAGEMENT_TYPES.get(row.get("engagement_type").lower())
    found = {
        "country": (country(place) or line(place, 100)) if place else None,
        "reach": row.count("reach"),
        "engagement_type": answer or (line(row.get("engagement_type"), 100) or None),
    }
    return {name: value for name, value in found.items() if value is not None}


def _rating(row: Row) -> Rating | None:
    value = row.amount("rating.value")
    if value is None:
        return None
    scale = re.fullmatch(r"(-?[\d.]+) to (-?[\d.]+)", row.get("rating.scale"))
    usual = (float(scale[1]), float(scale[2])) if scale else (1.0, 5.0)
    low, high = row.amount("rating.worst"), row.amount("rating.best")
    worst, best = usual[0] if low is None else low, usual[1] if high is None else high
    if not worst <= value <= best:
        what = f"{value:g} is not within {worst:g} to {best:g}; give the scale in rating_worst and rating_best"
        row.complain("rating.value", what)
        return None
    return Rating(value=value, best=best, worst=worst)


def _engagement(row: Row) -> dict[str, int]:
    counts = {name: row.count(name) for name in columns.COUNTS}
    return {name: count for name, count in counts.items() if count is not None}


def _id(row: Row, naming: Naming) -> str:
    """The id of another product or of the source; our own number is none."""
    found = line(naming.id(row.cells), 500)
    return "" if own_ids.read(found) else found


def _said(row: Row, naming: Naming, author: Author, title: str, text: str) -> str:
    """For rows that nothing else identifies: author, time and text, which a correction of other cells leaves alone, and
    which of several equal rows it is."""
    name = author.id or author.handle or author.name or ""
    times = naming.occurrences.get(row.number, 1)
    told = digest(row.get("url"), name, row.get("published_at"), title, text)
    return told if times == 1 else f"{told} {times}"
