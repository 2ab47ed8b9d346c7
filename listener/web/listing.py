"""The address of a list of incidents: its view, whose incidents it shows, and where a page of it begins; the list as a
file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, Self
from urllib.parse import urlencode

from listener.actions.actor import check
from listener.actions.exporting import took_along
from listener.app import App
from listener.exports.listing import Format
from listener.situation.taken_along import Listing, taken_along
from listener.wording.text import one_line
from storage.records import Actor

VIEWS = ("all", "open", "mine", "past", "drills", "debriefs")
LIST = "/incidents"
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is asked for, as an address says it.

    Attributes:
        brand: Whose incidents; "" for those that are about no brand, None for all.
        before: The last number of the page before; None for the first page.
    """

    view: str = "all"
    brand: str | None = None
    before: int | None = None

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Self:
        """What it does not know is left out."""
        view, brand, before = given.get("view", ""), given.get("brand"), given.get("before", "")
        return cls(
            view=view if view in VIEWS else "all",
            brand=None if brand is None else one_line(brand, LONGEST),
            before=int(before) if before.isascii() and before.isdigit() and len(before) <= 18 else None,
        )

    def at(self, **changes: Any) -> Self:
        """The first page of the list that differs in this."""
        return replace(self, **{"before": None, **changes})

    def address(self) -> str:
        """The path and its query."""
        asked = {"view": None if self.view == "all" else self.view, "brand": self.brand, "before": self.before}
        told = urlencode({name: value for name, value in asked.items() if value is not None})
        return f"{LIST}?{told}" if told else LIST

    def file(self, format: str) -> str:
        """What is over of this list, or all of it where nothing else stands on it, as a file; of every page."""
        view = "past" if self.view == "all" else self.view
        asked = {"view": view, "brand": self.brand, "format": format}
        return f"{LIST}/export?{urlencode({name: value for name, value in asked.items() if value is not None})}"

    def back(self, id: int) -> str:
        """The same list, where the row of this incident is in sight."""
        return f"{self.address()}#i-{id}"


async def as_file(app: App, listing: Listing, brand: str | None, format: Format, actor: Actor) -> tuple[str, bytes]:
    """All of a list: its name and content. Raises Denied."""
    check(actor, "exports")
    now, file = app.clock.now(), BytesIO()
    count = await app.read(
        taken_along,
        app.store,
        file,
        format,
        listing=listing,
        brand=brand,
        base_url=app.config.base_url,
        zone=app.config.zone,
        now=now,
    )
    what = "incidents" if brand is None else f"incidents of {brand or 'no brand'}"
    await took_along(app, f"{what}, {listing}", format, count, actor)
    return f"incidents-{now:%Y-%m-%d}.{format}", file.getvalue()
