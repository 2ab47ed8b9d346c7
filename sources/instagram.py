"""What people write under the posts of one's own Instagram account, and posts that tag it."""

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

SAID = "id,text,username,timestamp,like_count,from"
COMMENT = f"{SAID},replies{{{SAID},parent_id}}"
POST = "id,caption,username,timestamp,permalink,like_count,comments_count"
FIELDS = {"media": f"{POST},comments.limit(50){{{COMMENT}}}", "tags": POST}


@source("instagram")
class Instagram(Walked):
    """What people write under the posts of your own Instagram account, and posts that tag it."""

    pace: ClassVar[Pace] = Pace(overlap=timedelta(days=14), first=timedelta(days=14), pages=10, deepest=200, total=20)
    about: ClassVar[About] = About(
        title="Instagram, own account",
        needs="key",
        how="Turn the account into a professional one, join it to a Facebook page, make an app at "
        "https://developers.facebook.com, and with it a token that lasts, with the permissions instagram_basic and "
        "instagram_manage_comments.",
        quota="by how often the account is seen, told in percent with every answer",
        documentation="https://developers.facebook.com/docs/instagram-platform/reference",
        blind="comments under posts that are older than two weeks, stories, private accounts, and what people "
        "say elsewhere",
        rights=Rights(
            follow_deletions=timedelta(days=1), outside_models=False, terms="https://developers.facebook.com/terms"
        ),
    )

    account: str = Field(
        pattern=r"^\d+$", title="Account ID", description="The account's id, a number", examples=["17841405822304914"]
    )
    token: SecretStr = Field(description="An access token", examples=["env:INSTAGRAM_TOKEN"])
    own: bool = Field(default=False, title="Own posts too", description="Also the captions of the account's own posts")
    api: HttpUrl = Field(HttpUrl("https://graph.facebook.com/v25.0/"), description="Where its API is, with its version")

    async def recheck(self, net: Net, ids: Sequence[str]) -> Sequence[str]:
        """See `Recheck`."""
        return await graph.deleted(net, str(self.api), ids, self.account, self.token)

    def _listings(self, ask: Ask) -> list[str]:  # noqa: ARG002 (it brings everything)
        return list(FIELDS)

    async def _page(self, net: Net, listing: str, step: Step) -> Page:
        at = place(step)
        url, beginning = f"{self.api}{self.account}/{listing}", at.page
        params = {"fields": FIELDS[listing], "limit": "25"}
        if at.now:
            url, beginning = f"{self.api}{quote(at.now[0], safe='')}/comments", at.now[2]
            params = {"fields": COMMENT, "limit": "50"}
        params |= {"after": str(beginning)} if beginning else {}
        return await graph.ask(net, url, partial(self.read, listing, at), params, self.token)

    def read(self, listing: str, at: Place, found: Document) -> Page:
        """A page of posts with the beginning of their comments, or of the comments under one post."""
        items, token = found.list("data"), graph.after(found.data)
        if at.now:
            page = self._under(found, at.now[0], at.now[1], items)
            return at.after(page, None, [[*at.now[:2], token]] if token else [])
        read = partial(self.post, found, is_own=listing == "media")
        has_comments = any(isinstance(each, Mapping) and Item(each).count("comments_count") for each in items)
        expects = ("timestamp", "permalink", *(("comments.data",) if has_comments and listing == "media" else ()))
        posts = read_items(items, read, now=found.now, expects=expects, usual=("caption",), ordered_by="timestamp")
        under = [self._under(found, id, link, comments) for id, link, comments in _comments(items)]
        return at.after(joined(posts, under), token, list(_cut(items)))

    def _under(self, found: Document, post: str, link: str, comments: Sequence[Any]) -> Page:
        return read_items(list(_flat(comments)), partial(self.comment, found, post, link), now=found.now)

    def post(self, found: Document, each: Item, *, is_own: bool) -> Mention | None:
        """A post; None for one's own, and for those without words."""
        id, link, text, name = each.id("id"), each.link("permalink"), each.text("caption"), each.line("username")
        if not text or (is_own and not self.own):
            return None
        return Mention(
            kind=self.kind or "social",
            native_id=id,
            url=link,
            permalink=canonical(link),
            author=Author(handle=name or None),
            text=text,
            language=each.language("", self.language),
            **each.said("timestamp", found.now),
            collected_at=found.now,
            thread_id=id,
            engagement=each.counts(likes="like_count", replies="comments_count"),
        )

    def comment(self, found: Document, post: str, link: str, each: Item) -> Mention:
        """A comment or a reply to one; it has no address but that of its post."""
        return Mention(
            kind=self.kind or "social",
            native_id=each.id("id"),
            url=link or None,
            author=Author(
                id=each.line("from.id") or None, handle=each.line("username") or each.line("from.username") or None
            ),
            text=each.text("text"),
            language=each.language("", self.language),
            **each.said("timestamp", found.now),
            collected_at=found.now,
            parent_id=each.line("parent_id") or each.line("under") or post,
            thread_id=post,
            engagement=each.counts(likes="like_count"),
        )


def _comments(posts: Sequence[Any]) -> Iterator[tuple[str, str, Sequence[Any]]]:
    for post in posts:
        comments = reached(post, "comments.data")
        if isinstance(comments, list) and (id := Item(post).line("id")):
            yield id, Item(post).link("permalink") or "", comments


def _flat(comments: Sequence[Any]) -> Iterator[Any]:
    """Comments, each with the replies to it behind it."""
    for comment in comments:
        yield comment
        replies = reached(comment, "replies.data")
        for reply in replies if isinstance(replies, list) else ():
            yield {**reply, "under": comment["id"]} if isinstance(reply, Mapping) else reply


def _cut(posts: Sequence[Any]) -> Iterator[Inner]:
    for post in posts:
        token = graph.after(post, "comments") if isinstance(post, Mapping) else None
        if token and (id := Item(post).line("id")):
            yield [id, Item(post).link("permalink") or "", token]
