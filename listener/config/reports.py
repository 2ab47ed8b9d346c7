"""The tables [[reports]]: what is made by itself, of which time, when, and for whom."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from listener.config.sections import Section
from listener.wording.periods import Length, checked
from storage.records import Who

ReportType = Literal["weekly", "monthly", "compare", "coverage", "digest", "crisis"]
Format = Literal["html", "pdf", "xlsx"]
_LENGTHS: dict[str, Length] = {"monthly": "month", "digest": "day"}
_WHEN = {"monthly": "monthly 08:00", "digest": "08:00", "crisis": "after a crisis"}


class ReportSection(Section):
    """[[reports]]: a report that is made and sent by itself; `listener report make NAME` makes it at once."""

    name: str = Field(min_length=1, description="Unique name; its identity")
    type: ReportType = Field(description="What is in it")
    brands: tuple[str, ...] = Field((), description="Whom it is about, the subject first; left out: your own brands")
    where: str = Field("", description="Only posts that satisfy this, in the language of the queries")
    period: Length | None = Field(None, description="Of which time; left out: a month, a day or a week, as the type is")
    when: Annotated[str, AfterValidator(checked)] | None = Field(
        None, description='When it is sent: "Mon 08:00", "08:00" every day, "monthly 08:00", "hourly", "after a crisis"'
    )
    to: tuple[Who, ...] = Field((), description='For whom: "person:NAME" or "target:NAME"; left out: nobody is sent it')
    formats: tuple[Format, ...] = Field(("html",), min_length=1, description="What is attached to the mail")
    paper: Literal["a4", "letter"] = Field("a4", description="Of the PDF")
    review: bool = Field(
        default=False, description="It waits until somebody has looked at it and sends it, on its page or by command"
    )
    reviewers: tuple[Who, ...] = Field(
        (), description="Who is asked then; left out: all managers and administrators of [[people]]"
    )
    empty: bool = Field(default=False, description="digest: sent too when nothing was said")

    @property
    def length(self) -> Length:
        """Of which sort of period it tells."""
        return self.period or _LENGTHS.get(self.type, "week")

    @property
    def due(self) -> str:
        """When it is sent."""
        return self.when or _WHEN.get(self.type, "Mon 08:00")
