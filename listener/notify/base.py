"""The contract of a target, and what a target may use of the outside world."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from listener.notify.outbox.throttle import AtMost
from sources.base import Http
from storage.clock import Clock, WallClock
from storage.plugins import Plugins

if TYPE_CHECKING:
    from storage.records import Delivery

LIMIT = timedelta(seconds=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """What a target may use.

    Attributes:
        base_url: Where people reach the pages; None where there are none, and notices then carry no link.
        zone: Times are told in it.
        http: The project's HTTP client.
        clock: For the time of an attempt.
        folder: Relative paths of the configuration start here.
        allow_private: Private hosts that may be connected to all the same: addresses, networks.
    """

    base_url: str | None
    zone: ZoneInfo
    http: Http
    clock: Clock = field(default_factory=WallClock)
    folder: Path = Path()
    allow_private: tuple[str, ...] = ()


class Target(BaseModel):
    """Settings that every target has, and what it must do; a target adds its own settings.

    A target keeps no state and never tries again by itself. `send` takes no longer than LIMIT; the same delivery
    sent again says the same to the byte, under the same identifier.
    """

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True, populate_by_name=True)

    name: str = Field(min_length=1, description="Unique name; its identity")
    at_most: AtMost = Field(
        (), description='Most messages to one recipient, as "5/15m"; what is more waits and is told together'
    )

    @property
    def together(self) -> bool:
        """Whether several notices may be told as one."""
        return True

    def problems(self, folder: Path) -> Iterable[tuple[str, str, str]]:  # noqa: ARG002 (for those that name files)
        """What is wrong with files that the settings name: (setting, what is wrong, what to do).

        Args:
            folder: Where relative paths start.
        """
        return ()

    async def reach(self, outlet: Outlet) -> str:  # noqa: ARG002 (for those that have something to reach)
        """Go as far as is possible without telling anybody anything.

        Returns what was tried, "" where nothing can be without telling. Raises DeliveryError.
        """
        return ""

    async def send(self, outlet: Outlet, delivery: Delivery) -> None:
        """Tell it. Returns when the other side has taken responsibility. Raises DeliveryError."""
        raise NotImplementedError


def digest(key: str) -> str:
    """The idempotency key as 32 hex digits, safe in any header."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def message_id(key: str, domain: str) -> str:
    """The Message-ID of a delivery: the same at every attempt, since only the key decides."""
    return f"<{digest(key)}@{domain}>"


targets: Plugins[Target] = Plugins("listener.notify", group="listener.targets")
target = targets.register
