"""What programs are given, as the document of the API describes it. Times are ISO 8601 in UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Slice(BaseModel, Generic[T]):
    """A part of a list, newest first."""

    items: list[T]
    next: str | None = Field(description="Give it as `cursor` for what comes after; null: this is all")


class IncidentOut(BaseModel):
    """How an incident stands."""

    id: int
    title: str
    severity: Literal[1, 2, 3] = Field(description="1 is the highest")
    url: str | None
    state: Literal["open", "acknowledged", "resolved"]
    opened_at: datetime
    resolved_at: datetime | None
    acknowledged_by: str | None
    follows: int | None = Field(description="Number of the incident before it about the same")
    drill: bool
    brands: list[str] = Field(description="The brands that its alerts are about")


class EntryOut(BaseModel):
    """A line of the timeline."""

    at: datetime
    kind: str
    what: str
    who: str | None


class AlertOut(BaseModel):
    """Why it fired."""

    rule: str
    scope: str
    severity: int
    starts_at: datetime
    ends_at: datetime
    value: float
    expected: float | None
    summary: str


class MessageOut(BaseModel):
    """What became of a message about an incident."""

    at: datetime
    kind: str
    target: str
    person: str | None = Field(description="Whom it is for, where one person is meant")
    sent_at: datetime | None = Field(description="When the target took it, or it was ended")
    due_at: datetime = Field(description="When it goes out, or is tried again, where it waits")
    error: str | None
    permanent: bool = Field(description="It is not tried again")


class IncidentWhole(IncidentOut):
    """The same with its alerts, its timeline, and its newest messages."""

    alerts: list[AlertOut]
    timeline: list[EntryOut]
    messages: list[MessageOut]


class ActionIn(BaseModel):
    """What is wanted of an incident."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["acknowledge", "escalate", "resolve", "useful", "noise", "note", "severity", "handover"]
    text: str = Field("", max_length=2000, description="Of a note")
    severity: Literal[1, 2, 3] | None = Field(None, description="The new one")
    to: str = Field("", max_length=80, description="Who takes over")
    rule: str = Field("", max_length=200, description="The one that a verdict is about; left out: all that raised it")


class OpeningIn(BaseModel):
    """What somebody knows that no rule has seen."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=2000, description="What has happened, in a sentence")
    brand: str | None = Field(None, max_length=200)
    severity: Literal[1, 2, 3] = 2


class DrillIn(BaseModel):
    """An exercise."""

    model_config = ConfigDict(extra="forbid")

    playbook: str = Field(min_length=1, max_length=80)
    brand: str | None = Field(None, max_length=80)
    severity: Literal[1, 2, 3] = 1
    start: bool = Field(default=False, description="false: only what it would do")


class DrillOut(BaseModel):
    """What it does, or did."""

    plan: str
    incident: int | None = Field(description="Its number; null: nothing has happened")


class MentionOut(BaseModel):
    """A mention with everything that is stored about it; what its place forbids to export is not in it."""

    model_config = ConfigDict(extra="allow")

    id: int
    kind: str
    title: str
    text: str
    published_at: datetime | None
    collected_at: datetime
    matches: list[dict[str, Any]]
    sightings: list[dict[str, Any]]
    classification: dict[str, Any] | None


class SourceOut(BaseModel):
    """How a source is doing."""

    name: str
    place: str
    health: str
    why: str = Field(description="In plain words; empty where all is well")
    read: float | None = Field(description="The part of the last 7 days in which it was read, 0 to 1")
    delay_seconds: float | None
    new_24_hours: int
    next_due_at: datetime | None
    origin: Literal["file", "page"]


class AsideOut(BaseModel):
    """Something that was sent and could not be read or stored."""

    source: str
    native_id: str
    reason: str
    at: datetime = Field(description="When it was tried last")
    tries: int
    dismissed: bool


class RetriedOut(BaseModel):
    """What became of it."""

    source: str
    tried: int
    left: int
    error: str | None = Field(description="Why the source could not be read again")


class PolledOut(BaseModel):
    """What reading a source now has brought."""

    source: str
    health: str
    error: str | None
    new: int


class RoundOut(BaseModel):
    """All sources, read now: how far it is, and what each brought once all have answered or failed."""

    who: str
    began_at: datetime
    ended_at: datetime | None
    total: int
    done: int
    broken: str = Field(description="Why it could not be finished; empty where it was")
    sources: list[PolledOut]


class TastedOut(BaseModel):
    """What a source would bring."""

    health: str
    mentions: int
    titles: list[str] = Field(description="Of the first")
    filled: dict[str, int] = Field(description="How many have each field")
    doubts: list[str]


class FigureOut(BaseModel):
    """A number with what it rests on."""

    value: float | None = Field(description="null: nothing is known that it could rest on")
    low: float | None = Field(description="Lower end of the 95 % interval")
    high: float | None
    n: int
    unknown: int


class BrandOut(BaseModel):
    """A brand's last 24 hours."""

    name: str
    role: Literal["own", "competitor", "topic"]
    mentions: int
    usual_low: float | None = Field(description="null: not known yet")
    usual_high: float | None
    net_sentiment: FigureOut
    net_sentiment_before: FigureOut


class FigureNow(FigureOut):
    """A number of a period, and what it was in the one before."""

    metric: str = Field(description="What it is; docs/metrics.md defines it")
    part: str = Field(description="Of what: an intent, a source, a word; empty: of the whole brand")
    unit: str
    before: FigureOut | None = Field(description="null: it is not counted of the period before")


class FiguresOut(BaseModel):
    """Everything that is counted of a brand over a period."""

    brand: str
    since: datetime
    until: datetime = Field(description="Excluded")
    before_since: datetime = Field(description="The period before ends where this one begins")
    not_heard: float = Field(description="The part of what is usually said that could not be heard, 0 to 1")
    figures: list[FigureNow]


class AnnotationOut(BaseModel):
    """What happened at a moment."""

    id: int
    at: datetime
    text: str
    brand: str | None = Field(description="null: it concerns all brands")
    who: str
    made_at: datetime


class AnnotationIn(BaseModel):
    """What shall be written down."""

    model_config = ConfigDict(extra="forbid")

    at: datetime
    text: str = Field(max_length=2000)
    brand: str | None = Field(None, max_length=200)


class CountOut(BaseModel):
    """How many mentions there are."""

    value: int
    exact: bool = Field(description="false: estimated from a sample of the candidates")
    read: int = Field(description="Texts that had to be looked at and were")
    candidates: int = Field(description="Texts that would have to be looked at for an exact count")
    matching: int = Field(description="Those among the texts looked at that satisfy the expression")


class BarOut(BaseModel):
    """The mentions of one stretch of time."""

    start: datetime
    mentions: int
    negative: int
    neutral: int
    positive: int
    usual_low: float | None = Field(description="null: not known")
    usual_high: float | None


class ValueOut(BaseModel):
    """One value of a facet."""

    value: str = Field(description="As it stands in an expression, after the field's name")
    label: str
    count: int


class MentionFound(MentionOut):
    """A mention, and the words that make it satisfy the expression."""

    spans: list[tuple[str, int, int]] = Field(description="Field, start and end in code points of what is stored")


class ExploredOut(BaseModel):
    """What is found."""

    since: datetime
    until: datetime
    count: CountOut
    stories: int
    authors: int
    bar_seconds: int
    series: list[BarOut]
    facets: dict[str, list[ValueOut]]
    items: list[MentionFound]
    next: str | None = Field(description="Give it as `cursor` for what comes after; null: this is all")
