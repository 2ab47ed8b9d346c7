"""The address of a question: every page, export and program asks by the same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from listener.explore.hits import Order
from listener.explore.question import Question
from listener.wording import moments
from listener.wording.text import one_line
from rules.base import BUCKET, bucket_start
from storage.errors import ListenerError

USUAL = "7d"
LONGEST = 10_000
"""Characters of an expression."""
Name = Literal["q", "since", "until", "brand", "sort", "copies", "after", "open"]
Copies = Literal["", "each"]


class UnclearPlace(ListenerError):
    """The address names a time that cannot be meant; the message says what to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is asked for, as an address says it.

    Attributes:
        q: The expression; "" for all.
        since, until: Moments, or how long ago as 7d; "" for a week ago and for now.
        after: The place in the order that the page begins behind; "" for the first page.
        copies: "each" where every copy of a story has its own row; "" where they are folded into one.
        open: The number of the story whose copies are unfolded; "" for none.
    """

    q: str = ""
    since: str = ""
    until: str = ""
    brand: str = ""
    sort: Order = "newest"
    after: str = ""
    copies: Copies = ""
    open: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Self:
        """What it does not know is left out."""
        return cls(
            q=one_line(given.get("q", ""), LONGEST),
            since=one_line(given.get("since", ""), 40),
            until=one_line(given.get("until", ""), 40),
            brand=one_line(given.get("brand", ""), 200),
            sort="spread" if given.get("sort") == "spread" else "newest",
            after=one_line(given.get("after", ""), 40),
            copies="each" if given.get("copies") == "each" else "",
            open=one_line(given.get("open", ""), 20),
        )

    def question(self, now: datetime, zone: ZoneInfo) -> Question:
        """What is asked at a moment; times without an offset are of the zone. Raises UnclearPlace."""
        try:
            end = moments.parse(self.until, now=now, zone=zone) if self.until else _following(now)
            start = moments.parse(self.since or USUAL, now=end, zone=zone)
        except ValueError as error:
            raise UnclearPlace(str(error)) from None
        if start >= end:
            raise UnclearPlace("this time ends before it begins; choose another")
        return Question(expression=self.q, brand=self.brand, since=start, until=end)

    def fields(self, **changes: Any) -> dict[str, str]:
        """As an address has it, of the first page with every story folded unless the changes say otherwise."""
        place = replace(self, **{"after": "", "open": "", **changes})
        usual = {"sort": "newest"}
        names: tuple[Name, ...] = ("q", "since", "until", "brand", "sort", "copies", "after", "open")
        return {name: value for name in names if (value := str(getattr(place, name))) and value != usual.get(name)}

    def address(self, path: str = "/explore", **changes: Any) -> str:
        """The same question with some changes."""
        fields = self.fields(**changes)
        return f"{path}?{urlencode(fields)}" if fields else path


def _following(now: datetime) -> datetime:
    """The end of the five minutes that run, so that all of now is in it."""
    return bucket_start(now) + BUCKET


def stretch(start: datetime, end: datetime) -> dict[str, str]:
    """A time as an address has it."""
    return {"since": start.isoformat(timespec="minutes"), "until": end.isoformat(timespec="minutes")}


STRETCHES: Mapping[str, timedelta] = {
    "24h": timedelta(hours=24), "7d": timedelta(days=7), "30d": timedelta(days=30), "90d": timedelta(days=90),
    "365d": timedelta(days=365),
}  # fmt: skip
"""Times that are offered."""
