"""The contract of a source, and what a source may use of the outside world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from storage.plugins import Plugins
from storage.records import Ask, Batch, Cursor, Kind

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer whose body is complete, decoded from its transfer encoding and within the size cap.

    Attributes:
        url: Where it came from in the end, after redirects.
        headers: Names in lower case; values in Latin-1, so that what is sent back is what came, byte by byte.
        digest: Of the body, in hexadecimal; equal bodies have equal ones.
        moved_to: The address that only permanent redirects (301, 308) led to, if any.
        not_before: What Retry-After, Cache-Control and their like ask for; None if nothing.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes
    digest: str
    moved_to: str | None = None
    not_before: datetime | None = None


class Http(Protocol):
    """The only way to the network. Raises the SourceErrors; answers 2xx and 304 only."""

    async def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None
    ) -> Answer: ...

    async def post(self, url: str, *, content: bytes, headers: Mapping[str, str] | None = None) -> Answer: ...


class Net(Protocol):
    """What a source may use."""

    @property
    def http(self) -> Http: ...

    @property
    def now(self) -> datetime:
        """The time of this poll."""
        ...

    @property
    def folder(self) -> Path:
        """Relative paths of the configuration start here."""
        ...

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        """Do CPU work in a worker process, with a time limit. `work` is a top-level function; arguments are picklable.
        Raises Broken when it takes too long or kills its process."""
        ...


class Options(BaseModel):
    """Settings that every source has; a source adds its own.

    Attributes:
        every: Time between polls.
        keep: Forget mentions this long after they were said; "forever" to keep them.
        row_ids: Its native ids may be the numbers of rows, which a table gives anew: alone they identify nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    row_ids: ClassVar[bool] = False

    name: str = Field(min_length=1, description="Unique name; its identity")
    every: timedelta = Field(timedelta(minutes=15), ge=timedelta(seconds=1), description="Time between two polls")
    kind: Kind | None = Field(None, description="What sort of place this is; decided by the source if left out")
    language: str | None = Field(None, description="ISO 639-1 code where the source does not say it itself")
    retention: timedelta | None = Field(None, description="Forget mentions after this time; left out: keep")
    enabled: bool = Field(default=True, description="false: keep what it brought, poll it no more")


@runtime_checkable
class Source(Protocol):
    """Something that can be polled. Never sleeps, retries, stores or reads the clock."""

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:
        """What is there now. Raises SourceError."""
        ...


sources: Plugins[Options] = Plugins("sources", group="listener.sources")
source = sources.register
