"""From the cells of a row to a mention."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from sources.feeds.identity import digest
from sources.reading import dates, links
from sources.reading.languages import normalise
from sources.reading.text import clean, line
from sources.tables import columns, own_ids
from sources.tables.naming import Naming
from sources.tables.problems import UnusableError
from storage.records import Author, Kind, Mention, Rating

NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?|\d+(\.\d+)?e\+?\d{1,2}", re.IGNORECASE)


LARGEST = 1e15
"""No count and no rating is larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReader:
    """How cells are to be understood.

    Attributes:
        zone: Of times that do not say theirs.
        day_first: How to read 03/04/2026; None: as a problem.
        kind: Of all rows; None: as each says, else social.
        naming: What identifies the rows of this document.
    """

    now: datetime
    zone: tzinfo
    day_first: bool | None = None
    kind: Kind | None = None
    language: str | None = None
    naming: Naming = field(default_factory=Naming)


@dataclass(slots=True)
class Row:
    """The cells of one row by field, and the complaints about those that are merely ignored.

    Attributes:
        number: Of the row in its document.
        own_id: Its number in the store that exported it; None where that was no store of ours.
    """

    number: int
    cells: Mapping[str, str]
    names: Mapping[str, str]
    complaints: list[tuple[str, str]]
    own_id: int | None = None

    def get(self, field: str) -> str:
        return self.cells.get(field, "").strip()

    def amount(self, field: str) -> float | None:
        """A number with decimal point or comma, thousands apart or not; None (and a complaint) if it is none."""
        written = self.get(field)
        found = number(written) if written else None
        if written and found is None:
            self.complain(field, f"{written[:40]!r} is not a number")
        if found is not None and abs(found) > LARGEST:
            self.complain(field, f"{written[:40]!r} is larger than anything is")
            return None
        return found

    def complain(self, field: str, what: str) -> None:
        self.complaints.append((self.names.get(field, field), what))


def mention(row: Row, reading: RowReader, extra: Mapping[str, Any]) -> Mention:
    """The mention of a row. Raises UnusableError if it says nothing or has a date that cannot be."""
    title, text = line(row.get("title")), clean(_text(row))
    if not (title or text):
        raise UnusableError(row.names.get("text", "text"), "neither a text nor a title stands here")
    published = _published(row, reading)
    uri, url = _addresses(row)
    permalink = reading.naming.permalink(row.cells.get("permalink", url or ""))
    author = _author(row)
    return Mention(
        id=row.own_id,
        kind=reading.kind or columns.kind(row.get("kind"), "social"),
        native_id=_id(row, reading.naming) or permalink or _said(row, reading.naming, author, title, text),
        uri=uri,
        url=url,
        permalink=permalink,
        author=author,
        title=title,
        text=text,
        language=normalise(row.get("language")) or normalise(reading.language),
        published_at=published,
        collected_at=_collected(row, reading),
        parent_id=line(row.get("parent_id"), 500) or None,
        thread_id=line(row.get("thread_id"), 500) or None,
        rating=_rating(row),
        engagement=_engagement(row),
        extra=extra,
    )


def number(text: str) -> float | None:
    """1234.5, 1,234.5, 1.234,5, 1 234,5, 12K; None for anything else."""
    bare = re.sub(r"[\s'’_]", "", text)
    scale = {"k": 1e3, "m": 1e6}.get(bare[-1:].lower(), 1.0)
    bare = bare[:-1] if scale > 1 else bare
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", bare):
        bare = bare.replace(",", "")
    elif re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?", bare) and ("," in bare or bare.count(".") > 1):
        bare = bare.replace(".", "").replace(",", ".")
    else:
        bare = bare.replace(",", ".")
    return float(bare) * scale if NUMBER.fullmatch(bare) else None


def _text(row: Row) -> str:
    full = row.get("text")
    if full:
        return full
    snippet, hit = row.get("snippet"), row.get("hit")
    return snippet if hit in snippet else f"{snippet}\n{hit}"


def _published(row: Row, reading: RowReader) -> datetime | None:
    written = " ".join(filter(None, (row.get("published_at"), row.get("time"))))
    if not written:
        return None
    column = row.names.get("published_at", "date")
    found = dates.parse(written, reading.zone, day_first=reading.day_first)
    if found is None:
        raise UnusableError(
            column, f"{written[:40]!r} is not a date that can be read in one way only; write 2026-09-01 14:30"
        )
    if not dates.plausible(found, reading.now):
        raise UnusableError(column, f"{written[:40]!r} is before 1990 or in the future")
    return found


def _collected(row: Row, reading: RowReader) -> datetime:
    """When an export says that it was received; now, where none says so."""
    try:
        found = datetime.fromisoformat(row.get("collected_at"))
    except ValueError:
        return reading.now
    return min(found.astimezone(UTC), reading.now) if found.tzinfo else reading.now


def _author(row: Row) -> Author:
    followers = row.amount("author.followers")
    return Author(
        id=line(row.get("author.id"), 300) or None,
        handle=line(row.get("author.handle"), 200).lstrip("@") or None,
        name=line(row.get("author.name"), 200) or None,
        followers=int(followers) if followers is not None else None,
    )


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
    counts = {name: row.amount(name) for name in columns.COUNTS}
    return {name: int(count) for name, count in counts.items() if count is not None}


def _addresses(row: Row) -> tuple[str | None, str | None]:
    """Global URI and address. What other tables call a URI is mostly the address of a page."""
    uri = line(row.get("uri"), 500)
    is_global = row.own_id is not None or uri.startswith("at://")
    url = row.get("url") or ("" if is_global else uri)
    return (uri or None) if is_global else None, links.absolute(url) if url else None


def _id(row: Row, naming: Naming) -> str:
    """The id of another product or of the source; our own number is none."""
    found = line(naming.id(row.cells), 500)
    return "" if own_ids.read(found) is not None else found


def _said(row: Row, naming: Naming, author: Author, title: str, text: str) -> str:
    """For rows that nothing else identifies: author, time and text, which a correction of other cells leaves alone, and
    which of several equal rows it is."""
    name = author.id or author.handle or author.name or ""
    times = naming.occurrences.get(row.number, 1)
    told = digest(row.get("url"), name, row.get("published_at"), title, text)
    return told if times == 1 else f"{told} {times}"
