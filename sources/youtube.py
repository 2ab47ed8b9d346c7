"""Comments on YouTube."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

from pydantic import Field, HttpUrl, SecretStr

from sources.apis.document import Document, fetch
from sources.apis.item import Item, reached
from sources.apis.meter import Allowance, Meter, used_beside
from sources.apis.nested import Inner, Place, place
from sources.apis.page import Page, read_items, vanished
from sources.apis.rechecking import left_out
from sources.apis.walk import Pace, Step
from sources.apis.walking import Metered
from sources.base import About, Net, source
from sources.reading.links import canonical
from storage.errors import Broken, Unauthorised
from storage.records import Ask, Author, Mention, Rights

SIZE = 100
AT_ONCE = 50
"""Comments that it can be asked for by their ids."""
COMMON = {"maxResults": str(SIZE), "textFormat": "plainText"}


@source("youtube")
class YouTube(Metered):
    """Comments under the videos of some channels, and under single videos, with their replies."""

    pace: ClassVar[Pace] = Pace(
        overlap=timedelta(days=2), first=timedelta(days=7), pages=10, deepest=200, listings=40, total=40
    )
    about: ClassVar[About] = About(
        title="YouTube comments",
        needs="key",
        how="Make a project at https://console.cloud.google.com, switch on the YouTube Data API v3, make an API key.",
        quota="10,000 units a day, from midnight Pacific time; a page of 100 comments costs one",
        documentation="https://developers.google.com/youtube/v3/docs/commentThreads/list",
        blind="replies to comments that are older than two days, and videos on which comments are closed",
        rights=Rights(
            keep=timedelta(days=30),
            follow_deletions=timedelta(days=30),
            terms="https://developers.google.com/youtube/terms/developer-policies",
        ),
    )

    key: SecretStr = Field(description="An API key", examples=["env:YOUTUBE_KEY"])
    channels: tuple[str, ...] = Field((), description="Ids of channels", examples=[["UC_x5XG1OV2P6uZZ5FSM9Ttw"]])
    videos: tuple[str, ...] = Field(
        (), title="Video IDs", description="Ids of single videos", examples=[["dQw4w9WgXcQ"]]
    )
    quota: int = Field(10_000, ge=1, title="Units a day", description="Units a day that this source may use")
    api: HttpUrl = Field(HttpUrl("https://www.googleapis.com/youtube/v3/"), description="Where its API is")

    def _listings(self, ask: Ask) -> list[str]:  # noqa: ARG002 (it brings everything)
        found = [*(f"channel {id}" for id in self.channels), *(f"video {id}" for id in self.videos)]
        if not found:
            raise Broken("it has neither `channels` nor `videos`; write at least one id into either")
        return found

    @property
    def _allowance(self) -> Allowance:
        remedy = "Poll less often, or raise `quota` where Google has granted more."
        return Allowance(limit=self.quota, unit="units", window="day", zone="America/Los_Angeles", remedy=remedy)

    async def _page(self, net: Net, meter: Meter, listing: str, step: Step) -> Page:
        at = place(step)
        if at.now:
            path, params = "comments", {"part": "snippet", "parentId": at.now[0], "pageToken": at.now[2] or ""}
        else:
            path = "commentThreads"
            params = {"part": "snippet,replies", **_of(listing), "pageToken": at.page or ""}
        meter.need(1)
        meter.use(1)
        try:
            return await self._asked(net, path, params, partial(self.read, at))
        except Unauthorised as error:
            if error.status == 403 and listing.startswith("video "):
                raise Broken(f"{error}; or its comments are closed", status=403) from None
            raise

    async def _asked(self, net: Net, path: str, params: Mapping[str, str], read: Any) -> Page:
        sent = {name: value for name, value in {**params, **COMMON}.items() if value}
        headers = {"x-goog-api-key": self.key.get_secret_value()}
        return await fetch(net, f"{self.api}{path}", read, params=sent, headers=headers)

    def read(self, at: Place, found: Document) -> Page:
        """A page of threads with the beginning of their replies, or of the replies to one comment."""
        items, token = found.list("items"), found.get("nextPageToken") or None
        if at.now:
            page = read_items(items, partial(self.mention, found, at.now[1]), now=found.now)
            return at.after(page, None, [[at.now[0], at.now[1], token]] if token else [])
        read = partial(self.mention, found, "")
        expects = ("snippet.textDisplay", "snippet.publishedAt", "snippet.authorDisplayName")
        page = read_items(list(_comments(items)), read, now=found.now, expects=expects)
        lost = vanished(items, ("snippet.totalReplyCount",))
        page = page.but(lost[0]) if lost else page
        return at.after(page, token if items else None, list(_cut(items)))

    def mention(self, found: Document, video: str, comment: Item) -> Mention:
        """A comment or a reply."""
        id, parent = comment.id("id"), comment.line("snippet.parentId") or None
        video = comment.line("snippet.videoId") or video
        link = f"https://www.youtube.com/watch?v={video}&lc={id}"
        name = comment.line("snippet.authorDisplayName")
        return Mention(
            kind=self.kind or "video",
            native_id=id,
            url=link,
            permalink=canonical(link),
            author=Author(
                id=comment.line("snippet.authorChannelId.value") or None,
                handle=name.removeprefix("@") if name.startswith("@") else None,
                name=name or None,
            ),
            text=comment.text("snippet.textDisplay"),
            language=comment.language("", self.language),
            **comment.said("snippet.publishedAt", found.now),
            collected_at=found.now,
            parent_id=parent,
            thread_id=parent or id,
            engagement=comment.counts(likes="snippet.likeCount", replies="replies"),
            extra={"video": video} if video else {},
        )

    async def recheck(self, net: Net, ids: Sequence[str]) -> Sequence[str]:
        """See `Recheck`: comments are asked for by id, and those that are gone are left out of the answer."""

        async def asked(path: str, params: Mapping[str, str]) -> Page:
            used_beside(net, self.name, 1)
            return await self._asked(net, path, {"part": "id", **params}, _ids)

        async def shown(some: Sequence[str]) -> Page:
            return await asked("comments", {"id": ",".join(some)})

        async def certain() -> Page:
            return await asked("commentThreads", _of(self._listings(Ask())[0]))

        return await left_out(ids, shown, certain, AT_ONCE)


def _of(listing: str) -> dict[str, str]:
    """How the comments of a channel, or of a video, are asked for; the newest first."""
    what, _, id = listing.partition(" ")
    return {"allThreadsRelatedToChannelId" if what == "channel" else "videoId": id, "order": "time"}


def _ids(found: Document) -> Page:
    return Page(next=[Item(each).id("id") for each in found.list("items")])


def _comments(threads: Sequence[Any]) -> Iterator[Any]:
    """The comments of some threads, each with what the thread knows of it; what is no thread stays as it is."""
    for thread in threads:
        top = reached(thread, "snippet.topLevelComment")
        if not isinstance(top, Mapping):
            yield thread
            continue
        yield {**top, "replies": reached(thread, "snippet.totalReplyCount")}
        replies = reached(thread, "replies.comments")
        yield from replies if isinstance(replies, list) else ()


def _cut(threads: Sequence[Any]) -> Iterator[Inner]:
    """Id and video of the threads of which not all replies are shown."""
    for thread in threads:
        total, shown = reached(thread, "snippet.totalReplyCount"), reached(thread, "replies.comments")
        id = reached(thread, "snippet.topLevelComment.id")
        if isinstance(id, str) and isinstance(total, int) and total > (len(shown) if isinstance(shown, list) else 0):
            yield [id, str(reached(thread, "snippet.videoId") or ""), None]
