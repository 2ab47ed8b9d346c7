"""Public channels of Telegram, as its web preview shows them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, HttpUrl

from sources.anywhere.channel import followers, older, posts
from sources.anywhere.pages import decoded, titled, tree
from sources.apis.item import Item, UnusableError
from sources.apis.page import Page, read_items
from sources.apis.walk import Pace, Step, collect, past
from sources.base import About, Answer, Net, Options, source
from sources.reading import links
from sources.reading.text import line
from storage.errors import Broken
from storage.records import Ask, Author, Batch, Cursor, Mention, Rights

PACE = Pace(overlap=timedelta(hours=6), first=timedelta(days=3), pages=3, deepest=50)
CHANNEL = re.compile(r"(?:@|(?:https?://)?(?:t|telegram)\.me/(?:s/)?)?([A-Za-z]\w{3,31})/?", re.ASCII)
POST = re.compile(r"[\w-]+/\d+", re.ASCII)


def _channel(written: str) -> str:
    found = CHANNEL.fullmatch(written.strip())
    if not found:
        raise ValueError(f'{written!r} is no public channel; write its name as in t.me/NAME, "durov" or "@durov"')
    return found[1].lower()


@source("telegram")
class Telegram(Options):
    """Posts of public channels on Telegram. What a channel that is restricted shows is an empty page: this is said, and
    never taken for silence."""

    about: ClassVar[About] = About(
        title="Telegram channels",
        quota="not told; who asks too often is shown empty pages",
        documentation="https://core.telegram.org/widgets/post",
        blind="groups, private channels, restricted channels, and comments under posts",
        rights=Rights(outside_models=False, terms="https://telegram.org/tos/content-licensing"),
    )

    channels: tuple[Annotated[str, AfterValidator(_channel)], ...] = Field(
        min_length=1, description="Names or addresses of public channels", examples=[["durov"]]
    )
    server: HttpUrl = Field(HttpUrl("https://t.me/"), description="Where the preview is")

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:  # noqa: ARG002 (it brings everything)
        known: Mapping[str, Any] = cursor.get("listings", {})
        seen = {name for name, state in known.items() if state.get("low")}
        return await collect(cursor, self.channels, partial(self._page, net, seen), PACE, net.now)

    def backfill(self, net: Net, since: datetime, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:  # noqa: ARG002
        return past(cursor, self.channels, partial(self._page, net, set[str]()), PACE, since, net.now)

    async def _page(self, net: Net, seen: set[str], channel: str, step: Step) -> Page:
        url = f"{self.server}s/{channel}"
        if not await net.http.allowed(url):
            raise Broken(f"{links.shown(url)}: its robots.txt does not let programs read it, or cannot be had just now")
        params = {"before": str(step.at)} if step.at else {}
        answer = await net.http.get(url, params=params, headers={"accept": "text/html"})
        if answer.status == 304:
            raise Broken(f"{links.shown(url)} answers 304 (unchanged) to a request that asked for everything")
        page = await net.run(self.read, channel, step.at, channel in seen, answer, net.now)
        return page.put_off(answer.not_before)

    def read(self, channel: str, before: int | None, seen: bool, answer: Answer, now: datetime) -> Page:
        """A page of posts, newest first. Raises Broken where it shows no channel, or none of the posts that it had."""
        where = links.shown(answer.url)
        page = tree(decoded(answer.body, answer.headers), where)
        if not page.css_first(".tgme_channel_history"):
            raise Broken(
                f"{where}: {titled(page)} shows no posts; it does not exist, is private, restricted, or a group"
            )
        items = posts(page)
        if not items and (seen or before):
            raise Broken(
                f"{where} shows no posts any more, though it had some; it may be restricted, or asked too often"
            )
        read = partial(self.mention, followers(page), now)
        found = read_items(items, read, now=now, expects=("text", "when"), next=older(page))
        said = f"{channel} shows no posts; a restricted channel looks just so, so this does not mean silence"
        return found if items else replace(found, notes=(said,))

    def mention(self, followers: int | None, now: datetime, post: Item) -> Mention | None:
        """A post; None for a picture without a word."""
        id, text = post.id("id"), post.text("text")
        if not POST.fullmatch(id):
            raise UnusableError(f"its `data-post` is {line(id, 60)!r}, which identifies nothing")
        if not text:
            return None
        channel, link = id.partition("/")[0], f"https://t.me/{id}"
        return Mention(
            kind=self.kind or "social",
            native_id=id.lower(),
            url=link,
            permalink=links.canonical(link.lower()),
            author=Author(id=channel.lower(), handle=channel, name=post.line("name") or None, followers=followers),
            text=text,
            language=post.language("", self.language),
            **post.said("when", now),
            collected_at=now,
            parent_id=post.line("parent") or None,
            engagement=post.counts(views="views", likes="likes"),
            extra={name: said for name in ("forwarded_from", "signed") if (said := post.line(name))},
        )
