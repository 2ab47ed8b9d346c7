"""From the cells of a row to a mention."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sources.feeds.identity import digest
from sources.reading import dates, links
from sources.reading.markup import mended
from sources.reading.text import clean, line
from sources.tables import columns, own_ids
from sources.tables.naming import Naming
from sources.tables.order import readings, whole_year
from sources.tables.problems import UnusableError
from storage.records import Author, Kind, Mention, Rating
from storage.records.countries import country
from storage.records.languages import UNSAID, normalise

NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?|\d+(\.\d+)?e\+?\d{1,2}", re.IGNORECASE)


LARGEST = 1e15
"""No count and no rating is larger."""
SKEW = timedelta(hours=1)
"""So far ahead of ours the clock of whoever wrote a table may be."""
CLOCK = re.compile(r"\d{1,2}:\d{2}|\dT\d{2}")
MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")
STATUS = re.compile(r"/status(?:es)?/(\d+)")
ENGAGEMENT_TYPES = {
    "reply": "REPLY", "comment": "COMMENT", "share": "REPOST", "repost": "REPOST", "retweet": "REPOST",
    "quote": "QUOTE",
}  # fmt: skip
SAY_DATE = (
    "give one with --date 2026-09-01, or --date now for rows that are said when they are read (of a source: date)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReader:
    """How cells are to be understood.

    Attributes:
        zone: Of times that do not say theirs.
        day_first: How to read 03/04/2026; None: as a problem.
        year_first: Whether 26/11/13 is of 2026; None: as a problem, where it may be.
        kind: Of all rows; None: as each says, else social.
        columns: Field -> header, where somebody said which column is which.
        encoding: Of the file; None: as it says itself, or as its letters show.
        member: Which file of an archive.
        date: Of rows that have no usable one; None: they are refused, unless `undated`.
        undated: Rows without a date count as said when they are read.
        product: Whose export it is.
        naming: What identifies the rows of this document.
    """

    now: datetime
    zone: tzinfo
    day_first: bool | None = None
    year_first: bool | None = None
    kind: Kind | None = None
    language: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    member: str | None = None
    date: datetime | None = None
    undated: bool = False
    product: str | None = None
    naming: Naming = field(default_factory=Naming)


@dataclass(slots=True)
class Row:
    """The cells of one row by field, and the complaints about those that are merely ignored.

    Attributes:
        number: Of the row in its document.
    """

    number: int
    cells: Mapping[str, str]
    names: Mapping[str, str]
    complaints: list[tuple[str, str]]

    @property
    def own_id(self) -> int | None:
        """Its number in the store that exported it; None where that was no store of ours."""
        return int(self.get("own_id")) if self.get("own_id") else None

    def get(self, field: str) -> str:
        return self.cells.get(field, "").strip()

    def amount(self, field: str, *, whole: bool = False) -> float | None:
        """A number with decimal point or comma, thousands apart or not; None (and a complaint) if it is none."""
        written = self.get(field)
        found = number(written, whole=whole) if written else None
        if written and found is None:
            self.complain(field, f"{written[:40]!r} is not a number")
        if found is not None and abs(found) > LARGEST:
            self.complain(field, f"{written[:40]!r} is larger than anything is")
            return None
        return found

    def count(self, field: str) -> int | None:
        """A number of people or of presses: whole, so that 152.000 has its thousands apart, and not below nought."""
        found = self.amount(field, whole=True)
        if found is not None and found < 0:
            self.complain(field, f"{self.get(field)[:40]!r} is less than none")
            return None
        return int(found) if found is not None else None

    def complain(self, field: str, what: str) -> None:
        self.complaints.append((self.names.get(field, field), what))


def mention(row: Row, reading: RowReader, extra: Mapping[str, Any]) -> Mention:
    """The mention of a row. Raises UnusableError if it says nothing or has a date that cannot be."""
    title, text = line(row.get("title")), clean(_text(row))
    if not (title or text):
        raise UnusableError(row.names.get("text", "text"), "neither a text nor a title stands here")
    published = _published(row, reading)
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
        published_at=published,
        collected_at=_collected(row, reading),
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


def number(text: str, *, whole: bool = False) -> float | None:
    """1234.5, 1,234.5, 1.234,5, 1 234,5, 12K; None for anything else.

    Args:
        whole: It has no decimals, so that three digits after a point are thousands: 152.000.
    """
    bare = re.sub(r"[\s'’_]", "", text)
    scale = {"k": 1e3, "m": 1e6}.get(bare[-1:].lower(), 1.0)
    bare = bare[:-1] if scale > 1 else bare
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", bare):
        bare = bare.replace(",", "")
    elif re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?", bare) and (
        (whole and scale == 1) or "," in bare or bare.count(".") > 1
    ):
        bare = bare.replace(".", "").replace(",", ".")
    else:
        bare = bare.replace(",", ".")
    return float(bare) * scale if NUMBER.fullmatch(bare) else None


def _written_once(row: Row, text: str) -> str:
    """A text without the one or two escapings too many of other programs; our own export is as it was said."""
    return text if row.own_id else mended(text)


def _text(row: Row) -> str:
    full = row.get("text")
    if full:
        return full
    snippet, hit = row.get("snippet"), row.get("hit")
    return snippet if hit in snippet else f"{snippet}\n{hit}"


def _published(row: Row, reading: RowReader) -> datetime | None:
    written, column = _written(row), row.names.get("published_at", "date")
    if not written:
        return _undated(row, reading, column)
    whole = whole_year(written, reading.now, year_first=reading.year_first)
    found = dates.parse(whole, reading.zone, day_first=reading.day_first) if whole else None
    wrong = _wrong(written, found, reading)
    if not wrong:
        return found
    if reading.date is None:
        raise UnusableError(column, wrong)
    row.complain("published_at", f"{wrong}; the date that was given is used instead")
    return reading.date


def _written(row: Row) -> str:
    """Date and time as they stand; the column Time is not asked where the date has its time already."""
    day, time = row.get("published_at"), row.get("time")
    if time and MIDNIGHT.search(day):
        day = MIDNIGHT.sub("", day)
    if re.fullmatch(r"\d{1,2}", time):
        time = f"{time}:00"  # a column Hour
    return day if not time or CLOCK.search(day) else f"{day} {time}".strip()


def _wrong(written: str, found: datetime | None, reading: RowReader) -> str:
    """Why a moment cannot be when a post was said; "" where it can."""
    if found is None and whole_year(written, reading.now, year_first=reading.year_first) is None:
        return f"{written[:40]!r} may begin with its year or end with it; write 2026-09-01, or say --day-first"
    two = readings(written) if found is None else None
    if two:
        which = "say which with --day-first or --month-first (of a source: day_first = true or false)"
        return f"{written[:40]!r} may be {two[0]} or {two[1]}; {which}"
    if found is None:
        return f"{written[:40]!r} is not a date that can be read in one way only; write 2026-09-01 14:30"
    if found > reading.now + SKEW:
        return f"{written[:40]!r} is in the future, as {found:%Y-%m-%d %H:%M} UTC"
    return "" if dates.plausible(found, reading.now) else f"{written[:40]!r} is before 1990"


def _undated(row: Row, reading: RowReader, column: str) -> datetime | None:
    """The date that was given for such rows; none for what an export says was received without one."""
    if reading.date is None and not reading.undated and not row.get("collected_at"):
        raise UnusableError(column, f"no date stands here; {SAY_DATE}")
    return None if row.get("collected_at") else reading.date


def _collected(row: Row, reading: RowReader) -> datetime:
    """When an export says that it was received; now, where none says so. The dates of workbooks have no offset."""
    try:
        found = datetime.fromisoformat(row.get("collected_at"))
    except ValueError:
        return reading.now
    return min((found if found.tzinfo else found.replace(tzinfo=reading.zone)).astimezone(UTC), reading.now)


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
