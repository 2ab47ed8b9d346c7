"""Places of thirteen kinds, as far as their sources ask: what each answers, in the shapes of tests/fixtures.

They show few posts a page, so that sources have to turn pages.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from typing import Any

from tests.mixed.posts import Post
from tests.worlds.upstream import FIXTURES

SHOWN = 20
"""Posts of a page, where it is the place that chooses."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request.

    Attributes:
        base: The place's own address, with a slash.
    """

    base: str
    path: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """An answer."""

    body: str
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of place.

    Attributes:
        type: Of its source.
        options: Of its source, as TOML; {place} is its address.
        answer: To a request, with its posts: newest first.
    """

    type: str
    options: str
    answer: Callable[[Asked, Sequence[Post]], Told]


def _rss(asked: Asked, posts: Sequence[Post]) -> Told:
    items = "".join(
        f"<item><guid isPermaLink='false'>{post.number}</guid><link>{asked.base}{post.id}</link>"
        f"<title>Heard</title><description>{post.text}</description><pubDate>{format_datetime(post.at)}</pubDate></item>"
        for post in posts
    )
    head = f"<title>Feed</title><link>{asked.base}</link><description>-</description>"
    return Told(f"<rss version='2.0'><channel>{head}{items}</channel></rss>", "application/rss+xml")


def _json(asked: Asked, posts: Sequence[Post]) -> Told:
    first = (int(asked.params["page"]) - 1) * SHOWN
    some = posts[first : first + SHOWN]
    return _told([{"id": post.number, "body": post.text, "at": post.at.isoformat()} for post in some])


def _html(asked: Asked, posts: Sequence[Post]) -> Told:
    first = int(asked.params.get("from", 0))
    items = "".join(
        f"<article><a href='{asked.base}{post.id}'>#</a><p>{post.text}</p>"
        f"<time datetime='{post.at.isoformat()}'></time></article>"
        for post in posts[first : first + SHOWN]
    )
    next = f"<a class='next' href='?from={first + SHOWN}'>older</a>" if len(posts) > first + SHOWN else ""
    return Told(f"<!doctype html><title>Talk</title>{items or '<p class=none>nothing</p>'}{next}", "text/html")


