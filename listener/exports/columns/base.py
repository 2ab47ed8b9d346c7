"""A column of an exported table: its name, what it means, and its value with its type.

A value is turned into text only by a writer whose format has no types, so that others keep them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Type = Literal["text", "whole number", "number", "moment", "yes/no", "list"]

Typed = str | int | float | datetime | tuple[str, ...] | None
"""Of a column's type: "yes/no" is a bool, "moment" an aware datetime, "list" a tuple of texts. None: there is none."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        meaning: Its definition, for the documentation; "" where another product defines it.
        value: What a record has in it: a mention, or an incident.
        style: How a format without types writes it: of a moment the strftime pattern in the reader's zone (else ISO
            8601 with offset), of a list what stands between its texts (else "; ").
    """

    name: str
    type: Type
    meaning: str
    value: Callable[[Any], Typed]
    style: str = ""


def ordered(header: str, filled: Iterable[Column]) -> tuple[Column, ...]:
    """The columns of another product's header (names between commas); those that nothing fills stay empty."""
    known = {column.name: column for column in filled}
    names = header.split(",")
    if foreign := known.keys() - set(names):
        raise ValueError(f"not in the header: {', '.join(sorted(foreign))}")
    return tuple(known.get(name) or Column(name, "text", "", _nothing) for name in names)


def _nothing(_: object) -> None:
    return None
