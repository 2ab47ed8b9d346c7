"""Which column of whose table means what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import count

from sources.tables.problems import UnreadableError
from storage.records import Kind

# Our field: the headers it goes by, best first. Own export, plain words, Brandwatch, Meltwater, Talkwalker.
HEADERS: Mapping[str, tuple[str, ...]] = {
    "own_id": ("tags customer",),
    "native_id": (
        "native id", "document id", "content id", "tweet id", "guid", "post id", "status id", "comment id", "review id",
        "resource id", "id",
    ),
    "uri": ("uri", "at uri"),
    "url": ("url", "link", "permalink", "address", "post url", "post link", "source url", "mention url", "page url"),
    "published_at": (
        "published at", "published", "date", "created at", "created", "datetime", "date time", "timestamp",
        "created utc", "published on", "publication date", "post date", "date published", "review date",
        "comment date", "createdtime", "created time", "mention date", "submitted at", "submission date", "posted at",
        "date posted", "post created",
        "alternate date format",
    ),
    "time": ("time", "hour"),
    "title": ("title", "headline", "subject", "title snippet"),
    "text": (
        "text", "full text", "content", "body", "message", "comment", "review", "review text", "post text", "post",
        "caption", "description",
    ),
    "snippet": ("opening text", "snippet", "content snippet", "summary"),
    "hit": ("hit sentence",),
    "language": ("language", "lang"),
    "kind": ("kind", "source type", "page type", "content source name", "content type"),
    "author.id": (
        "author id", "x author id", "twitter author id", "facebook author id", "twitter id", "user id",
        "extra author attributes.id",
    ),
    "author.handle": (
        "author handle", "handle", "author username", "senderscreenname", "sender screen name", "username", "user name",
        "screen name", "user.screen name",
        "extra author attributes.short name",
    ),
    "author.name": (
        "author name", "full name", "author", "twitter screen name", "user", "reviewer", "reviewer name", "user.name",
        "extra author attributes.name",
    ),
    "author.either": ("influencer",),
    "author.followers": (
        "author followers", "followers", "follower count", "followers count", "user.followers count",
        "sender followers count",
    ),
    "parent_id": ("parent id", "in reply to", "reply to", "in reply to status id", "parent url"),
    "thread_id": ("thread id", "conversation id"),
    "rating.value": ("rating", "stars", "star rating", "score", "rating value"),
    "rating.best": ("rating best", "best rating"),
    "rating.worst": ("rating worst", "worst rating"),
    "rating.scale": ("rating scale",),
    "country": (
        "country code", "country", "author country code", "author country",
        "extra article attributes.world data.country code", "extra article attributes.world data.country",
        "extra author attributes.world data.country code", "extra author attributes.world data.country",
        "extra source attributes.world data.country code", "extra source attributes.world data.country",
    ),
    "reach": ("reach", "global reach", "reach (new)", "estimated reach", "potential reach"),
    "engagement_type": ("engagement type", "thread entry type"),
}  # fmt: skip
BY_HEADER = {header: field for field, headers in HEADERS.items() for header in headers}
COUNTS = ("likes", "replies", "shares", "quotes", "reactions", "views")
NUMBERS = (*COUNTS, "author.followers", "reach")
"""Fields of which a table may have a column for each network: the largest counts, as the others are 0."""

_NETWORK = (
    r"(?:(?:article|source) extended attributes\.)?(?:(?:x|twitter|facebook|instagram|linkedin|youtube"
    r"|tiktok|reddit|pinterest|threads|bluesky|mastodon|weibo|vk|vkontakte|tumblr) )"
)
_COUNTED = {
    "likes": r"(?:likes?|like count|likes count|favorites|favorite count|favourites)",
    "replies": r"(?:repl(?:y|ies)(?: count)?|comments?(?: count)?|num comments)",
    "shares": r"(?:shares?|share count|reposts?|repost count|retweets?|retweet count|repins)",
    "quotes": r"(?:quotes?|quote count|quote tweets)",
    "reactions": r"(?:reactions?|reaction count)",
    "views": r"(?:views?|view count|video views)",
    "author.followers": r"(?:followers|fans|subscribers)",
}
_OF_A_NETWORK = {field: re.compile(f"{_NETWORK}?{words}") for field, words in _COUNTED.items()}
_IMPRESSIONS = re.compile(r"article extended attributes\.\w+ impressions|article extended attributes\.url views")
_COMMENTS = "article extended attributes.num comments"

PRODUCTS: Mapping[str, frozenset[str]] = {
    "Brandwatch": frozenset({"query id", "query name", "page type"}),
    "Meltwater": frozenset({"hit sentence", "opening text", "input name"}),
    "Talkwalker": frozenset({"search indexed", "title snippet", "content snippet", "source type"}),
}
# Columns that our own export fills from its store and from the classifier: they are made anew.
DERIVED = frozenset({
    "collected at", "sources", "brands", "queries", "matched words", "sentiment", "sentiment probability", "toward",
    "tone", "intent", "intent probability", "emotion", "irony", "offensive", "risk", "risk probability",
    "unread because", "model", "story", "revision", "labels", "attribution",
})  # fmt: skip
REFUSED_BECAUSE = "refused because"
"""The column that tables of refused rows have beside their own."""
KINDS: Sequence[tuple[str, Kind]] = (
    (r"review", "review"),
    (r"blog", "blog"),
    (r"youtube|video|vimeo|broadcast|\btv\b", "video"),
    (r"forum|board|reddit", "forum"),
    (r"survey", "survey"),
    (r"mail", "mail"),
    (r"news|print|magazine|press|editorial|online", "news"),
    (r"social|twitter|^x$|facebook|instagram|tiktok|threads|bluesky|mastodon|linkedin|pinterest", "social"),
)


def key(header: str) -> str:
    """A header as it is compared: lower case, single spaces, also for underscores."""
    return " ".join(header.strip().lstrip("\ufeff").lower().replace("_", " ").split())


def field(header: str) -> str | None:
    """What a header means; None if it is not understood."""
    name = key(header)
    if name in BY_HEADER:
        return BY_HEADER[name]
    if _IMPRESSIONS.fullmatch(name):
        return "views"
    if name == _COMMENTS:
        return "replies"
    return next((field for field, pattern in _OF_A_NETWORK.items() if pattern.fullmatch(name)), None)


def named(written: Mapping[str, str]) -> dict[str, str]:
    """Field -> header of somebody's own words for both, as text=Kommentar. Raises ValueError for an unknown field."""
    found = {}
    for wanted, header in written.items():
        known = wanted if wanted in FIELDS else field(wanted)
        if known is None:
            usual = "text, title, date, time, url, author, handle, id, language, country, likes, rating"
            raise ValueError(f"{wanted!r} is nothing that a post has; write one of {usual}, …")
        found[known] = header
    return found


