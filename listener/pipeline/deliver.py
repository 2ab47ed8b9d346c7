"""Deliver: hand what is due in the outbox to its targets, each target in its own queue."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import structlog

from listener.app import App
from listener.messages.addressing import needless
from listener.metrics.counters import DELIVERIES
from listener.notify.outbox.outcome import outcome
from listener.pipeline.due_deliveries import LEASE, plan_due
from listener.wording.masking import masked
from storage.errors import DeliveryError, StoreError
from storage.records import Delivery

log = structlog.get_logger()

AT_ONCE = 50
MOST = 1000
PATIENCE = 120.0
PAUSE = 5.0


class Deliverer:
    """One queue a target: a dead mail server holds up nobody else's messages."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._sending: set[asyncio.Task[None]] = set()
        self._under_way: dict[int | None, Delivery] = {}

    async def tick(self) -> None:
        """Start sending what is due and within the limits of its channel."""
        queues: dict[str, list[Delivery]] = defaultdict(list)
        for each in await plan_due(self._app, await self._claimed(), tuple(self._under_way.values())):
            queues[each.target].append(each)
            self._under_way[each.id] = each
        for target, queue in queues.items():
            task = asyncio.create_task(self._send_all(queue), name=f"deliver to {target}")
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _claimed(self) -> list[Delivery]:
        """All that is due, so that what waited for one channel is told together; a slow target's queue can outlast
        the lease, and what is in it stays there."""
        due: list[Delivery] = []
        for _ in range(MOST // AT_ONCE):
            now = self._app.clock.now()
            claimed = await self._app.write(self._app.store.claim_deliveries, now, LEASE, AT_ONCE)
            due += [each for each in claimed if each.id not in self._under_way]
            if len(claimed) < AT_ONCE:
                break
        return due

    async def settle(self) -> None:
        """Wait until everything that was started has an outcome."""
        while self._sending:
            await asyncio.wait(self._sending)

    async def stop(self, patience: float) -> None:
        """Give what is under way `patience` seconds; the rest is sent after the next start."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=patience)
        for task in self._sending:
            task.cancel()

    async def _send_all(self, queue: Sequence[Delivery]) -> None:
        try:
            for each in queue:
                if why := await needless(self._app, each):
                    await self._finish(replace(each, sent_at=self._app.clock.now(), error=why))
                    continue
                done = outcome(each, await self._send(each), self._app.clock.now())
                await self._finish(done)
                said = "given up" if done.permanent else "accepted" if done.sent_at else "put off"
                DELIVERIES.labels(each.target, said).inc()
        finally:
            for each in queue:
                self._under_way.pop(each.id, None)

    async def _finish(self, done: Delivery) -> None:
        """Write down what came of it. While the store cannot, nobody forgets that it was sent."""
        done = replace(done, error=done.error and masked(done.error))
        while True:
            try:
                await self._app.write(self._app.store.finish_delivery, done)
            except StoreError as error:
                if self._app.troubles.is_new("outbox", "", error):
                    log.error("the outcome of a message cannot be stored yet", target=done.target, error=str(error))
                await self._app.clock.sleep(PAUSE)
            else:
                self._app.troubles.is_over("outbox")
                return

    async def _send(self, delivery: Delivery) -> DeliveryError | None:
        try:
            await asyncio.wait_for(self._app.config.target(delivery.target).send(self._app.outlet, delivery), PATIENCE)
        except DeliveryError as error:
            log.warning("not delivered", target=delivery.target, error=str(error), permanent=error.permanent)
            return error
        except TimeoutError:
            return DeliveryError(f"no answer within {PATIENCE:.0f} s", permanent=False)
        except Exception as error:
            log.exception("a target failed in an unforeseen way", target=delivery.target)
            return DeliveryError(f"a fault in sending: {error!r}", permanent=False)
        log.info("delivered", target=delivery.target, title=delivery.notice.title)
        return None
