"""One run: a world, a service in it, what is done to both, and what is seen meanwhile."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import httpx

from storage.errors import StoreError
from tests.soak.config import write_config
from tests.soak.disk import Disk, disk
from tests.soak.finding import Finding
from tests.soak.health import RECOVERY, Seen, judge_health, look
from tests.soak.host import Host, hosting, is_rough, name
from tests.soak.mail import MailServer
from tests.soak.plan import plan
from tests.soak.polls import judge_polls
from tests.soak.posts import LAST, alarm_brand, posts
from tests.soak.service import Service
from tests.soak.stored import deliveries, judge_stored, waiting
from tests.soak.told import acceptances, judge_told
from tests.soak.usage import Usage, judge_usage, usage
from tests.worlds.pipeline import free_port
from tests.worlds.service import MEASURING

ALARM_EVERY = 45.0
LOOK_EVERY = 2.0
SETTLED = 90.0
"""Seconds after which an answer has become a source's visible state; the slowest take a minute."""
PATIENCE = 600.0
JUDGED = 30.0
FIRST = 600.0


class Run:
    """All that belongs to a run. Times are seconds from its beginning; before it, the sources are got to know."""

    def __init__(self, folder: Path, sources: int, seconds: float, *, kills: int, every: float, seed: int) -> None:
        self._folder, self._every = folder, every
        self._plan = plan(seconds, kills, seed)
        alarms = [at * ALARM_EVERY for at in range(int(LAST * seconds / ALARM_EVERY))] + [self._plan.mail.begins + 1]
        self._alarms = [alarm_brand(number) for number in range(len(alarms))]
        steady = [each for each in range(sources) if not is_rough(each)]
        self._posts = posts(sources, seconds, alarms, steady, seed)
        self._sources, self._seen, self._taken = sources, list[Seen](), list[Usage]()
        self._cuts: list[float] = []
        self._store = folder / "disk" / "listener.db"
        self._clock, self._port = folder / "clock", free_port()
        self._begun = time.monotonic()

    async def whole(self) -> list[Finding]:
        """From the first start to the verdict."""
        self._clock.write_text("+0")
        mail = MailServer(self._folder / "mails")
        with disk(self._folder / "disk") as small:
            async with hosting(self._sources) as host:
                config = write_config(
                    self._folder, self._store, host, mail.address,
                    port=self._port, every=self._every, alarms=len(self._alarms),
                )  # fmt: skip
                service = Service(config, self._folder / "service.log", self._clock, self._now)
                mail.start()
                keeping = asyncio.create_task(service.keep())
                try:
                    await self._through(host, service, mail, small)
                finally:
                    await service.stop()
                    await keeping
                    mail.kill()
            shutil.copytree(self._store.parent, self._folder / "left")
            return self._verdict(host, service)

    async def _through(self, host: Host, service: Service, mail: MailServer, small: Disk) -> None:
        # What a first collection brings raises no alert: it must be over everywhere.
        await self._until(lambda: all(len(host.asked[each]) > 1 for each in range(self._sources)), FIRST)
        host.publish(self._posts)
        self._begun = time.monotonic()
        for life in service.lives:
            life.began = 0.0
        looking = asyncio.create_task(self._look(host, service))
        await asyncio.gather(
            *self._faults(service, mail, small),
            self._at(self._plan.seconds, "nothing more is published, everybody behaves", lambda: None),
        )
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        host.settled = True
        await self._until(lambda: self._waiting() <= 0, PATIENCE)
        await asyncio.sleep(JUDGED)  # what was stored last has no messages yet
        await self._until(lambda: self._waiting() <= 0, PATIENCE)

    def _faults(self, service: Service, mail: MailServer, small: Disk) -> list[Awaitable[None]]:
        planned = self._plan
        return [
            *(self._at(at, "the service is killed", lambda: self._cut(service.kill)) for at in planned.kills),
            *(self._at(at, f"the clock jumps by {by:+.0f} s", partial(self._jump, by)) for at, by in planned.jumps),
            self._at(planned.mail.begins, "the mail server dies", lambda: self._cut(mail.kill)),
            self._at(planned.mail.ends, "the mail server is back", mail.start),
            self._full(service, small),
        ]

    async def _at(self, at: float, what: str, act: Callable[[], object]) -> None:
        await asyncio.sleep(max(0.0, at - self._now()))
        print(f"{at:6.0f} s  {what}", flush=True)
        act()

    def _cut(self, kill: Callable[[], object]) -> None:
        self._cuts.append(time.time())
        kill()

    def _jump(self, by: float) -> None:
        self._clock.write_text(f"{float(self._clock.read_text()) + by:+.0f}")

    async def _full(self, service: Service, small: Disk) -> None:
        full = self._plan.disk
        await self._at(full.begins, "the disk is full", lambda: None)
        while self._now() < full.ends:
            await asyncio.to_thread(small.fill, service.pid)
            await asyncio.sleep(1)
        await self._at(full.ends, "the disk has room again", lambda: small.free(service.pid))

    async def _look(self, host: Host, service: Service) -> None:
        async with httpx.AsyncClient(trust_env=False, headers=MEASURING) as client:
            while True:
                url = f"http://127.0.0.1:{self._port}/health"
                self._seen.append(await look(client, url, self._now, self._truth(host, service)))
                if service.pid and (taken := usage(service.pid, self._now())):
                    self._taken.append(taken)
                await asyncio.sleep(LOOK_EVERY)

    def _truth(self, host: Host, service: Service) -> dict[str, bool]:
        """Sources -> whether their last answer could be read, where that was long ago and in this life."""
        since = self._begun + (service.lives[-1].began if service.pid else self._now())
        until = time.monotonic() - SETTLED
        return {name(each): asked[-1][1] for each, asked in host.asked.items() if since < asked[-1][0] < until}

    def _now(self) -> float:
        return time.monotonic() - self._begun

    def _waiting(self) -> int:
        with suppress(StoreError):
            return waiting(self._store, self._posts)
        return 1

    async def _until(self, done: Callable[[], bool], patience: float) -> None:
        for _second in range(int(patience)):
            if done():
                return
            await asyncio.sleep(1)

    def _verdict(self, host: Host, service: Service) -> list[Finding]:
        lives, begun, planned = service.lives, self._begun, self._plan
        steady = {name(each): [at for at, _ in asked] for each, asked in host.asked.items() if not is_rough(each)}
        return [
            self._ends(service),
            judge_stored(self._store, self._posts),
            judge_told(self._alarms, deliveries(self._store), acceptances(self._folder / "mails"), self._cuts),
            judge_polls(steady, begun, begun + planned.seconds, self._every),
            judge_usage(self._taken, lives, planned.calm),
            judge_health(self._seen, planned, lives, self._every),
        ]

    def _ends(self, service: Service) -> Finding:
        """How the lives ended: by us, or while the disk was full."""
        ends = Counter("killed" if life.killed else f"code {life.code}" for life in service.lives)
        said = ", ".join(f"{count} {how}" for how, count in ends.items())
        size = service.log.stat().st_size / 1e6
        finding = Finding(figures=[("lives of the service", said), ("log, MB", f"{size:.1f}")])
        for life in service.lives[:-1]:
            assert life.ended is not None
            if not life.killed and not self._plan.disk.holds(life.ended, longer=RECOVERY):
                finding.wrong.append(f"the service ended by itself after {life.ended:.0f} s, with code {life.code}")
        return finding