FIELDS = frozenset({*HEADERS, *_COUNTED})


def known(header: Sequence[str], names: Mapping[str, str]) -> int:
    """How many of some cells are headers that are understood, `names` (field -> header) among them."""
    wanted = {key(name) for name in names.values()}
    return len({field(name) or name for name in header if field(name) or key(name) in wanted})


def product(header: Sequence[str]) -> str | None:
    """Whose export a header belongs to; None for anybody's table."""
    names = set(map(key, header))
    return next((name for name, marks in PRODUCTS.items() if marks <= names), None)


def ours(header: Sequence[str]) -> bool:
    """Whether a header is that of our own export."""
    return {"published at", "revision"} <= set(map(key, header))


def layout(header: Sequence[str], names: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """Field -> positions of the columns that it may be read from, best first.

    Args:
        names: Field -> header, where somebody said so: no other column is that field then.

    Raises:
        UnreadableError: A column that was named is not there.
    """
    cells = [key(cell) for cell in header]
    found = {field: places for field in FIELDS if (places := _places(field, cells))}
    if ours(header):
        # The id of our own export is a number of the store that it came from.
        found.pop("native_id", None)
        fields = (("own_id", "id"), ("collected_at", "collected at"))
        found |= {field: (cells.index(name),) for field, name in fields if name in cells}
    if "full name" in cells and "author" in cells:
        found |= {"author.handle": (cells.index("author"),), "author.name": (cells.index("full name"),)}
    mapped = {field: _mapped(name, header, cells) for field, name in names.items()}
    taken = {place for places in mapped.values() for place in places}
    others = {field: left for field, places in found.items() if (left := tuple(p for p in places if p not in taken))}
    return others | mapped


def _places(wanted: str, cells: Sequence[str]) -> tuple[int, ...]:
    order = HEADERS.get(wanted, ())
    places = [place for place, cell in enumerate(cells) if cell and field(cell) == wanted]
    return tuple(sorted(places, key=lambda place: order.index(cells[place]) if cells[place] in order else len(order)))


def _mapped(name: str, header: Sequence[str], cells: Sequence[str]) -> tuple[int, ...]:
    places = tuple(place for place, cell in enumerate(cells) if cell == key(name))
    if not places:
        there = ", ".join(cell.strip() for cell in header if cell.strip())
        raise UnreadableError(f"no column is named {name!r}; there are: {there[:500]}")
    return places


def labels(header: Sequence[str]) -> list[str]:
    """A name for each column in `extra`, in lower case with underscores; no two are the same, "" for none."""
    found: list[str] = []
    for cell in header:
        name = key(cell).replace(" ", "_")
        rivals = (name if number == 1 else f"{name}_{number}" for number in count(1))
        found.append(next(each for each in rivals if each not in found) if name else "")
    return found


def left_out(header: Sequence[str]) -> frozenset[int]:
    """Positions of columns that are not kept: what our own export made, and why rows were refused."""
    made = DERIVED | {"id"} if ours(header) else frozenset()
    return frozenset(place for place, cell in enumerate(header) if key(cell) in made | {REFUSED_BECAUSE})


def kind(text: str, default: Kind) -> Kind:
    """What sort of place a table's word for it means."""
    words = re.sub(r"_", " ", text.strip().lower())
    return next((kind for pattern, kind in KINDS if re.search(pattern, words)), default)
