"""Tries targets: whether they can be reached, without telling anybody; and with a test message, telling them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from listener.config.config import Config
from listener.config.findings import suggest
from listener.notify.base import LIMIT, Outlet, Target
from listener.wording.masking import masked
from sources.wire.http import HttpClient
from storage.clock import Clock
from storage.errors import DeliveryError, ListenerError
from storage.records import Delivery, Notice, Scope

KEPT = re.compile(r"[;,] (?:the (?:mail|notice)|it) is kept(?: and tried again| until then)?")
_LATE = f"it did not answer within {LIMIT.total_seconds():g} s"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetTrial:
    """How far one target could be reached.

    Attributes:
        tried: What was tried; "" where nothing can be without telling somebody.
        error: What is wrong and what to do; None where nothing is.
    """

    target: str
    tried: str = ""
    error: str | None = None

    @property
    def reachable(self) -> bool | None:
        """None where it is not known."""
        return False if self.error else True if self.tried else None


async def try_targets(config: Config, clock: Clock) -> list[TargetTrial]:
    """One trial for each target, side by side; nothing is sent."""
    async with _outlet(config, clock) as outlet:
        return list(await asyncio.gather(*(_try(target, outlet) for target in config.targets)))


async def send_test(config: Config, name: str, clock: Clock) -> None:
    """A message that says it is a test, through the target as it is, past quiet hours and limits.

    Raises ListenerError for a name that there is not, DeliveryError where it was not taken.
    """
    target = next((each for each in config.targets if each.name == name), None)
    if target is None:
        raise ListenerError(f'there is no target "{name}"; {suggest(name, [each.name for each in config.targets])}')
    async with _outlet(config, clock) as outlet:
        await _send(target, outlet, _test(name, clock.now()))


async def _send(target: Target, outlet: Outlet, delivery: Delivery) -> None:
    try:
        async with asyncio.timeout(LIMIT.total_seconds()):
            await target.send(outlet, delivery)
    except DeliveryError as error:
        said = f"{target.name} did not take the test message: {_once(str(error))}"
        raise DeliveryError(said, permanent=error.permanent) from error
    except TimeoutError as error:
        raise DeliveryError(f"{target.name} did not take the test message: {_LATE}", permanent=False) from error


async def _try(target: Target, outlet: Outlet) -> TargetTrial:
    try:
        async with asyncio.timeout(LIMIT.total_seconds()):
            return TargetTrial(target=target.name, tried=await target.reach(outlet))
    except DeliveryError as error:
        said = _once(str(error))
    except TimeoutError:
        said = _LATE
    except Exception as fault:  # noqa: BLE001 - one faulty target must not hide how the others do
        said = f"a fault in trying it: {fault!r}"
    return TargetTrial(target=target.name, error=masked(said))


def _once(said: str) -> str:
    """What a target says of a failure, without the promise that the outbox keeps: there is nothing to try again."""
    return KEPT.sub("", said)


def _test(name: str, now: datetime) -> Delivery:
    key = f"test-{name}-{now:%Y%m%dT%H%M%S%f}"
    notice = Notice(
        kind="test",
        incident_id=None,
        thread=key,
        number=1,
        title=f"Test of the target {name}",
        severity=3,
        scope=Scope.ALL,
        created_at=now,
        note="Somebody asked for this test. Alerts reach you this way.",
    )
    return Delivery(key=key, target=name, notice=notice, next_try_at=now)


@asynccontextmanager
async def _outlet(config: Config, clock: Clock) -> AsyncIterator[Outlet]:
    allowed = config.collect.allow_private
    async with HttpClient(contact=config.contact, clock=clock, allow_private=allowed) as http:
        yield Outlet(
            base_url=config.base_url,
            zone=config.zone,
            http=http,
            clock=clock,
            folder=config.folder,
            allow_private=allowed,
        )
