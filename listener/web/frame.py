"""What stands around every page: where one is, what waits elsewhere, who is on call, who acts in this browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from starlette.requests import Request

from listener.app import App
from listener.config.config import Config
from listener.situation.needs import needs_person
from listener.situation.sources import Sources, sources
from listener.web.security.visitor import visitor
from rules.alerting.oncall import Turn, turn
from storage.filing import Desk
from storage.records import Incident, SourceState, Wanted
from storage.store import Collecting, Evaluating

MOST = 200
"""Unresolved incidents that are looked at; where there are more, the newest."""
MOST_NAMES = 8
NARROW = 4
"""Sections that have room at the foot of a narrow page; the rest is behind one more, which finds everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One entry of the menu."""

    key: str
    label: str
    address: str


SECTIONS = (
    Section(key="now", label="Now", address="/"),
    Section(key="incidents", label="Incidents", address="/incidents"),
    Section(key="inbox", label="Inbox", address="/inbox"),
    Section(key="explore", label="Explore", address="/explore"),
    Section(key="brands", label="Brands", address="/brands"),
    Section(key="reports", label="Reports", address="/reports"),
    Section(key="rules", label="Rules", address="/rules"),
    Section(key="sources", label="Sources", address="/sources"),
    Section(key="settings", label="Settings", address="/settings"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a page's frame shows.

    Attributes:
        here: Key of the section.
        who: Who acts in this browser; "" where nobody has said.
        seen: State of the store before the page was drawn.
        acts: Whether they may act.
        makes: Whether they may say what is listened to.
        asks: Whether nobody has signed in, so that whoever acts gives a name.
        people: Names to choose from then.
        file: Name of the configuration's file.
        incidents: Those that are not resolved, the newest first, without drills.
        cases: How many wait in the inbox.
        turns: Who is on call, by rotation.
    """

    here: str
    who: str
    seen: str
    acts: bool
    makes: bool
    asks: bool
    people: Sequence[str]
    file: str
    incidents: Sequence[Incident]
    cases: int
    states: Sequence[SourceState]
    sources: Sources
    turns: Sequence[tuple[str, Turn]]
    sections: Sequence[Section] = SECTIONS

    @property
    def narrow(self) -> Sequence[Section]:
        """Those at the foot of a narrow page."""
        return self.sections[:NARROW]

    @property
    def needing(self) -> int:
        """How many incidents need a person now."""
        return sum(map(needs_person, self.incidents))


class Standing(Collecting, Evaluating, Desk, Protocol):
    """Incidents, what waits in the inbox, and how sources stand."""


async def frame(app: App, request: Request, here: str, now: datetime) -> Frame:
    """For one page."""
    incidents, cases, states = await app.read(_standing, app.store, now)
    found = visitor(request)
    return Frame(
        here=here,
        who=found.who,
        seen=request.scope["state"].get("seen", ""),
        acts=found.may("acknowledge"),
        makes=found.may("sources"),
        asks=found.is_local,
        people=[each.name for each in app.config.everybody][:MOST_NAMES],
        file=app.config.path.name,
        incidents=incidents,
        cases=cases,
        states=states,
        sources=sources(states),
        turns=_turns(app.config, now),
    )


def _standing(store: Standing, now: datetime) -> tuple[list[Incident], int, list[SourceState]]:
    unresolved = store.incidents(unresolved=True, limit=MOST)
    return [each for each in unresolved if not each.drill], store.queue_size(Wanted(), now), store.source_states()


def _turns(config: Config, now: datetime) -> list[tuple[str, Turn]]:
    return [(each.name, turn(each, config.zone, now)) for each in config.rotations]
