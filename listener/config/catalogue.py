"""What plug-ins there are and what can be set on each, told from their own models."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from listener.wording import durations
from storage.plugins import Plugins


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One option of a plug-in.

    Attributes:
        kind: What may be written: text, number, true or false, duration, list, or the words to choose from.
        default: As it would be written; None where it must be given, "" where it may be left out.
    """

    name: str
    kind: str
    default: str | None
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """One type that can be configured."""

    type: str
    meaning: str
    settings: tuple[Setting, ...]


def sorts(plugins: Plugins[Any]) -> list[Sort]:
    """Every plug-in of one sort, alphabetically."""
    return [
        Sort(type=name, meaning=inspect.getdoc(model) or "", settings=tuple(_settings(model)))
        for name, model in plugins.all().items()
    ]


def _settings(model: type[BaseModel]) -> Iterable[Setting]:
    for name, field in model.model_fields.items():
        default = field.get_default(call_default_factory=True)
        yield Setting(
            name=field.alias or name,
            kind=_kind(field.annotation),
            default=None if field.is_required() else _written(default),
            meaning=field.description or "",
        )


def _written(default: Any) -> str:
    if isinstance(default, timedelta):
        return f'"{durations.notation(default)}"'
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, (tuple, list)):
        return f"[{', '.join(_written(each) for each in default)}]"
    return "" if default is None else f'"{default}"' if isinstance(default, str) else str(default)


_KINDS = {str: "text", int: "whole number", float: "number", bool: "true or false", timedelta: "duration"}


def _kind(annotation: Any) -> str:
    origin, inner = get_origin(annotation), [each for each in get_args(annotation) if each is not type(None)]
    if origin is None:
        return _KINDS.get(annotation, "table" if _is_table(annotation) else "text")
    if inner and all(isinstance(each, (str, int)) for each in inner):
        return " | ".join(_written(each) for each in inner)
    if origin in (tuple, list, set, frozenset):
        return "list"
    if origin is dict:
        return "table"
    return " | ".join(dict.fromkeys(_kind(each) for each in inner if each is not Ellipsis and not _is_check(each)))


def _is_table(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _is_check(annotation: Any) -> bool:
    """Whether it is a constraint inside Annotated, not a type."""
    return not isinstance(annotation, type) and get_origin(annotation) is None
