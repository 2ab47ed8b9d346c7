"""What of a mention can be stored: what can be mended honestly is mended, and what cannot is refused with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Any, get_args

from storage.records import Author, Kind, Rating

if TYPE_CHECKING:
    from storage.records import Mention

LONGEST_TEXT = 100_000
LONGEST_NAME = 1_000
LONGEST_ADDRESS = 2_000
LARGEST = 10**15
"""Counts beyond are no counts."""
DEPTH, WIDTH, MUCH = 40, 1_000, 400_000
"""What a source says beyond the fields: how deep it may be nested, members of one list, characters of it all."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_KINDS = frozenset(get_args(Kind))
_DAY = timedelta(days=1)


class UnstorableError(ValueError):
    """A mention that nothing honest can be made of; says why."""


def clean_text(text: str) -> str:
    """Lone surrogates cannot be stored: each becomes U+FFFD, so that positions stay."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def storable(mention: Mention, now: datetime) -> tuple[Mention, tuple[str, ...]]:
    """The mention as it can be stored, and the fields that had to be mended for that: mostly none.

    Texts are cut, what cannot be is unknown. Raises UnstorableError where that leaves no mention.
    """
    _refuse(mention)
    mended = _mended(mention, now)
    changed = {name: value for name, value in mended.items() if value is not getattr(mention, name)}
    return (replace(mention, **changed), tuple(changed)) if changed else (mention, ())


def _refuse(mention: Mention) -> None:
    if not isinstance(mention.native_id, str) or not mention.native_id:
        raise UnstorableError("it has no id in its source")
    if len(mention.native_id) > LONGEST_ADDRESS:
        raise UnstorableError(f"its id has {len(mention.native_id):,} characters")
    if not isinstance(mention.title, str) or not isinstance(mention.text, str):
        raise UnstorableError("its title or its text is no text")
    if not isinstance(mention.author, Author):
        raise UnstorableError("its author is none")
    if mention.kind not in _KINDS:
        raise UnstorableError(f"its kind is none of {', '.join(sorted(_KINDS))}")
    if not _is_moment(mention.collected_at):
        raise UnstorableError("when it was collected is not told in any time zone")


def _mended(mention: Mention, now: datetime) -> dict[str, Any]:
    """Every field that can be wrong; one that is right is the same object."""
    said, raw = _said(mention, now)
    return {
        "native_id": clean_text(mention.native_id),
        "title": _cut(mention.title),
        "text": _cut(mention.text),
        "author": _author(mention.author),
        "uri": _text(mention.uri, LONGEST_ADDRESS),
        "url": _text(mention.url, LONGEST_ADDRESS),
        "permalink": _text(mention.permalink, LONGEST_ADDRESS),
        "language": _text(mention.language, LONGEST_NAME),
        "published_at": said,
        "published_raw": _text(raw, LONGEST_NAME),
        "parent_id": _text(mention.parent_id, LONGEST_ADDRESS),
        "thread_id": _text(mention.thread_id, LONGEST_ADDRESS),
        "rating": _rating(mention.rating),
        "engagement": _engagement(mention.engagement),
        "extra": _extra(mention.extra),
    }


def _said(mention: Mention, now: datetime) -> tuple[datetime | None, str | None]:
    """A time that cannot be becomes words about it."""
    said = mention.published_at
    if said is None or (_is_moment(said) and said <= max(mention.collected_at, now) + _DAY):
        return said, mention.published_raw
    return None, mention.published_raw or str(said)[:LONGEST_NAME]


def _is_moment(value: object) -> bool:
    return isinstance(value, datetime) and value.utcoffset() is not None


def _cut(text: str) -> str:
    return clean_text(text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT])


def _text(value: str | None, longest: int) -> str | None:
    """Half an address leads elsewhere, half an identifier belongs to another: too long is unknown."""
    return clean_text(value) if isinstance(value, str) and len(value) <= longest else None


def _author(author: Author) -> Author:
    found: dict[str, Any] = {
        "id": _text(author.id, LONGEST_ADDRESS),
        "handle": _text(author.handle, LONGEST_NAME),
        "name": _text(author.name, LONGEST_NAME),
        "followers": author.followers if _is_count(author.followers) else None,
    }
    changed = {name: value for name, value in found.items() if value is not getattr(author, name)}
    return replace(author, **changed) if changed else author


def _is_count(value: object) -> bool:
    return type(value) is int and -LARGEST <= value <= LARGEST


def _rating(rating: Rating | None) -> Rating | None:
    if isinstance(rating, Rating) and all(map(_is_finite, (rating.value, rating.best, rating.worst))):
        return rating
    return None


def _is_finite(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) <= LARGEST and isfinite(value)


def _engagement(counts: Mapping[str, int]) -> Mapping[str, int]:
    if not isinstance(counts, Mapping):
        return {}
    if all(type(name) is str and name.isascii() and _is_count(count) for name, count in counts.items()):
        return counts
    return {clean_text(str(name)): count for name, count in counts.items() if _is_count(count)}


def _extra(extra: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(extra, Mapping):
        return {}
    kept = _plain(extra, 0)
    if len(str(kept)) > MUCH:
        return {}
    return extra if kept == extra else kept


def _plain(value: Any, depth: int) -> Any:
    """What JSON can say and read again: numbers that it cannot are texts, what is nested too deep is a mark."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _cut(value)
    if isinstance(value, int | float):
        return value if _is_finite(value) else _number(value)
    if depth >= DEPTH:
        return "…"
    if isinstance(value, Mapping):
        return {_cut(str(key)): _plain(inner, depth + 1) for key, inner in islice(value.items(), WIDTH)}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner, depth + 1) for inner in islice(value, WIDTH)]
    return _cut(str(value))


def _number(value: float) -> str:
    return str(value) if isinstance(value, float) else f"a number of {value.bit_length()} bits"
