"""The entries of a feed one by one: one that cannot be read costs the others nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from storage.records import Refused

T = TypeVar("T")
NAMED = ("id", "link", "url")


def read_each(items: Iterable[Mapping[str, Any]], read: Callable[[Any], T]) -> tuple[list[T], tuple[Refused, ...]]:
    """What each became, and those that became nothing."""
    good: list[T] = []
    refused: list[Refused] = []
    for number, item in enumerate(items, 1):
        try:
            good.append(read(item))
        except MemoryError:
            raise  # the feed as a whole is too much
        except Exception as error:  # noqa: BLE001 - strangers write entries
            refused.append(Refused(native_id=_name(item, number), reason=reason(error), body=_body(item)))
    return good, tuple(refused)


def reason(error: Exception) -> str:
    """Why an entry could not be read, for a person."""
    return f"the entry cannot be read: {error!r}"


def _name(item: Mapping[str, Any], number: int) -> str:
    # dict.get: feedparser's own access substitutes other fields, with warnings.
    named = (dict.get(item, name) for name in NAMED if isinstance(item, dict))
    return next((value for value in named if isinstance(value, str) and value), f"entry {number}")


def _body(item: Mapping[str, Any]) -> str:
    try:
        return json.dumps(item, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        return ""
