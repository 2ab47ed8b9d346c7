"""Which column of whose table means what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from storage.records import Kind

# Our field: the headers it goes by, best first. Own export, plain words, Brandwatch, Meltwater, Talkwalker.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "own_id": ("tags_customer",),
    "native_id": ("native_id", "document id", "content id", "guid", "post id", "comment id", "review id", "id"),
    "uri": ("uri", "at_uri"),
    "url": ("url", "link", "permalink", "address"),
    "published_at": (
        "published_at",
        "published",
        "date",
        "created_at",
        "created",
        "datetime",
        "timestamp",
        "created_utc",
    ),
    "time": ("time",),
    "title": ("title", "headline", "subject", "title_snippet"),
    "text": ("text", "full text", "content", "body", "message", "comment", "review", "description"),
    "snippet": ("opening text", "snippet", "content_snippet", "summary"),
    "hit": ("hit sentence",),
    "language": ("language", "lang"),
    "kind": ("kind", "source type", "source_type", "page type", "content type"),
    "author.id": ("author_id", "author id", "x author id", "extra_author_attributes.id"),
    "author.handle": ("author_handle", "author handle", "handle", "username", "extra_author_attributes.short_name"),
    "author.name": ("author_name", "author name", "full name", "author", "user", "extra_author_attributes.name"),
    "author.followers": ("author_followers", "x followers", "followers", "author followers"),
    "parent_id": ("parent_id", "parent id"),
    "thread_id": ("thread_id", "thread id"),
    "rating.value": ("rating", "stars", "score", "rating_value"),
    "rating.best": ("rating_best", "best_rating", "best rating"),
    "rating.worst": ("rating_worst", "worst_rating", "worst rating"),
    "rating.scale": ("rating_scale",),
    "likes": ("likes",),
    "replies": ("replies", "comments"),
    "shares": ("shares", "reposts"),
    "quotes": ("quotes",),
    "reactions": ("reactions",),
    "views": ("views",),
}
COUNTS = ("likes", "replies", "shares", "quotes", "reactions", "views")
BY_HEADER = {header: field for field, headers in FIELDS.items() for header in headers}

PRODUCTS: Mapping[str, frozenset[str]] = {
    "Brandwatch": frozenset({"query id", "query name", "full text", "page type"}),
    "Meltwater": frozenset({"document id", "hit sentence", "information type"}),
    "Talkwalker": frozenset({"search_indexed", "title_snippet", "content_snippet", "source_type"}),
}
# Columns that our own export fills from its store and from the classifier: they are made anew.
DERIVED = frozenset({
    "collected_at", "sources", "brands", "queries", "matched_words", "sentiment", "sentiment_probability", "toward",
    "intent", "intent_probability", "emotion", "irony", "offensive", "unread_because", "model", "story", "revision",
})  # fmt: skip
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
    """A header as it is compared: lower case, single spaces."""
    return " ".join(header.strip().lstrip("\ufeff").lower().split())


def known(header: Sequence[str]) -> int:
    """How many of some cells are headers that are understood."""
    return len({BY_HEADER[name] for name in map(key, header) if name in BY_HEADER})


def product(header: Sequence[str]) -> str | None:
    """Whose export a header belongs to; None for anybody's table."""
    names = set(map(key, header))
    return next((name for name, marks in PRODUCTS.items() if marks <= names), None)


def ours(header: Sequence[str]) -> bool:
    """Whether a header is that of our own export."""
    return {"published_at", "revision"} <= set(map(key, header))


def layout(header: Sequence[str]) -> dict[str, int]:
    """Field -> position of the column that it is read from."""
    names = [key(cell) for cell in header]
    found = {
        field: names.index(name)
        for field, headers in FIELDS.items()
        if (name := next((name for name in headers if name in names), None))
    }
    if ours(header):
        # The id of our own export is a number of the store that it came from.
        found.pop("native_id", None)
        fields = (("own_id", "id"), ("collected_at", "collected_at"))
        found |= {field: names.index(name) for field, name in fields if name in names}
    if "full name" in names and "author" in names:
        found |= {"author.handle": names.index("author")}
    return found


def rest(header: Sequence[str], used: Mapping[str, int]) -> dict[str, int]:
    """What nothing else reads: header in lower case with underscores -> position, for `extra`."""
    taken = set(used.values())
    own = DERIVED if "revision" in map(key, header) else frozenset()
    return {
        key(name).replace(" ", "_"): place
        for place, name in enumerate(header)
        if name.strip() and place not in taken and key(name) not in own and not (own and key(name) == "id")
    }


def kind(text: str, default: Kind) -> Kind:
    """What sort of place a table's word for it means."""
    words = re.sub(r"_", " ", text.strip().lower())
    return next((kind for pattern, kind in KINDS if re.search(pattern, words)), default)
