"""Posts from a pipe, matched against an expression: NDJSON in, one verdict a line out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, get_args

from storage.records import Author, Kind, Mention, Query, Rating

Row = dict[str, Any]
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS = get_args(Kind)
_TEXTS = ("url", "permalink", "uri", "title", "text", "language", "parent_id", "thread_id")
_OTHERS = ("id", "native_id", "kind", "author", "rating", "engagement", "extra", "source", "published_at")


def verdicts(lines: Iterable[bytes], expression: str, lists: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    """One object for each line that is not blank: `match` and `spans` as [field, start, end] in code points of the
    field, or `error`; with the post's `id` if it has one. Raises QueryError.
    """
    from rules.query import Matcher

    matcher = Matcher([Query(name="query", brand="", expression=expression)], lists=lists)
    for line in lines:
        if not line.strip():
            continue
        try:
            row = _object(line)
            post, source = mention_of(row), row.get("source")
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            yield {"match": None, "error": str(error)}
            continue
        found = matcher.match(post, source=source if isinstance(source, str) else None)
        spans = [list(span) for match in found for span in match.spans]
        yield {**({"id": row["id"]} if "id" in row else {}), "match": bool(found), "spans": spans}


def mention_of(row: Mapping[str, Any]) -> Mention:
    """A mention from what a post says of itself: `text` and any other field of a mention. Raises ValueError.

    `author` is a handle or an object, `rating` a number or an object; fields that a mention does not have are `extra`.
    """
    texts = {name: row[name] for name in _TEXTS if row.get(name) is not None}
    wrong = next((name for name, value in texts.items() if not isinstance(value, str)), None)
    if wrong:
        raise ValueError(f'"{wrong}" must be text')
    if row.get("kind", "social") not in _KINDS:
        raise ValueError(f'"kind" must be one of {", ".join(_KINDS)}')
    said = row.get("published_at")
    return Mention(
        kind=row.get("kind", "social"),
        native_id=str(row.get("native_id", row.get("id", ""))),
        author=_author(row.get("author")),
        rating=_rating(row.get("rating")),
        published_at=datetime.fromisoformat(said) if said else None,
        collected_at=_NEVER,
        engagement={name: int(count) for name, count in (row.get("engagement") or {}).items()},
        extra={name: value for name, value in row.items() if name not in _TEXTS + _OTHERS} | (row.get("extra") or {}),
        **texts,
    )


def _object(line: bytes) -> Row:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise ValueError(f'no JSON: {error.msg} at column {error.pos}; write {{"text": "…"}}') from None
    if not isinstance(row, dict):
        raise ValueError('no object; write {"text": "…"}')
    return row


def _author(value: object) -> Author:
    if isinstance(value, Mapping):
        return Author(**{name: value.get(name) for name in ("id", "handle", "name", "followers")})
    if value is not None and not isinstance(value, str):
        raise ValueError('"author" must be a handle or an object')
    return Author(handle=value.lstrip("@") if value else None)


def _rating(value: object) -> Rating | None:
    if isinstance(value, Mapping):
        return Rating(**{name: float(value[name]) for name in ("value", "best", "worst") if name in value})
    if value is not None and not isinstance(value, (int, float)):
        raise ValueError('"rating" must be a number or an object')
    return None if value is None else Rating(value=float(value))
