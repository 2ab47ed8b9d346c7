"""Composition root: the only place where the parts are wired together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

import structlog

from listener.config.config import Config
from listener.config.loading import join
from listener.engine.contract import Engine
from listener.engine.local import LocalEngine
from listener.health.progress import Progress
from listener.logs import configure
from listener.notify.base import Outlet
from listener.signing import keep_secret
from listener.troubles import Troubles
from rules.alerting.people import Person
from rules.query import Matcher
from sources.base import Receiver, Source, Stream, place
from sources.wire.http import HttpClient
from sources.wire.net import Network
from storage.async_face import AsyncFace
from storage.clock import CLOCK_NOTE, Clock, SimulatedClock, WallClock
from storage.errors import ListenerError
from storage.opening import open_store
from storage.records import Incident, ServiceState

if TYPE_CHECKING:
    from listener.explore.copy import Copy
    from listener.rounds import Round
    from storage.store import Store

P = ParamSpec("P")
T = TypeVar("T")

log = structlog.get_logger()


class App:
    """The parts of a running application.

    Attributes:
        config: As loaded; replaced as a whole by `adopt`.
        matcher: The compiled queries of `config`.
        outlet: What targets may use of the outside world.
        troubles: What has been told to be wrong.
        progress: How the stages of a service are doing.
        announced: Sources of which a hub says that there is something new.
        exports_asked, imports_asked, round_asked: Set when one is to be written, read in, or made.
        round: All sources as they are being asked, or were last; None where nobody has wanted that.
    """

    def __init__(self, config: Config, clock: Clock, face: AsyncFace, http: HttpClient, engine: Engine) -> None:
        self.clock, self.store, self.http, self.engine = clock, face.store, http, engine
        self.troubles = Troubles()
        self.progress = Progress()
        self.announced: set[str] = set()
        self.exports_asked, self.imports_asked = asyncio.Event(), asyncio.Event()
        self.round_asked = asyncio.Event()
        self.round: Round | None = None
        self._face = face
        self._added: tuple[Person, ...] = ()
        self.net = Network(http, clock, config.folder, engine.parsing)
        self.adopt(config)

    def adopt(self, config: Config, matcher: Matcher | None = None) -> None:
        """Use a configuration from now on; what is under way finishes with the old one.

        Compiling many queries takes a while: who runs an event loop hands the matcher over, compiled beside it.
        """
        self.config = replace(config, added=self._added)
        self.http.allow(config.contact, config.collect.allow_private)
        self.troubles.forget()
        self.matcher = matcher or Matcher(config.queries, lists=config.lists)
        self.outlet = Outlet(
            base_url=config.base_url,
            zone=config.zone,
            http=self.http,
            clock=self.clock,
            folder=config.folder,
            allow_private=config.collect.allow_private,
        )

    async def meet(self) -> None:
        """Know the people whom the store has, as they are now."""
        known = await self.read(self.store.added_people)
        added = tuple(Person(name=each.name, mail=each.mail, role=each.role) for each in known)
        if added != self._added:
            self._added = added
            self.config = replace(self.config, added=added)

    async def sync(self) -> None:
        """Make the configured sources and rules known to the store: a new source is due now, a new rule starts now.

        For the service alone: what another process announced, it would be asked for and not know.
        """
        await self.write(keep_secret, self.store)
        await self.write(self.store.begin_filing)
        now = self.clock.now()
        intervals = {
            source.name: source.every
            for source in self.config.sources
            if source.enabled and isinstance(source, Source | Stream | Receiver)
        }
        await self.write(self.store.sync_sources, intervals, now)
        await self.write(self.store.know_places, [place(source) for source in self.config.sources])
        await self._forget_strangers()
        watching = [rule.name for rule in self.config.rules if rule.enabled]
        off = [rule.name for rule in self.config.rules if not rule.enabled]
        if off:
            await self.write(self.store.forget_rules, off)  # switched on again they start then, as new ones do
        states = [await self.read(self.store.rule_state, name, now) for name in watching]
        begun = [state for state in states if state.began == now]  # one that is known may go on in a running service
        if begun:
            await self.write(self.store.commit_progress, begun)

    async def _forget_strangers(self) -> None:
        """A password of somebody who is gone from the configuration is worth nothing if the name comes back."""
        await self.meet()
        gone = await self.write(self.store.forget_strangers, [each.name for each in self.config.everybody])
        if gone:
            log.warning("nobody of these names is known any more: their passwords and sign-ins are gone", names=gone)

    async def write(self, work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """Call a writing method of the store on its one writing thread."""
        return await self._face.write(work, *args, **options)

    async def read(self, work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """Call a reading method of the store beside the event loop."""
        return await self._face.read(work, *args, **options)

    def sign_of_life(self) -> ServiceState | None:
        """What this process says of itself; None where it is no service."""
        return self.progress.state(self.troubles.of("rule", "outbox", "model"), self.clock.now())

    @cached_property
    def explored(self) -> Copy:
        """What is stored, in memory; read when it is asked for, or from the files beside the store."""
        from listener.explore.copy import Copy
        from listener.explore.kept import Kept

        return Copy(self.store, Kept(self.config.store.beside(".columns"), self.store))

    @cached_property
    def counted(self) -> Store:
        """The store, with the counts that were asked for in memory."""
        from listener.explore.counts import Counting

        # It answers as a store does, whatever it is asked; no type can say that of what is handed on.
        return cast("Store", Counting(self.store))

    async def incident(self, id: int) -> Incident:
        """The incident of that number; ListenerError if there is none."""
        found = await self.read(self.store.incident_by_id, id)
        if found is None:
            raise ListenerError(f"there is no incident {id}; `listener incidents list` shows those that there are")
        return found

    def close(self) -> None:
        """Let the last write finish, then close the store."""
        self._face.close()
        self.engine.close()


def _said(what: str) -> None:
    log.info("the store is looked after", what=what)


def _beside(store: Store) -> Clock:
    """The clock that the service of a store goes by: a simulated one's time is written down there."""
    simulated = store.note(CLOCK_NOTE)
    return SimulatedClock(datetime.fromisoformat(simulated)) if simulated else WallClock()


@asynccontextmanager
async def build(config: Config, *, clock: Clock | None = None, service: bool = False) -> AsyncIterator[App]:
    """The application for a configuration.

    `service=True` claims the store for this process (StoreBusy if taken), and announces its sources and rules there.
    """
    face = AsyncFace(open_store(config.store, "service" if service else "write", _said))
    clock = clock or (WallClock() if service else _beside(face.store))
    config = join(config, face.store.made())
    http = HttpClient(contact=config.contact, clock=clock, allow_private=config.collect.allow_private)
    async with http:
        app = App(config, clock, face, http, LocalEngine(partial(configure, config.listener.log)))
        try:
            if service:
                await app.sync()
            await app.meet()
            yield app
        finally:
            app.close()
