"""What can be configured: sections and plug-ins with everything that can be set, told from their own models."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import AnyUrl, AwareDatetime, BaseModel, SecretStr
from pydantic_core import Url

from listener.wording import durations
from listener.wording.settings import setting_words
from storage.plugins import Plugins


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing that can be set.

    Attributes:
        label: What it is called on a form.
        kind: What may be written: text, number, true or false, duration, list, or the words to choose from.
        default: As it would be written; None where it must be given, "" where it may be left out.
    """

    name: str
    label: str
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
    found: Mapping[str, type[BaseModel]] = plugins.all()
    return [_told(name, model) for name, model in found.items()]


@cache
def _told(type: str, model: type[BaseModel]) -> Sort:
    return Sort(type=type, meaning=inspect.getdoc(model) or "", settings=tuple(settings(model)))


def settings(model: type[BaseModel]) -> Iterable[Setting]:
    """What can be set in the tables that a model describes, in its order."""
    for name, field in model.model_fields.items():
        default = field.get_default(call_default_factory=True)
        yield Setting(
            name=field.alias or name,
            label=field.title or setting_words(field.alias or name),
            kind=_kind(field.annotation),
            default=None if field.is_required() else written(default),
            meaning=field.description or "",
        )


def inner_tables(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The models of the tables that stand inside such a table, by the setting that holds them; not itself again."""
    found = {field.alias or name: next(_tables(field.annotation), None) for name, field in model.model_fields.items()}
    return {name: inner for name, inner in found.items() if inner and inner is not model}


def written(default: Any) -> str:
    """A value as it stands in the file; "" for none, and for tables."""
    if isinstance(default, timedelta):
        return f'"{durations.notation(default)}"'
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, (tuple, list)):
        return f"[{', '.join(written(each) for each in default)}]"
    if isinstance(default, time):
        return f'"{default:%H:%M}"'
    if isinstance(default, dict):
        return ""
    return "" if default is None else f'"{default}"' if isinstance(default, str | AnyUrl | Url) else str(default)


_KINDS: dict[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    timedelta: "duration",
    time: "time of day",
    AwareDatetime: "time with offset",
    SecretStr: "secret",
}


def _kind(annotation: Any) -> str:
    origin, inner = get_origin(annotation), [each for each in get_args(annotation) if each is not type(None)]
    if origin is None:
        return _KINDS.get(annotation, "table" if _is_table(annotation) else "text")
    if inner and all(isinstance(each, (str, int)) for each in inner):
        return " | ".join(written(each) for each in inner)
    if origin in (tuple, list, set, frozenset):
        return "list"
    if origin is dict:
        return "table"
    return " | ".join(dict.fromkeys(_kind(each) for each in inner if each is not Ellipsis and not _is_check(each)))


def _tables(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation is made of."""
    if _is_table(annotation):
        yield annotation
    for each in get_args(annotation):
        yield from _tables(each)


def _is_table(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _is_check(annotation: Any) -> bool:
    """Whether it is a constraint inside Annotated, not a type."""
    return not isinstance(annotation, type) and get_origin(annotation) is None
