"""Incidents that are taken along as a file: those of a view and a brand, all of its pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import BinaryIO, Literal, Protocol, get_args
from zoneinfo import ZoneInfo

from listener.exports.columns.incidents import Judged
from listener.exports.listing import Format, judged, write
from listener.situation.listed import verdicts
from storage.records import Incident
from storage.responding import Responding
from storage.store import Surveying

Listing = Literal["all", "open", "past", "drills", "debriefs"]
LISTINGS: tuple[Listing, ...] = get_args(Listing)
PAGE = 200


class Kept(Responding, Surveying, Protocol):
    """Incidents, and what people called them."""


def taken_along(
    store: Kept,
    out: BinaryIO,
    format: Format,
    *,
    listing: Listing,
    brand: str | None,
    base_url: str | None,
    zone: ZoneInfo,
    now: datetime,
) -> int:
    """Write them, the newest first of those that are open, then of the others; how many that were.

    Args:
        brand: Whose; "" for those about no brand, None for all.
    """
    rows = _rows(store, listing, brand, base_url, now)
    return write(rows, out, format, base_url=base_url, zone=zone, now=now)


def _rows(store: Kept, listing: Listing, brand: str | None, base_url: str | None, now: datetime) -> Iterator[Judged]:
    for page in _pages(store, listing, brand):
        called = verdicts(store, page, now)
        yield from (judged(each, called.word(each), base_url) for each in page)


def _pages(store: Kept, listing: Listing, brand: str | None) -> Iterator[Sequence[Incident]]:
    if listing == "debriefs":
        yield [each for each in store.debriefs_due() if each.of(brand)]
        return
    for unresolved in {"open": (True,), "all": (True, False)}.get(listing, (False,)):
        before: int | None = None
        while True:
            page = store.incident_page(
                unresolved=unresolved, drill=listing == "drills", brand=brand, before=before, limit=PAGE
            )
            yield page
            if len(page) < PAGE:
                break
            before = page[-1].id
