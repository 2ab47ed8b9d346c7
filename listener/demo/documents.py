"""What the places of the demo's world answer: feeds (RSS 2.0, Atom), and the APIs of three others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from email.utils import format_datetime
from html import escape

from listener.demo.posts import Post


def rss(name: str, base: str, posts: Sequence[Post]) -> bytes:
    """As a news site writes it: RFC 822 dates, HTML in the description."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{post.id}</guid><link>{base}{post.path}</link>"
        f"<title>{escape(post.title)}</title><description>{escape(f'<p>{escape(post.text)}</p>')}</description>"
        f"<dc:creator>{escape(post.author)}</dc:creator><dc:language>{post.lang}</dc:language>"
        f"<pubDate>{format_datetime(post.published_at)}</pubDate></item>"
        for post in posts
    )
    return (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        f"<channel><title>{name}</title><link>{base}/</link><description>{name} of a made-up world</description>"
        f"<ttl>5</ttl>{items}</channel></rss>"
    ).encode()


def atom(name: str, base: str, posts: Sequence[Post]) -> bytes:
    """As a blog writes it: RFC 3339 dates, text in content."""
    entries = "".join(
        f"<entry xml:lang='{post.lang}'><id>tag:world,2026:{post.id}</id><link href='{base}{post.path}'/>"
        f"<title>{escape(post.title)}</title><content type='text'>{escape(post.text)}</content>"
        f"<author><name>{escape(post.author)}</name></author><published>{post.published_at.isoformat()}</published>"
        f"<updated>{post.published_at.isoformat()}</updated></entry>"
        for post in posts
    )
    newest = posts[0].published_at.isoformat() if posts else "2026-01-01T00:00:00Z"
    return (
        f"<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'><id>{base}/</id>"
        f"<title>{name}</title><updated>{newest}</updated>{entries}</feed>"
    ).encode()


def statuses(name: str, base: str, posts: Sequence[Post]) -> bytes:  # noqa: ARG001 - it does not name itself
    """As a Mastodon server's public timeline shows them: HTML, an account each, no titles."""
    shown = [
        {
            "id": str(post.number),
            "created_at": post.published_at.isoformat(),
            "language": post.lang,
            "url": base + post.path,
            "content": f"<p>{escape(post.text)}</p>",
            "account": {"acct": post.author, "display_name": post.author},
        }
        for post in posts
    ]
    return json.dumps(shown).encode()


def reviews(name: str, base: str, posts: Sequence[Post]) -> bytes:
    """As a shop's API shows them."""
    shown = [
        {
            "review_id": post.id,
            "title": post.title,
            "body": post.text,
            "stars": post.stars,
            "reviewer": {"name": post.author},
            "submitted": post.published_at.isoformat(),
            "locale": post.lang,
            "link": base + post.path,
        }
        for post in posts
    ]
    return json.dumps({"shop": name, "data": {"reviews": shown}}).encode()


def topics(name: str, base: str, posts: Sequence[Post]) -> bytes:  # noqa: ARG001 - it knows its address by itself
    """As a Discourse forum shows its newest posts; each begins a topic of its own."""
    shown = [
        {
            "id": post.number,
            "name": post.author,
            "username": post.author,
            "created_at": post.published_at.isoformat(),
            "cooked": f"<p>{escape(post.text)}</p>",
            "post_number": 1,
            "topic_id": post.number,
            "topic_slug": "talk",
            "topic_title": post.title,
            "locale": post.lang,
        }
        for post in posts
    ]
    return json.dumps({"latest_posts": shown}).encode()
