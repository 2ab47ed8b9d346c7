"""Files of GDELT's Global Knowledge Graph: a table in an archive, each row an article of the world's news."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sources.reading import dates, links
from sources.reading.text import line, title
from storage.errors import Broken
from storage.figures import counted
from storage.records import Author, Kind, Mention
from storage.records.languages import normalise

LARGEST = 200_000_000
"""Bytes of a table; the largest ones have a quarter of it."""
COLUMNS = 27
SEEN, SITE, ADDRESS, TRANSLATED, EXTRAS = 1, 3, 4, 25, 26
TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.DOTALL)
AUTHORS = re.compile(r"<PAGE_AUTHORS>(.*?)</PAGE_AUTHORS>", re.DOTALL)
PUBLISHED = re.compile(r"<PAGE_PRECISEPUBTIMESTAMP>(\d{14})</PAGE_PRECISEPUBTIMESTAMP>")
SPOKEN = re.compile(r"srclc:(\w{2,3})")


class Damaged(Broken):
    """A file that came whole, and cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Articles:
    """What a file holds.

    Attributes:
        partial: Why that is not all that it should, in words.
    """

    mentions: tuple[Mention, ...]
    partial: tuple[str, ...] = ()


def articles(body: bytes, where: str, kind: Kind | None, now: datetime) -> Articles:
    """The articles of a file that have a title. Raises Damaged for what is no such file.

    Args:
        where: Its address, as messages show it.
    """
    found: dict[str, Mention] = {}
    rows = short = 0
    for row in _rows(body, where):
        rows += 1
        cells = row.split("\t")
        short += len(cells) < COLUMNS
        if len(cells) >= COLUMNS and (mention := _mention(cells, kind, now)):
            found.setdefault(mention.native_id, mention)
    said = [f"{short} of {counted(rows, 'row')} of {where} left out: shorter than it should be"] if short else []
    if rows > short and not found:
        said.append(f"no row of {where} has an address and a PAGE_TITLE any more; has the format changed?")
    return Articles(mentions=tuple(found.values()), partial=tuple(said))


def moment(written: str) -> datetime | None:
    """20260910113000 → that time in UTC; None for anything else."""
    try:
        return datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _rows(body: bytes, where: str) -> Iterator[str]:
    """The lines of the one table in an archive, opened as far as it may go."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive, archive.open(archive.namelist()[0]) as table:
            data = table.read(LARGEST + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        IndexError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise Damaged(f"{where} is no archive with a table, or a damaged one ({error})") from error
    if len(data) > LARGEST:
        raise Damaged(f"{where} is larger than {LARGEST // 1_000_000} MB when opened; it was not read")
    yield from filter(None, data.decode("utf-8", "replace").split("\n"))


def _mention(cells: list[str], kind: Kind | None, now: datetime) -> Mention | None:
    named = TITLE.search(cells[EXTRAS])
    url = links.absolute(cells[ADDRESS])
    said = title(html.unescape(named[1])) if named else ""
    if not (said and url):
        return None
    permalink, spoken = links.canonical(url), SPOKEN.search(cells[TRANSLATED])
    site, authors = line(cells[SITE], 200), AUTHORS.search(cells[EXTRAS])
    return Mention(
        kind=kind or "news",
        native_id=(permalink or url)[:500],
        url=url,
        permalink=permalink,
        author=Author(id=site or None, name=site or None),
        title=said,
        language=normalise(spoken[1]) if spoken else "en",
        published_at=_published(cells, now),
        collected_at=now,
        extra={"authors": line(html.unescape(authors[1]), 300)} if authors else {},
    )


def _published(cells: list[str], now: datetime) -> datetime | None:
    """When the page says; else, or where it says a time after it was seen, when it was seen."""
    seen, precise = moment(cells[SEEN]), PUBLISHED.search(cells[EXTRAS])
    said = moment(precise[1]) if precise else None
    found = said if said and (not seen or said <= seen) else seen
    return found if found and dates.plausible(found, now) else None
