"""Reviews that a page tells to programs: schema.org `Review` in JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sources.apis.item import Item
from sources.reading.text import from_html, line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

DEEPEST, MOST = 12, 2_000
TYPES = frozenset({"review", "userreview", "criticreview", "employerreview"})


def documents(page: LexborHTMLParser) -> list[Any]:
    """What stands in the page's JSON-LD scripts; one that cannot be read costs the others nothing."""
    found = []
    for script in page.css('script[type="application/ld+json"]'):
        try:
            # Shops write line breaks into their texts, comments around them, and semicolons behind.
            bare = script.text().strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
            found.append(json.loads(bare, strict=False, parse_constant=lambda _: None))
        except (ValueError, RecursionError):
            continue
    return found


def reviews(value: Any) -> list[Mapping[str, Any]]:
    """Every review inside, each once, however deep; at most 2,000."""
    found: list[Mapping[str, Any]] = []
    for each in _objects(value):
        if TYPES & types(each) and each not in found:
            found.append(each)
        if len(found) >= MOST:
            break
    return found


def types(value: Mapping[str, Any]) -> set[str]:
    """The types of an object, without their vocabulary, in small letters."""
    named = value.get("@type")
    names = named if isinstance(named, list) else [named]
    return {name.rpartition("/")[2].rpartition(":")[2].lower() for name in names if isinstance(name, str)}


def kinds_in(value: Any) -> list[str]:
    """The types that stand inside, for a person who wonders why there is no review."""
    return sorted({name for each in _objects(value) for name in types(each)})


def _objects(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > DEEPEST:
        return
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _objects(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner, depth + 1)


def fields(review: Mapping[str, Any]) -> dict[str, Any]:
    """A review's values under the names of a mention's fields, with the scale of its rating.

    Its `@id` is none: shops write one for all reviews, or number them anew at every visit.
    """
    item = Item(review)
    return {
        "url": item.raw("url"),
        "title": line(from_html(item.raw("name") or item.raw("headline"))),
        "html": item.raw("reviewBody") or item.raw("description") or item.raw("text"),
        "author": _author(review),
        "published": item.raw("datePublished") or item.raw("dateCreated"),
        "language": item.raw("inLanguage"),
        "likes": item.raw("upvoteCount"),
        **_rating(review),
    }


def _author(review: Mapping[str, Any]) -> str:
    """A text, an object, or the first of a list."""
    named = _first(review.get("author"))
    named = named.get("name") if isinstance(named, Mapping) else named
    return line(from_html(named)) if isinstance(named, str) else ""


def _rating(review: Mapping[str, Any]) -> dict[str, Any]:
    """On its own scale, which is 1 to 5 where it names none; nothing where there is no rating that can be."""
    given = _first(review.get("reviewRating"))
    if not isinstance(given, Mapping):
        return {}
    value, best, worst = (_number(given.get(name)) for name in ("ratingValue", "bestRating", "worstRating"))
    best, worst = 5.0 if best is None else best, 1.0 if worst is None else worst
    return {} if value is None or worst >= best else {"rating": str(value), "best": best, "worst": worst}


def _first(value: Any) -> Any:
    return next(iter(value), None) if isinstance(value, list) else value


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return float(str(value).strip().replace(",", "."))
    except ValueError:
        return None
