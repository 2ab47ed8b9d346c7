"""NDJSON with the field names of a mention, as `listener export` writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sources.tables import build, columns, own_ids
from sources.tables.problems import RowProblem
from storage.records import Mention

# The store's own, made anew at an import.
LEFT_OUT = frozenset({
    "id", "story_id", "story", "revision", "revisions", "sightings", "matches", "classification", "collected_at",
    "published_raw", "permalink",
})  # fmt: skip
NESTED = ("author", "rating", "engagement")


def objects(text: str) -> Iterator[tuple[int, Any]]:
    """(row, value) of every line that is not empty; a value that cannot be read is a RowProblem. One JSON array is
    taken as if each of its members stood on a line."""
    if text.lstrip().startswith("["):
        yield from _array(text)
        return
    for number, written in enumerate(text.split("\n"), 1):
        if written.strip():
            yield number, _value(written, number)


def mention(number: int, value: Mapping[str, Any], reading: build.RowReader) -> tuple[Mention, list[tuple[str, str]]]:
    """The mention of an object and complaints about fields that were ignored. Raises UnusableError."""
    written = cells(value)
    row = build.Row(number, written, {field: field for field in written}, [], _own_id(value))
    extra = value.get("extra")
    found = build.mention(row, reading, {**(extra if isinstance(extra, dict) else {}), **_rest(value)})
    raw = value.get("published_raw")
    return (replace(found, published_raw=raw[:100]) if isinstance(raw, str) else found), row.complaints


def cells(value: Mapping[str, Any]) -> dict[str, str]:
    """Field -> text of an object, whose nested ones are laid flat."""
    found: dict[str, str] = {}
    for name, inner in value.items():
        if name in NESTED and isinstance(inner, dict):
            prefix = "" if name == "engagement" else f"{name}."
            found |= {f"{prefix}{part}": _string(each) for part, each in inner.items()}
        elif name not in LEFT_OUT:
            field = columns.BY_HEADER.get(columns.key(name))
            if field and not found.get(field):
                found[field] = _string(inner)
    return found | {name: _string(value[name]) for name in ("permalink", "collected_at") if name in value}


def _own_id(value: Mapping[str, Any]) -> int | None:
    """The number of a line that an export of ours wrote."""
    id, is_ours = value.get("id"), "sightings" in value and "revision" in value
    return own_ids.read(str(id)[:30], ours=True) if is_ours and type(id) is int else None


def _rest(value: Mapping[str, Any]) -> dict[str, Any]:
    skipped = {*LEFT_OUT, *NESTED, "extra"}
    return {
        name: inner
        for name, inner in value.items()
        if name not in skipped and columns.key(name) not in columns.BY_HEADER and inner not in (None, "", [], {})
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
