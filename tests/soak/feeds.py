"""The feeds of the run's sources: RSS, Atom and JSON Feed in turn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime

from tests.soak.posts import Post, said


def feed(source: int, posts: Sequence[Post], since: datetime) -> tuple[str, str]:
    """(content type, document) of what a source shows."""
    form, content_type = _FORMS[source % len(_FORMS)]
    return content_type, form(source, posts, since)


def _json(source: int, posts: Sequence[Post], since: datetime) -> str:
    items = [
        {"id": post.id, "url": _link(post), "content_text": post.text, "date_published": said(since, post)}
        for post in posts
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": f"Feed {source}", "items": items})


def _rss(source: int, posts: Sequence[Post], since: datetime) -> str:
    items = "".join(
        f"<item><guid isPermaLink='false'>{post.id}</guid><link>{_link(post)}</link><title>Heard today</title>"
        f"<pubDate>{format_datetime(datetime.fromisoformat(said(since, post)))}</pubDate>"
        f"<description>{post.text}</description></item>"
        for post in posts
    )
    head = f"<title>Feed {source}</title><link>https://example.org/{source}</link><description>-</description>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def _atom(source: int, posts: Sequence[Post], since: datetime) -> str:
    entries = "".join(
        f"<entry><id>urn:{post.id}</id><link href='{_link(post)}'/><title>Heard today</title>"
        f"<updated>{said(since, post)}</updated><published>{said(since, post)}</published>"
        f"<content type='text'>{post.text}</content></entry>"
        for post in posts
    )
    head = f"<id>urn:feed:{source}</id><title>Feed {source}</title><updated>{since.isoformat()}</updated>"
    return f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'


def _link(post: Post) -> str:
    return f"https://example.org/{post.source}/{post.number}"


_FORMS = ((_rss, "application/rss+xml"), (_atom, "application/atom+xml"), (_json, "application/feed+json"))
