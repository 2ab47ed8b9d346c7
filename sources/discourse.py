"""Forums that run on Discourse."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import ClassVar

from pydantic import Field, HttpUrl

from sources.apis.document import Document, fetch
from sources.apis.item import Item
from sources.apis.page import Deleted, Page
from sources.apis.walk import Pace, Step
from sources.apis.walking import Walked
from sources.base import About, Net, source
from sources.reading.links import absolute, canonical
from storage.records import Author, Mention

# Pages are windows of so many ids, of which some are not public.
WINDOW = 50


@source("discourse")
class Discourse(Walked):
    """Every post of a forum that runs on Discourse, whole, and matched here: its search shows excerpts only."""

    pace: ClassVar[Pace] = Pace(overlap=timedelta(hours=1), first=timedelta(days=1), pages=10, deepest=100)
    about: ClassVar[About] = About(
        title="Discourse",
        quota="about 200 requests a minute",
        documentation="https://docs.discourse.org/#tag/Posts/operation/listPosts",
        blind="categories that want a login",
    )

    url: HttpUrl = Field(description="The forum's address", examples=["https://forum.example.org/"])

    async def _page(self, net: Net, _: str, step: Step) -> Page:
        params = {"before": str(step.at)} if step.at else {}
        return await fetch(net, f"{self._home}/posts.json", partial(self.read, step.at), params=params)

    @property
    def _home(self) -> str:
        return str(self.url).rstrip("/")

    def read(self, before: int | None, found: Document) -> Page:
        """A page of posts; an empty one in the middle is a stretch of ids that are not public."""
        posts = found.list("latest_posts")
        ids = [id for post in posts if isinstance(post, dict) and isinstance(id := post.get("id"), int)]
        next = min(ids) if ids else before and before - WINDOW
        expects = ("id", "cooked", "created_at", "username")
        read = partial(self.mention, found)
        return found.page("latest_posts", read, expects=expects, next=next if next and next > 1 else None)

    def mention(self, found: Document, post: Item) -> Mention | Deleted:
        """A post; one that is hidden or deleted is gone."""
        topic, number = post.id("topic_id"), post.id("post_number")
        id = f"{topic}/{number}"  # by which its answers name it
        if post.flag("hidden") or post.flag("user_deleted") or post.get("deleted_at"):
            return Deleted(id)
        link = absolute(f"{self._home}/t/{post.line('topic_slug') or '-'}/{topic}/{number}")
        answered = post.line("reply_to_post_number") or ("1" if number != "1" else "")
        return Mention(
            kind=self.kind or "forum",
            native_id=id,
            url=link,
            permalink=canonical(link),
            author=Author(
                id=post.line("user_id") or None, handle=post.line("username") or None, name=post.line("name") or None
            ),
            title=post.line("topic_title") if number == "1" else "",
            text=post.html("cooked"),
            language=post.language("locale", self.language),
            **post.said("created_at", found.now),
            collected_at=found.now,
            parent_id=f"{topic}/{answered}" if answered else None,
            thread_id=topic,
            engagement=post.counts(replies="reply_count", views="reads"),
            extra={"topic": post.line("topic_title")},
        )
