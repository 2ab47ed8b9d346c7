"""Records as JSON and back; mentions by hand because there are many, the rest by their annotations."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pydantic_core import PydanticSerializationError, from_json, to_json

from storage import records
from storage.intake.storable import DEPTH, clean_text
from storage.records.number import moment_of, number_at

if TYPE_CHECKING:
    from storage.records import Classification, Match, Mention, Reading

T = TypeVar("T")


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return number_at(moment)


def moment(count: int) -> datetime:
    """The reverse of `micros`."""
    return moment_of(count)


def dumps(value: Any) -> str:
    """Any record, or anything made of records and plain values, as JSON without lone surrogates."""
    return clean_text(json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"), default=str))


def sound(body: str) -> str:
    """SQL: a column of what `dumps` wrote, so that SQLite can take it apart. Infinity and NaN, which metrics of alerts
    hold, are no JSON to it; what such a number is cannot be asked this way, everything else can."""
    return f"iif(json_valid({body}), {body}, replace(replace({body}, 'Infinity', '9e999'), 'NaN', 'null'))"


def loads(kind: type[T], data: str, **known: Any) -> T:
    """A record from what `dumps` wrote. Unknown keys are ignored, missing ones take their defaults; what is known
    better counts instead."""
    build: Callable[..., T] = _builder(cast("Any", kind))
    return build(decoded(data), **known)


def plain(value: Any) -> Any:
    """Dictionaries, lists, strings, numbers."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, datetime):
        return _iso(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def cleaned(value: T, depth: int = 0) -> T:
    """The same record with `clean_text` applied to every string in it; what is nested too deep becomes a mark."""
    result: Any = value
    if isinstance(value, str):
        result = type(value)(clean_text(value))
    elif depth > DEPTH:
        result = "…"
    elif is_dataclass(value) and not isinstance(value, type):
        changes = {field.name: cleaned(getattr(value, field.name), depth + 1) for field in fields(value)}
        result = replace(value, **changes)
    elif isinstance(value, Mapping):
        result = {clean_text(str(key)): cleaned(item, depth + 1) for key, item in value.items()}
    elif isinstance(value, tuple | list):
        result = type(value)(cleaned(item, depth + 1) for item in value)
    same: T = result
    return same


def mention_body(mention: Mention) -> str:
    """What a mention's row keeps besides the columns: only what is there."""
    author, rating = mention.author, mention.rating
    body: dict[str, Any] = {
        "kind": mention.kind,
        "native_id": mention.native_id,
        "collected_at": _iso(mention.collected_at),
        "title": mention.title,
        "text": mention.text,
        "author": [author.id, author.handle, author.name, author.followers],
    }
    if mention.published_at:
        body["published_at"] = _iso(mention.published_at)
    if rating:
        body["rating"] = [rating.value, rating.best, rating.worst]
    for name in ("uri", "url", "permalink", "language", "published_raw", "parent_id", "thread_id"):
        if (value := getattr(mention, name)) is not None:
            body[name] = value
    if mention.engagement:
        body["engagement"] = dict(mention.engagement)
    if mention.extra:
        body["extra"] = mention.extra
    return _encode(body)


def _encode(value: Any) -> str:
    """Several times faster than the standard library. Raises PydanticSerializationError on lone surrogates."""
    return to_json(value, fallback=str, inf_nan_mode="constants").decode()


def mention_from(id: int, revision: int, story: int, data: str) -> Mention:
    """The reverse of `mention_body`."""
    body: dict[str, Any] = decoded(data)
    identifier, handle, name, followers = body.pop("author")
    if rating := body.pop("rating", None):
        body["rating"] = records.Rating(value=rating[0], best=rating[1], worst=rating[2])
    for field in ("collected_at", "published_at"):
        if field in body:
            body[field] = datetime.fromisoformat(body[field])
    author = records.Author(id=identifier, handle=handle, name=name, followers=followers)
    return records.Mention(id=id, revision=revision, story_id=story, author=author, **body)


def matches_body(matches: Sequence[Match]) -> str:
    return _encode([(match.query, match.brand, match.spans) for match in matches]) if matches else "[]"


def reading_body(reading: Classification) -> str:
    """What `dumps` writes of a reading, several times faster: there is one for every mention."""
    try:
        return _encode(reading)
    except (UnicodeEncodeError, PydanticSerializationError):
        return dumps(reading)


def reading_from(data: str) -> Classification:
    """What `loads` makes of a reading, faster: unknown keys are ignored, missing ones take their defaults."""
    body: dict[str, Any] = decoded(data)
    abstained = body.get("abstained")
    return records.Classification(
        model=body["model"],
        heads=_answers(body.get("heads")),
        toward=_answers(body.get("toward")),
        abstained=_builder(records.Abstention)(abstained) if abstained else None,
        language=body.get("language"),
        key_sentence=body.get("key_sentence", ""),
    )


def _answers(found: Mapping[str, Mapping[str, Any]] | None) -> dict[str, Reading]:
    return {
        name: records.Reading(label=each["label"], probability=each["probability"])
        for name, each in (found or {}).items()
    }


def matches_from(data: str) -> tuple[Match, ...]:
    return tuple(
        [
            records.Match(query=query, brand=brand, spans=tuple([(field, start, end) for field, start, end in spans]))
            for query, brand, spans in decoded(data)
        ]
    )


def decoded(data: str) -> Any:
    """What JSON says, twice as fast as the standard library, which reads what the other will not: nested very deep."""
    try:
        return from_json(data)
    except ValueError:
        return json.loads(data)


def _iso(value: datetime) -> str:
    return (value if value.tzinfo is UTC else value.astimezone(UTC)).isoformat()


@lru_cache(None)
def _builder(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of an annotation out of plain JSON."""
    origin, args = get_origin(kind), get_args(kind)
    if kind is datetime:
        return datetime.fromisoformat
    if kind is timedelta:
        return lambda seconds: timedelta(seconds=seconds)
    if kind is not str and _is_a(kind, str):  # Scope and Who among them
        return cast("Callable[[Any], Any]", kind)
    if is_dataclass(kind):
        return _record_builder(kind)
    if origin in (Union, types.UnionType):
        return _optional_builder(next(arg for arg in args if arg is not types.NoneType))
    if origin is tuple:
        return _tuple_builder(args)
    if origin and _is_a(origin, Mapping):
        item = _builder(args[1])
        return _as_is if item is _as_is else lambda data: {key: item(value) for key, value in data.items()}
    return _as_is


def _is_a(kind: Any, parent: type) -> bool:
    return isinstance(kind, type) and issubclass(kind, parent)


def _as_is(data: Any) -> Any:
    return data


def _optional_builder(kind: Any) -> Callable[[Any], Any]:
    build = _builder(kind)
    return _as_is if build is _as_is else lambda data: None if data is None else build(data)


def _tuple_builder(args: tuple[Any, ...]) -> Callable[[Any], Any]:
    if args[-1] is Ellipsis:
        item = _builder(args[0])
        return tuple if item is _as_is else lambda data: tuple([item(value) for value in data])
    builders = [_builder(arg) for arg in args]
    return lambda data: tuple(build(value) for build, value in zip(builders, data, strict=True))


def _record_builder(kind: Any) -> Callable[..., Any]:
    hints, names = get_type_hints(kind), {field.name for field in fields(kind)}

    @cache  # at the first use, so that a record may contain its own kind; most fields are taken as they are
    def builders() -> list[tuple[str, Callable[[Any], Any]]]:
        every = [(name, _builder(hints[name])) for name in names]
        return [(name, item) for name, item in every if item is not _as_is]

    def build(data: dict[str, Any], **known: Any) -> Any:
        found = {name: value for name, value in data.items() if name in names}
        for name, item in builders():
            if name in found:
                found[name] = item(found[name])
        return kind(**found | known)

    return build
