"""Who can be told and paged: people, whose turn it is, and what a policy asks for; as the configuration says it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time, timedelta
from typing import TYPE_CHECKING, Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator

from rules.alerting.routing import Wanted
from storage import records
from storage.records import PersonRole, Who

if TYPE_CHECKING:
    from storage.records import Level, Policy

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _zone(name: str | None) -> str | None:
    try:
        if name is not None:
            ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('is no time zone; write its region and city as "Europe/Berlin", or "UTC"') from None
    return name


Zone = Annotated[str | None, AfterValidator(_zone)]
DECIDING: tuple[PersonRole, ...] = ("manager", "administrator")
"""Roles that say what goes out: they approve statements and reports."""


class _Part(BaseModel):
    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True, populate_by_name=True)


class Quiet(_Part):
    """Hours of the day in which a person wants to sleep; over midnight where `from` is later than `to`."""

    from_: time = Field(alias="from", description='Local time they begin: "22:00"')
    to: time = Field(description='Local time they end: "07:00"')
    days: tuple[Day, ...] = Field(WEEK, min_length=1, description="Days on whose evening (or morning) they begin")
    wake: bool = Field(default=True, description="Severity 1 comes through all the same")


class Person(_Part):
    """Somebody who can be told and paged."""

    name: str = Field(min_length=1, description="Unique name; its identity")
    mail: str | None = Field(None, description="Mail address; sent through the first target of type mail")
    role: PersonRole = Field(
        "responder",
        description="What they may do on the pages: observer (never paged), responder, manager, administrator",
    )
    targets: tuple[str, ...] = Field((), description="Targets that reach this person alone: a push service, a chat")
    timezone: Zone = Field(None, description="For quiet hours and digests; left out: that of [listener]")
    quiet: Quiet | None = Field(None, description='Hours not to disturb: { from = "22:00", to = "07:00" }')
    digest: Literal["no", "hourly", "daily"] = Field(
        "no", description="Notices of routes as one bundle an hour or a day instead of one by one; pages never wait"
    )
    digest_at: time = Field(time(8), description="Local time of the daily bundle")

    @property
    def decides(self) -> bool:
        """Whether they may say what goes out, so that it is worth asking them."""
        return self.role in DECIDING


class Override(_Part):
    """A stretch of time in which somebody else is on call."""

    person: str = Field(min_length=1, description="Name of a person")
    from_: AwareDatetime = Field(alias="from", description="Begin, with offset: 2026-03-01T08:00:00+01:00")
    to: AwareDatetime = Field(description="End")


class Rotation(_Part):
    """People who take turns being on call."""

    name: str = Field(min_length=1, description="Unique name; its identity")
    people: tuple[str, ...] = Field(min_length=1, description="Names of people, in the order of their turns")
    begins: AwareDatetime = Field(description="When the first turn began, of the first person: 2026-01-05T09:00+01:00")
    every: timedelta = Field(timedelta(days=7), gt=timedelta(0), description="Length of a turn")
    overrides: tuple[Override, ...] = Field((), description='Exceptions: { person = "Bo", from = …, to = … }')


class StandIn(Override):
    """Somebody stands in for whoever is on call in a rotation; also made on the page On call."""

    name: str = Field(min_length=1, description="Unique name; its identity")
    rotation: str = Field(min_length=1, description="Name of a rotation")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to <= self.from_:
            raise ValueError("ends before it begins")
        return self

    def override(self) -> Override:
        """As the rotation has it."""
        return Override(person=self.person, from_=self.from_, to=self.to)


def with_stand_ins(rotation: Rotation, stand_ins: Iterable[StandIn]) -> Rotation:
    """The rotation with those who stand in; the last one counts."""
    more = tuple(one.override() for one in stand_ins if one.rotation == rotation.name)
    return rotation.model_copy(update={"overrides": (*rotation.overrides, *more)}) if more else rotation


class LevelSection(_Part):
    """One step of a policy."""

    page: tuple[Who, ...] = Field(min_length=1, description='Whom: "person:NAME", "oncall:ROTATION" or "target:NAME"')
    timeout: timedelta = Field(
        timedelta(minutes=10), gt=timedelta(0), description="How long they have to acknowledge before the next level"
    )

    def record(self) -> Level:
        """As an incident keeps it."""
        return records.Level(members=self.page, timeout=self.timeout)


class PolicySection(_Part):
    """Whom to page, and whom next if nobody answers."""

    name: str = Field(min_length=1, description="Unique name; its identity")
    levels: tuple[LevelSection, ...] = Field(description="Steps, in order")
    repeat: int = Field(2, ge=0, le=9, description="How often to go through the levels again when nobody answered")
    stale_after: timedelta | None = Field(
        timedelta(hours=1), gt=timedelta(0), description="Page again when acknowledged and then untouched for so long"
    )
    test: Day | None = Field(None, description='Day of a weekly test page to everybody in it, as "mon"')
    test_at: time = Field(time(10), description="Local time of the test page")

    @field_validator("levels")
    @classmethod
    def _some(cls, levels: tuple[LevelSection, ...]) -> tuple[LevelSection, ...]:
        # Not as a constraint of the field: that would complain of emptiness where a level is wrong.
        if not 1 <= len(levels) <= 10:
            raise ValueError('has no level, or more than ten; write levels = [{ page = ["person:NAME"] }]')
        return levels

    def record(self) -> Policy:
        """As an incident keeps it."""
        levels = tuple(level.record() for level in self.levels)
        return records.Policy(name=self.name, levels=levels, repeat=self.repeat, stale_after=self.stale_after)


class Inhibition(_Part):
    """While an alert that matches `source` goes on, those that match `target` are not told."""

    source: dict[str, Wanted] = Field(min_length=1, description="Labels of the alert that says it all")
    target: dict[str, Wanted] = Field(min_length=1, description="Labels of those it makes needless")
    equal: tuple[str, ...] = Field(("brand",), description="Labels that both must have alike")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        unknown = {*self.source, *self.target, *self.equal} - {"rule", "severity", "scope", "brand", "query"}
        if unknown:
            raise ValueError(f"{min(unknown)!r} is no label: write rule, severity, scope, brand or query")
        return self


def mentioned(policies: Iterable[PolicySection]) -> tuple[Who, ...]:
    """Everybody whom policies speak of, each once, in order."""
    return tuple(dict.fromkeys(who for policy in policies for level in policy.levels for who in level.page))
