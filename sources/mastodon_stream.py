"""Mastodon, live: what its streaming server sends to those who have a token."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar
from urllib.parse import quote

from pydantic import Field, HttpUrl, SecretStr

from sources.apis import mastodon_status, streaming
from sources.apis.document import Document, fetch
from sources.apis.item import Item, serial
from sources.apis.page import Deleted, Page
from sources.apis.rechecking import gone
from sources.base import About, Net, source
from storage.records import Ask, Batch, Cursor, Mention, Rights

PAGES, SIZE = 25, 40
OVERLAP = 600_000 << 16  # ten minutes, in ids, which begin with milliseconds


@source("mastodon-stream")
class MastodonStream(streaming.Streaming):
    """All public posts that a Mastodon server knows, or those under one hashtag, within seconds; edits are followed,
    and what is deleted goes."""

    about: ClassVar[About] = About(
        title="Mastodon, live",
        needs="key",
        how="On your server: Preferences, Development, New application, with `read:statuses` alone; its access token.",
        quota="one connection",
        documentation="https://docs.joinmastodon.org/methods/streaming/",
        blind="what this server does not know of other servers, what came late while nobody listened, and accounts "
        "that asked not to be found; some servers (mastodon.social) let nobody listen to all posts: name a `tag` there",
        past="it sends what is new; `mastodon` finds what was said before",
        rights=Rights(follow_deletions=timedelta(days=1)),
    )

    url: HttpUrl = Field(description="Your server's address", examples=["https://mastodon.example.org/"])
    token: SecretStr = Field(description="An access token", examples=["env:MASTODON_TOKEN"])
    tag: str | None = Field(
        None,
        pattern=r"^#?\w+$",
        title="Hashtag",
        description="Only this hashtag; left out: every public post",
        examples=["acme"],
    )

    async def stream(self, net: Net, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:  # noqa: ARG002 (it sends all)
        home = await self._home(net)
        path, params = ("hashtag", {"tag": self._tag}) if self._tag else ("public", {})
        address = f"{home.next}api/v1/streaming/{path}"
        async with net.http.listen(address, headers=self._headers, params=params) as coming:
            async for portion in coming:
                if portion:
                    told = [(each.event, each.text) for each in portion]
                    yield (batch := await net.run(self.read, told, net.now, cursor))
                    cursor = batch.cursor
                    continue
                yield Batch(cursor=cursor)
                async for batch in self._missed(net, cursor):  # while what comes meanwhile waits
                    yield batch
                    cursor = batch.cursor

    async def recheck(self, net: Net, ids: Sequence[str]) -> Sequence[str]:
        """See `Recheck`: what is deleted while nobody listens is told to nobody later."""
        again = partial(mastodon_status.again, net, str(self.url), self._headers)
        return await gone(ids, again, partial(self._home, net))

    async def _home(self, net: Net) -> Page:
        return await fetch(net, f"{self.url}api/v2/instance", self.place, headers=self._headers)

    @property
    def _tag(self) -> str:
        return (self.tag or "").lstrip("#")

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token.get_secret_value()}"}

    def place(self, found: Document) -> Page:
        """Where its streaming server is; the token goes there too, so never over a connection less safe."""
        said = found.get("configuration.urls.streaming")
        named = Item({"at": said.replace("ws", "http", 1)}).link("at") if isinstance(said, str) else None
        safe = named and (named.startswith("https://") or self.url.scheme == "http")
        return Page(next=f"{named.rstrip('/')}/" if named and safe else str(self.url))

    async def _missed(self, net: Net, cursor: Cursor) -> AsyncIterator[Batch]:
        """What was said since the last event, oldest first; the streaming server itself remembers nothing."""
        last = cursor.get("last")
        at = str(max(0, int(last) - OVERLAP)) if last else None
        url = f"{self.url}api/v1/timelines/" + (f"tag/{quote(self._tag)}" if self._tag else "public")
        for number in range(PAGES if at else 0):
            params = {"limit": str(SIZE), "min_id": str(at)}
            page = await fetch(net, url, self.timeline, params=params, headers=self._headers)
            if page.next is None:
                return
            at = page.next
            cut = ("more was said while nobody listened than can be read again",) if number == PAGES - 1 else ()
            ids = {"last": _later(last, at)}
            yield Batch(mentions=page.mentions, refused=page.refused, cursor=ids, partial=(*page.partial, *cut),
                        events=len(page.mentions))  # fmt: skip

    def timeline(self, found: Document) -> Page:
        """A page of a timeline, which goes on at the newest id that it has."""
        ids = [Item(each).line("id") for each in found.list("") if isinstance(each, dict)]
        newest = max((id for id in ids if serial(id)), key=int, default=None)
        read = partial(self.status, found.now)
        return found.page("", read, expects=mastodon_status.EXPECTED, next=newest)

    def read(self, told: Sequence[tuple[str, str]], now: datetime, cursor: Cursor) -> Batch:
        """What some events come to."""
        events = [_event(name, text) for name, text in told]
        ids = [each["id"] for each in events if each["event"] == "update" and each["id"]]
        last = cursor.get("last")
        for id in ids:
            last = _later(last, id)
        edited = [each["id"] for each in events if each["event"] == "status.update" and each["id"]]
        return streaming.batch(events, partial(self.event, now), now, {"last": last}, edited=edited)

    def event(self, now: datetime, event: Item) -> Mention | Deleted | None:
        """A post, an edited one, or the word that one was deleted; None for what concerns the account that listens."""
        match event.get("event"):
            case "update" | "status.update":
                return self.status(now, Item(event.get("payload")))
            case "delete":
                return Deleted(event.id("payload"))
        return None

    def status(self, now: datetime, status: Item) -> Mention | None:
        """A status."""
        return mastodon_status.mention(status, now, kind=self.kind, language=self.language)


def _event(name: str, text: str) -> dict[str, Any]:
    payload = streaming.opened([text])[0]
    id = payload.get("id") if isinstance(payload, dict) else None
    return {"event": name, "payload": payload, "id": id if isinstance(id, str) and serial(id) else None}


def _later(one: str | None, other: str) -> str:
    return other if one is None else max(one, other, key=int)
