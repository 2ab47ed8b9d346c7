"""What people write on one's own Facebook page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar
from urllib.parse import quote

from pydantic import Field, HttpUrl, SecretStr

from sources.apis import graph
from sources.apis.document import Document
from sources.apis.item import Item, reached
from sources.apis.nested import Inner, Place, joined, place
from sources.apis.page import Page, read_items
from sources.apis.walk import Pace, Step
from sources.apis.walking import Walked
from sources.base import About, Net, source
from sources.reading.links import canonical
from storage.records import Ask, Author, Mention, Rights

SAID = "id,message,from,created_time,permalink_url"
COMMENT = f"{SAID},like_count,comment_count,parent{{id}}"
COMMENTS = f"comments.filter(stream).order(reverse_chronological).limit(100).summary(true){{{COMMENT}}}"
FIELDS = {"feed": f"{SAID},shares,reactions.limit(0).summary(true),{COMMENTS}", "tagged": SAID}


@source("facebook")
class Facebook(Walked):
    """What people write on your own Facebook page: their posts, comments under all posts, posts that tag the page."""

    # Comments come to posts of the last two weeks, mostly: these are looked at again every time.
    pace: ClassVar[Pace] = Pace(overlap=timedelta(days=14), first=timedelta(days=14), pages=10, deepest=200, total=20)
    about: ClassVar[About] = About(
        title="Facebook, own page",
        needs="key",
        how="Make an app at https://developers.facebook.com and with it a page token that lasts, with the "
        "permissions pages_read_engagement and pages_read_user_content; for pages of others these need Meta's review.",
        quota="by the page's engagement, told in percent with every answer",
        documentation="https://developers.facebook.com/docs/graph-api/reference/page/feed",
        blind="comments under posts that are older than two weeks, what people say elsewhere, and names of authors "
        "whom the token may not see",
        rights=Rights(
            follow_deletions=timedelta(days=1), outside_models=False, terms="https://developers.facebook.com/terms"
        ),
    )

    page: str = Field(pattern=r"^[\w.]+$", title="Page ID", description="The page's id", examples=["1234567890"])
    token: SecretStr = Field(title="Page token", description="A page token", examples=["env:FACEBOOK_PAGE_TOKEN"])
    own: bool = Field(default=False, title="Own posts too", description="Also what the page itself writes")
    api: HttpUrl = Field(HttpUrl("https://graph.facebook.com/v25.0/"), description="Where its API is, with its version")

    async def recheck(self, net: Net, ids: Sequence[str]) -> Sequence[str]:
        """See `Recheck`."""
        return await graph.deleted(net, str(self.api), ids, self.page, self.token)

    def _listings(self, ask: Ask) -> list[str]:  # noqa: ARG002 (it brings everything)
        return list(FIELDS)

    async def _page(self, net: Net, listing: str, step: Step) -> Page:
        at = place(step)
        url, params = f"{self.api}{self.page}/{listing}", {"fields": FIELDS[listing], "limit": "25"}
        beginning: Any = at.page
        if at.now:
            url, beginning = f"{self.api}{quote(at.now[0], safe='')}/comments", at.now[1]
            params = {"fields": COMMENT, "filter": "stream", "order": "reverse_chronological", "limit": "100"}
        params |= {"after": str(beginning)} if beginning else {}
        return await graph.ask(net, url, partial(self.read, listing, at), params, self.token)

    def read(self, listing: str, at: Place, found: Document) -> Page:
        """A page of posts with the beginning of their comments, or of the comments under one post."""
        items, token = found.list("data"), graph.after(found.data)
        if at.now:
            page = read_items(items, partial(self.mention, found, at.now[0]), now=found.now)
            return at.after(page, None, [[at.now[0], token]] if token else [])
        read = partial(self.mention, found, "")
        expects = ("created_time", "comments.data") if listing == "feed" else ("created_time",)
        posts = read_items(items, read, now=found.now, expects=expects, usual=("message",), ordered_by="created_time")
        under = [
            read_items(comments, partial(self.mention, found, id), now=found.now) for id, comments in _comments(items)
        ]
        return at.after(joined(posts, under), token, list(_cut(items)))

    def mention(self, found: Document, post: str, each: Item) -> Mention | None:
        """A post or a comment; None for what the page itself says, and for posts without words."""
        id, link, text = each.id("id"), each.link("permalink_url"), each.text("message")
        if not text or (not self.own and each.line("from.id") == self.page):
            return None
        return Mention(
            kind=self.kind or "social",
            native_id=id,
            url=link,
            permalink=canonical(link),
            author=Author(id=each.line("from.id") or None, name=each.line("from.name") or None),
            text=text,
            language=each.language("", self.language),
            **each.said("created_time", found.now),
            collected_at=found.now,
            parent_id=(each.line("parent.id") or post) if post else None,
            thread_id=post or id,
            engagement=each.counts(likes="like_count", replies="comment_count")
            or each.counts(likes="reactions.summary.total_count", replies="comments.summary.total_count")
            | each.counts(shares="shares.count"),
        )


def _comments(posts: Sequence[Any]) -> Iterator[tuple[str, Sequence[Any]]]:
    for post in posts:
        comments = reached(post, "comments.data")
        if isinstance(comments, list) and (id := Item(post).line("id")):
            yield id, comments


def _cut(posts: Sequence[Any]) -> Iterator[Inner]:
    for post in posts:
        token = graph.after(post, "comments") if isinstance(post, Mapping) else None
        if token and (id := Item(post).line("id")):
            yield [id, token]
