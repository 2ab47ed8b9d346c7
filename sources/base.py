"""The contract of a source, and what a source may use of the outside world."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from storage.plugins import Plugins
from storage.records import Kind, Place, Rights

if TYPE_CHECKING:
    from storage.records import Ask, Batch, Cursor

T = TypeVar("T")

Need = Literal["nothing", "key", "approval", "money"]
Proof = Literal["a real server", "real answers", "documents"]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What people want to know of a kind of source before they choose it.

    Attributes:
        title: The place's own name; "" is told as the type.
        needs: The most that it asks for: nothing, a key that is free, an approval, money.
        how: How to come by what it needs, in a sentence or two; "" where it needs nothing.
        cost: What it costs, in words.
        quota: What it allows in which time, in words.
        documentation: Address of the documents that it follows.
        proof: What it was tried on: a real server, recorded answers of one, or nothing but its documents.
        searches: Whether it is asked for the words of the queries; else it brings everything, which is matched here.
        blind: What it cannot see, in words.
        past: How far back it can be asked (see `Backfill`) where that is not all the way; why it cannot be asked at all
            and what helps, where it knows no past.
        rights: What the operator's terms ask.
    """

    title: str = ""
    needs: Need = "nothing"
    how: str = ""
    cost: str = "free"
    quota: str = ""
    documentation: str = ""
    proof: Proof = "documents"
    searches: bool = False
    blind: str = ""
    past: str = ""
    rights: Rights = field(default_factory=Rights)


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


@dataclass(frozen=True, slots=True)
class Message:
    """Something that a server sent over a connection that stays open.

    Attributes:
        text: At most a megabyte.
        event: Its name, where the server gave one.
    """

    text: str
    event: str = ""


Portions = AsyncIterator[Sequence[Message]]
"""Messages, as many as came together; the first portion is empty, and says that the connection is open."""


class Http(Protocol):
    """The only way to the network. Raises the SourceErrors; answers 2xx and 304 only.

    Attributes:
        allow_private: Addresses, networks and hosts that may be reached though they are not public.
    """

    allow_private: tuple[str, ...]

    async def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None
    ) -> Answer: ...

    async def get_known(
        self, url: str, *, headers: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None
    ) -> Answer:
        """The same, sent again only where it has changed since it was asked for last: validators are kept and used, and
        what is unchanged is answered from memory, with status 200."""
        ...

    async def post(self, url: str, *, content: bytes, headers: Mapping[str, str] | None = None) -> Answer: ...

    def listen(
        self, url: str, *, headers: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None
    ) -> AbstractAsyncContextManager[Portions]:
        """A connection that stays open: a WebSocket (ws:// and wss://), or server-sent events (http:// and https://).

        Its portions never end: when the connection does, or is dead, they raise Broken. Whoever is slow in taking them
        slows the server down; nothing is dropped."""
        ...

    async def allowed(self, url: str) -> bool:
        """Whether the site's robots.txt lets a page be read; for sources that read pages made for people."""
        ...


class Cord(Protocol):
    """How work in a thread is stopped that nobody waits for any more."""

    def hold(self, cut: Callable[[], object]) -> None:
        """From now on `cut` ends what the thread waits for: it closes its connection."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody sent to a source.

    Attributes:
        headers: Names in lower case.
        params: Of the address, each once.
        at: When it came.
    """

    headers: Mapping[str, str]
    params: Mapping[str, str]
    body: bytes
    at: datetime


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

    async def in_thread(self, work: Callable[..., T], *args: Any) -> T:
        """Let a library that speaks another protocol than HTTP work in a thread, which connects to no other addresses
        than those that `http` may reach. `work` is called with a `Cord` before `args`.

        Raises SourceError: whatever `work` raises, Broken for an address that must not be contacted.
        """
        ...


class Options(BaseModel):
    """Settings that every source has; a source adds its own, each with a description and, where it must be given, an
    example in `examples`: the block to paste, the reference and the error messages are made of them.

    Attributes:
        about: What people want to know before they choose this kind.
        row_ids: Its native ids may be the numbers of rows, which a table gives anew: alone they identify nothing.
        again: Posts that its place may be asked about again in ten minutes (see `Recheck`).
    """

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)
    about: ClassVar[About] = About()
    row_ids: ClassVar[bool] = False
    again: ClassVar[int] = 1_000

    name: str = Field(min_length=1, description="Unique name; its identity")
    every: timedelta = Field(timedelta(minutes=15), ge=timedelta(seconds=1), description="Time between two polls")
    kind: Kind | None = Field(None, description="What sort of place this is; decided by the source if left out")
    language: str | None = Field(None, description="ISO 639-1 code where the source does not say it itself")
    retention: timedelta | None = Field(None, description="Forget mentions after this time; left out: keep")
    enabled: bool = Field(default=True, description="false: poll it no more; keep what it brought, as its terms allow")


def place(source: Options) -> Place:
    """Where a source listens, and under which terms."""
    return Place(source=source.name, title=source.about.title or source.name, rights=source.about.rights)


@runtime_checkable
class Source(Protocol):
    """Something that can be polled. Never sleeps, retries, stores or reads the clock."""

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:
        """What is there now. Raises SourceError.

        Args:
            cursor: What the last batch that was committed gave; {} at first, and whenever it was lost.
            ask: What the queries look for, for sources that can search; what comes back is matched again.
        """
        ...


@runtime_checkable
class Stream(Protocol):
    """Something that goes on sending. Who listens reconnects, with the cursor of the last batch that was committed."""

    def stream(self, net: Net, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:
        """What comes, in small batches, until the connection ends. Raises SourceError.

        It begins a little before the cursor: what is known already is recognised, and nothing is missed. The first
        batch, which may be empty, says that it is connected.
        """
        ...


@runtime_checkable
class Receiver(Protocol):
    """Something that is sent to us."""

    def receive(self, request: Request) -> Batch:
        """What a request brings; committed before it is answered. Raises Unauthorised where it is not signed as agreed,
        Broken where it cannot be understood: nothing of it is kept."""
        ...


@runtime_checkable
class Backfill(Protocol):
    """A source that also knows the past."""

    def backfill(self, net: Net, since: datetime, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:
        """What was said since, in batches whose cursors continue after an interruption; none of it alerts.
        Raises SourceError."""
        ...


@dataclass(frozen=True, slots=True)
class Topic:
    """What a hub announces (WebSub).

    Attributes:
        hub: The hub's address.
        url: The address under which the hub knows the feed.
    """

    hub: str
    url: str


@runtime_checkable
class Announced(Protocol):
    """A polled source whose place may tell a hub what is new, so that it can be polled at once."""

    def topics(self, cursor: Cursor, ask: Ask) -> Sequence[Topic]:
        """What hubs announce of it, as of its last poll; nothing where the place names no hub."""
        ...


@runtime_checkable
class Recheck(Protocol):
    """A source that can be asked whether posts are still there."""

    async def recheck(self, net: Net, ids: Sequence[str]) -> Sequence[str]:
        """Those of some native ids that were deleted there for certain; what cannot be told is not among them.
        Raises SourceError."""
        ...


sources: Plugins[Options] = Plugins("sources", group="listener.sources")
source = sources.register
