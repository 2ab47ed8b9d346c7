"""NDJSON with the field names of a mention, as `listener export` writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sources.tables import build, columns, own_ids
from sources.tables.naming import addressed
from sources.tables.problems import RowProblem
from sources.tables.row import Row, RowReader
from storage.records import Mention

# The store's own, made anew at an import.
LEFT_OUT = frozenset({
    "id", "story_id", "story", "revision", "revisions", "sightings", "matches", "classification", "collected_at",
    "published_raw", "permalink", "refused_because",
})  # fmt: skip
NESTED = ("author", "rating", "engagement")
DEEPEST = 3


def objects(text: str) -> Iterator[tuple[int, Any]]:
    """(row, value) of every line that is not empty; a value that cannot be read is a RowProblem. One JSON array is
    taken as if each of its members stood on a line."""
    if text.lstrip().startswith("["):
        yield from _array(text)
        return
    for number, written in enumerate(text.split("\n"), 1):
        if written.strip():
            yield number, _value(written, number)


def mention(number: int, value: Mapping[str, Any], reading: RowReader) -> tuple[Mention, list[tuple[str, str]]]:
    """The mention of an object and complaints about fields that were ignored. Raises UnusableError."""
    written = cells(value, reading.columns)
    row = Row(number, written, {field: field for field in written}, [])
    extra = value.get("extra")
    found = build.mention(row, reading, {**(extra if isinstance(extra, dict) else {}), **_rest(value)})
    raw = value.get("published_raw")
    return (replace(found, published_raw=raw[:100]) if isinstance(raw, str) else found), row.complaints


def cells(value: Mapping[str, Any], names: Mapping[str, str] | None = None) -> dict[str, str]:
    """Field -> text of an object, whose nested ones are laid flat.

    Args:
        names: Field -> name, where somebody said which is which.
    """
    found: dict[str, str] = {}
    for name, inner in value.items():
        if name in NESTED and isinstance(inner, dict):
            prefix = "" if name == "engagement" else f"{name}."
            found |= {f"{prefix}{part}": _string(each) for part, each in inner.items()}
        elif name not in LEFT_OUT and name != "extra":
            for written, each in _flat(name, inner):
                field = columns.field(written)
                if field and not found.get(field):
                    found[field] = _string(each)
    found |= {field: _string(value[name]) for field, name in (names or {}).items() if name in value}
    found |= {name: _string(value[name]) for name in ("permalink", "collected_at") if name in value}
    return dict(addressed({**found, "own_id": _own_id(value)}))


def _flat(name: str, value: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """What lies inside of an object, with its names joined by dots."""
    if isinstance(value, dict) and depth < DEEPEST:
        for part, inner in value.items():
            yield from _flat(f"{name}.{part}", inner, depth + 1)
    else:
        yield name, value


def _own_id(value: Mapping[str, Any]) -> str:
    """The number of a line that an export of ours wrote."""
    id, is_ours = value.get("id"), "sightings" in value and "revision" in value
    return own_ids.read(_string(id), ours=True) if is_ours else ""


def _rest(value: Mapping[str, Any]) -> dict[str, Any]:
    skipped = {*LEFT_OUT, *NESTED, "extra"}
    return {
        name: inner
        for name, inner in value.items()
        if name not in skipped and columns.field(name) is None and inner not in (None, "", [], {})
    }


def _string(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _value(written: str, number: int) -> Any:
    try:
        value = json.loads(written)
    except json.JSONDecodeError as error:
        what = f"not JSON: {error.msg} at character {error.pos + 1}"
    except (ValueError, RecursionError):
        what = "not JSON that can be read"
    else:
        what = "not a JSON object {…}"
        if isinstance(value, dict):
            return value
    return RowProblem(row=number, column="", what=what, body=written)


def _array(text: str) -> Iterator[tuple[int, Any]]:
    try:
        members = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield 1, RowProblem(row=1, column="", what=f"not JSON: {error}")
        return
    for number, member in enumerate(members, 1):
        is_object = isinstance(member, dict)
        yield number, member if is_object else RowProblem(row=number, column="", what="not a JSON object {…}")
