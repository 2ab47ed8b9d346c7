"""Deliver: hand what is due in the outbox to its targets, each target in its own queue."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

import structlog

from listener.app import App
from listener.notify.outbox import outcome
from listener.pipeline.metrics import DELIVERIES
from storage.errors import DeliveryError
from storage.records import Delivery

log = structlog.get_logger()

LEASE = timedelta(minutes=10)
AT_ONCE = 50
PATIENCE = 120.0


class Deliverer:
    """One queue a target: a dead mail server holds up nobody else's messages."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._sending: set[asyncio.Task[None]] = set()

    async def tick(self) -> None:
        """Start sending what is due."""
        claimed = await self._app.write(self._app.store.claim_deliveries, self._app.clock.now(), LEASE, AT_ONCE)
        queues: dict[str, list[Delivery]] = defaultdict(list)
        for each in claimed:
            queues[each.target].append(each)
        for target, queue in queues.items():
            task = asyncio.create_task(self._send_all(queue), name=f"deliver to {target}")
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

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
        for each in queue:
            error = await self._send(each)
            done = outcome(each, error, self._app.clock.now())
            await self._app.write(self._app.store.finish_delivery, done)
            said = "given up" if done.permanent else "accepted" if done.sent_at else "put off"
            DELIVERIES.labels(each.target, said).inc()

    async def _send(self, delivery: Delivery) -> DeliveryError | None:
        try:
            target = self._app.config.target(delivery.target)
            await asyncio.wait_for(target.send(self._app.outlet, delivery), PATIENCE)
        except DeliveryError as error:
            log.warning("not delivered", target=delivery.target, error=str(error), permanent=error.permanent)
            return error
        except KeyError:
            return DeliveryError(f"the configuration has no target {delivery.target!r} any more", permanent=True)
        except TimeoutError:
            return DeliveryError(f"no answer within {PATIENCE:.0f} s", permanent=False)
        except Exception as error:
            log.exception("a target failed in an unforeseen way", target=delivery.target)
            return DeliveryError(f"a fault in sending: {error!r}", permanent=False)
        log.info("delivered", target=delivery.target, title=delivery.notice.title)
        return None
