"""What config.toml says, as one immutable value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from listener.config.reports import ReportSection
from listener.config.sections import (
    ActionsSection,
    ClassifySection,
    CollectSection,
    HeartbeatSection,
    ListenerSection,
    TroublesSection,
)
from listener.config.web import WebSection
from listener.notify.base import Target
from listener.wording.names import alike
from rules.alerting.people import Inhibition, Person, PolicySection, Rotation, StandIn
from rules.alerting.routing import Effective, Route, every
from rules.base import Rule
from rules.cases.inbox import DeskSection, InboxRule, Team
from rules.cases.replies import SavedReply
from rules.response.targets import ResponseSection
from sources.base import Options
from storage.errors import Problem
from storage.opening import Location, locate


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """Something that was made on a page and is left out, and why."""

    made: Made
    problem: Problem

    def __str__(self) -> str:
        noun, place = self.made.section.removesuffix("s"), self.problem.key.partition("].")[2]
        where = f"{place}: " if place else ""
        hint = f"; {self.problem.hint}" if self.problem.hint else ""
        return f'{noun} "{self.made.name}", made by {self.made.by}, is left out: {where}{self.problem.what}{hint}'


if TYPE_CHECKING:
    from rules.cases.filing import Inbox
    from storage.records import Brand, Made, MadeSection, Query


@dataclass(frozen=True, kw_only=True, repr=False)
class Config:
    """Everything that config.toml says; never changes, a reload makes another.

    Attributes:
        path: The file it was read from.
        lists: Saved lists for queries, by name.
        people: Those of the file.
        added: Those who were added on pages or the command line; the store has them.
        inhibitions: Alerts that make others needless.
        inbox: What is put in the inbox, in order.
        replies: Texts that answers begin with.
        route: The root above `[[routes]]`; without any, it tells all targets of all alerts.
        sections: How many tables stand in each section that the file names.
        text: The file as it was read.
        made: What was made on pages and is among the above.
        unfit: What was made on pages and does not fit the file.
    """

    path: Path
    listener: ListenerSection
    collect: CollectSection
    classify: ClassifySection
    brands: tuple[Brand, ...]
    lists: Mapping[str, tuple[str, ...]]
    queries: tuple[Query, ...]
    sources: tuple[Options, ...]
    rules: tuple[Rule, ...]
    targets: tuple[Target, ...]
    people: tuple[Person, ...]
    rotations: tuple[Rotation, ...]
    policies: tuple[PolicySection, ...]
    stand_ins: tuple[StandIn, ...] = ()
    inhibitions: tuple[Inhibition, ...]
    actions: ActionsSection
    heartbeat: HeartbeatSection
    web: WebSection = field(default_factory=WebSection)
    desk: DeskSection = field(default_factory=DeskSection)
    response: ResponseSection = field(default_factory=ResponseSection)
    troubles: TroublesSection = field(default_factory=TroublesSection)
    inbox: tuple[InboxRule, ...] = ()
    teams: tuple[Team, ...] = ()
    replies: tuple[SavedReply, ...] = ()
    route: Route
    reports: tuple[ReportSection, ...] = ()
    added: tuple[Person, ...] = ()
    sections: Mapping[str, int] = field(default_factory=dict)
    text: str = ""
    made: tuple[Made, ...] = ()
    unfit: tuple[Unfit, ...] = ()

    def __repr__(self) -> str:
        return f"Config({str(self.path)!r}, {len(self.sources)} sources, {len(self.queries)} queries)"

    @property
    def folder(self) -> Path:
        """Where relative paths start."""
        return self.path.resolve().parent

    @property
    def store(self) -> Location:
        """Where the store is."""
        return locate(self.listener.store, self.folder)

    @property
    def backups(self) -> Path:
        """Where copies of the store are written that people ask for on the page."""
        return self.folder / self.listener.backups if self.listener.backups else self.store.folder / "backups"

    @property
    def base_url(self) -> str | None:
        """Where people reach the pages, without a slash at the end."""
        return self.listener.base_url

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of people."""
        return self.listener.zone

    @property
    def listen(self) -> str:
        """Host and port of the pages."""
        return self.listener.listen

    @property
    def contact(self) -> str:
        """Told to the sites that are read; "" if nothing is configured."""
        return self.listener.contact or ""

    @cached_property
    def brand_of_query(self) -> dict[str, str]:
        """Query name -> brand name."""
        return {query.name: query.brand for query in self.queries}

    @cached_property
    def everybody(self) -> tuple[Person, ...]:
        """Those of the file, then those who were added. Where two names are alike, the file's is meant."""
        taken = {alike(person.name) for person in self.people}
        return (*self.people, *(person for person in self.added if alike(person.name) not in taken))

    @cached_property
    def undeciding(self) -> frozenset[str]:
        """Names of those who may not approve what goes out, whatever duty they have."""
        return frozenset(person.name for person in self.everybody if not person.decides)

    def source(self, name: str) -> Options | None:
        """The source of that name; None where this configuration has none."""
        return self._sources.get(name)

    def made_of(self, section: MadeSection, name: str) -> Made | None:
        """What was made on a page under that name; None where it stands in the file, or nowhere."""
        return self._made.get((section, name))

    def target(self, name: str) -> Target:
        """The target of that name, else KeyError."""
        return self._targets[name]

    def has_target(self, name: str) -> bool:
        """Whether there is a target of that name."""
        return name in self._targets

    def person(self, name: str) -> Person:
        """The person of that name, else KeyError."""
        return self._people[name]

    def policy(self, name: str) -> PolicySection:
        """The policy of that name, else KeyError."""
        return self._policies[name]

    def route_named(self, name: str) -> Effective:
        """The route of that name with what it inherits; the root where the configuration has it no more."""
        return self._routes.get(name) or self._routes[self.route.name]

    @cached_property
    def _made(self) -> dict[tuple[MadeSection, str], Made]:
        return {(each.section, each.name): each for each in self.made}

    @cached_property
    def filing(self) -> Inbox:
        """The rules of the inbox, compiled."""
        from rules.cases.filing import Inbox

        return Inbox(self.inbox, self.lists)

    @cached_property
    def _sources(self) -> dict[str, Options]:
        return {source.name: source for source in self.sources}

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {person.name: person for person in self.everybody}

    @cached_property
    def _policies(self) -> dict[str, PolicySection]:
        return {policy.name: policy for policy in self.policies}

    @cached_property
    def _routes(self) -> dict[str, Effective]:
        return every(self.route)

    @cached_property
    def _targets(self) -> dict[str, Target]:
        return {target.name: target for target in self.targets}