def _hackernews(asked: Asked, posts: Sequence[Post]) -> Told:
    bounds = asked.params["numericFilters"].split(",")
    until = next((int(each.partition("<=")[2]) for each in bounds if "<=" in each), 2**40)
    found = [post for post in posts if post.at.timestamp() <= until]
    hits = [
        like("hackernews", "first.json", ("hits", 0))
        | {"objectID": post.number, "created_at_i": int(post.at.timestamp()), "comment_text": post.text}
        for post in found[:SHOWN]
    ]
    return _told({"hits": hits, "nbPages": -(-len(found) // SHOWN), "nbHits": len(found)})


def _mastodon(asked: Asked, posts: Sequence[Post]) -> Told:
    found = [post for post in posts if post.id < int(asked.params.get("max_id", 2**40))]
    said = [
        like("mastodon", "first.json", (0,))
        | {"id": str(post.id), "uri": f"{asked.base}uri/{post.id}", "url": f"{asked.base}@a/{post.id}"}
        | {"content": f"<p>{post.text} #acme</p>", "created_at": _iso(post.at)}
        for post in found[:SHOWN]
    ]
    more = len(found) > SHOWN
    link = f'<{asked.base}{asked.path}?max_id={found[SHOWN - 1].id}>; rel="next"' if more else ""
    return Told(json.dumps(said), headers={"Link": link} if more else {})


def _lemmy(asked: Asked, posts: Sequence[Post]) -> Told:
    size, first = int(asked.params["limit"]), (int(asked.params["page"]) - 1) * int(asked.params["limit"])
    some = posts[first : first + size] if asked.params["type_"] == "Posts" else ()
    found = []
    for post in some:
        view = like("lemmy", "posts.json", ("posts", 0))
        view["post"] |= {"id": post.id, "ap_id": f"{asked.base}post/{post.id}", "body": post.text}
        view["post"] |= {"name": "Heard", "published": _iso(post.at)}
        found.append(view)
    return _told({"type_": asked.params["type_"], "posts": found, "comments": []})


def _discourse(asked: Asked, posts: Sequence[Post]) -> Told:
    found = [post for post in posts if post.id < int(asked.params.get("before", 2**40))]
    said = [
        like("discourse", "first.json", ("latest_posts", 0))
        | {"id": post.id, "topic_id": post.id, "post_number": 1, "cooked": f"<p>{post.text}</p>"}
        | {"created_at": _iso(post.at), "reply_to_post_number": None}
        for post in found[:SHOWN]
    ]
    return _told({"latest_posts": said})


def _wordpress(asked: Asked, posts: Sequence[Post]) -> Told:
    first, pages = (int(asked.params["page"]) - 1) * SHOWN, max(1, -(-len(posts) // SHOWN))
    said = [
        like("wordpress", "first.json", (0,))
        | {"id": post.id, "parent": 0, "link": f"{asked.base}{post.id}#comment-{post.id}"}
        | {"date_gmt": f"{post.at:%Y-%m-%dT%H:%M:%S}", "content": {"rendered": f"<p>{post.text}</p>"}}
        for post in posts[first : first + SHOWN]
    ]
    return Told(json.dumps(said), headers={"X-WP-TotalPages": str(pages)})


def _stackexchange(asked: Asked, posts: Sequence[Post]) -> Told:
    found = [post for post in posts if post.at.timestamp() <= int(asked.params.get("todate", 2**40))]
    said = [
        like("stackexchange", "first.json", ("items", 0))
        | {"question_id": post.id, "creation_date": int(post.at.timestamp()), "link": f"{asked.base}q/{post.id}"}
        | {"title": "Heard", "body": f"<p>{post.text}</p>"}
        for post in found[:SHOWN]
    ]
    return _told({"items": said, "has_more": len(found) > SHOWN, "quota_max": 300, "quota_remaining": 299})


def _github(asked: Asked, posts: Sequence[Post]) -> Told:
    until = asked.params["q"].partition("..")[2].partition(" ")[0]
    found = [post for post in posts if until == "*" or _iso(post.at) <= until]
    said = [
        like("github", "first.json", ("items", 0))
        | {"id": post.id, "html_url": f"{asked.base}issues/{post.id}", "title": "Heard", "body": post.text}
        | {"created_at": _iso(post.at), "updated_at": _iso(post.at)}
        for post in found[:SHOWN]
    ]
    return _told({"total_count": len(found), "incomplete_results": False, "items": said})


def _steam(asked: Asked, posts: Sequence[Post]) -> Told:
    at = asked.params["cursor"]
    found = [post for post in posts if at == "*" or post.id < int(at)]
    said = []
    for post in found[:SHOWN]:
        review = like("steam", "first.json", ("reviews", 0))
        review["author"] |= {"steamid": str(10**16 + post.place * 10**6 + post.id)}
        times = dict.fromkeys(("timestamp_created", "timestamp_updated"), int(post.at.timestamp()))
        said.append(review | times | {"recommendationid": str(post.id), "review": post.text})
    return _told({"success": 1, "reviews": said, "cursor": str(found[:SHOWN][-1].id) if said else at})


def _appstore(asked: Asked, posts: Sequence[Post]) -> Told:
    number = int(asked.path.partition("page=")[2].partition("/")[0])
    entries = []
    for post in posts[(number - 1) * SHOWN : number * SHOWN]:
        entry = like("appstore", "first.json", ("feed", "entry", 0))
        said = {"id": str(post.id), "updated": _iso(post.at), "content": post.text}
        entries.append(entry | {name: {"label": value} for name, value in said.items()})
    return _told({"feed": {"id": {"label": "reviews"}, **({"entry": entries} if entries else {})}})


def _telegram(asked: Asked, posts: Sequence[Post]) -> Told:
    found = [post for post in posts if post.id < int(asked.params.get("before", 2**40))]
    messages = "".join(
        f'<div class="tgme_widget_message" data-post="place{post.place}/{post.id}">'
        f'<div class="tgme_widget_message_text">{post.text}</div>'
        f'<a class="tgme_widget_message_date"><time datetime="{post.at.isoformat()}"></time></a></div>'
        for post in found[:SHOWN][::-1]
    )
    last = found[:SHOWN][-1].id if len(found) > SHOWN else None
    more = f'<a class="tme_messages_more" data-before="{last}"></a>' if last else ""
    page = f'<section class="tgme_channel_history">{more}{messages}</section>'
    return Told(f"<!doctype html><title>Channel</title>{page}", "text/html; charset=utf-8")


def _told(data: Any) -> Told:
    return Told(json.dumps(data))


def _iso(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@cache
def _recorded(name: str, file: str) -> Any:
    return json.loads((FIXTURES / name / file).read_text("utf-8"))


def like(name: str, file: str, way: Sequence[str | int]) -> Any:
    """A copy of a recorded item."""
    found = _recorded(name, file)
    for step in way:
        found = found[step]
    return copy.deepcopy(found)


_FIELDS = 'fields = { id = "id", text = "body", published = "at" }'
_LISTED = 'items = "article"\nnothing = ".none"\nnext = "a.next@href"'
_SELECTORS = f'{_LISTED}\nfields = {{ text = "p", url = "a@href", published = "time@datetime" }}'
KINDS: tuple[Kind, ...] = (
    Kind("rss", 'url = "{place}feed"', _rss),
    Kind("json", f'url = "{{place}}posts?page={{{{page}}}}"\n{_FIELDS}', _json),
    Kind("html", f'url = "{{place}}talk"\n{_SELECTORS}', _html),
    Kind("hackernews", 'api = "{place}"', _hackernews),
    Kind("mastodon", 'url = "{place}"', _mastodon),
    Kind("lemmy", 'url = "{place}"', _lemmy),
    Kind("discourse", 'url = "{place}"', _discourse),
    Kind("wordpress", 'url = "{place}"', _wordpress),
    Kind("stackexchange", 'api = "{place}"', _stackexchange),
    Kind("github", 'api = "{place}"', _github),
    Kind("steam", 'store = "{place}"\napps = [440]', _steam),
    Kind("appstore", 'feed = "{place}"\napp = 1', _appstore),
    Kind("telegram", 'server = "{place}"\nchannels = ["place"]', _telegram),
)
