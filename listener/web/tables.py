"""Tables of the configuration as forms: a field for each setting, and what was typed as TOML has it."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from listener.config.catalogue import Setting, settings, written
from listener.config.kinds import toml
from storage.errors import ListenerError

SET = "set:"
"""Names of fields begin so."""
TYPED = frozenset({"text", "secret", "duration", "time of day", "time with offset"})
"""What is text in TOML too."""
LONGEST = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One setting, to be filled in.

    Attributes:
        choices: The words among which one must be chosen; none where anything may be typed.
        value: What stands in it.
        hint: What counts where it stays empty, or what to write.
    """

    setting: Setting
    value: str
    hint: str
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Of the form's field."""
        return f"{SET}{self.setting.name}"

    @property
    def must(self) -> bool:
        """Whether it must be given."""
        return self.setting.default is None


def fields(model: type[BaseModel], given: Mapping[str, str]) -> list[Field]:
    """A form for one sort, what must be given first."""
    known = {field.alias or name: field for name, field in model.model_fields.items()}
    made = [_field(each, known[each.name], given.get(f"{SET}{each.name}", "")) for each in settings(model)]
    return sorted(made, key=lambda field: (not field.must, field.setting.name != "name"))


def filled(table: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the form of a table that there is."""
    return {f"{SET}{name}": value if isinstance(value, str) else toml(value) for name, value in table.items()}


def table(type: str, model: type[BaseModel], given: Mapping[str, str]) -> dict[str, Any]:
    """What was typed. Raises ListenerError where it can be no value; whether it is right, the reading says."""
    return {"type": type, **dict(_typed(model, given))}


def _typed(model: type[BaseModel], given: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for each in settings(model):
        text = given.get(f"{SET}{each.name}", "").strip()
        if len(text) > LONGEST:
            raise ListenerError(f"{each.name}: this is longer than {LONGEST:,} letters")
        if text:
            yield each.name, _value(each, text)


def _value(setting: Setting, text: str) -> Any:
    if setting.kind in TYPED or f'"{text}"' in setting.kind.split(" | "):
        return text
    if setting.kind == "list" and not text.startswith("["):
        return [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
    return _read(setting, text)


def _read(setting: Setting, text: str) -> Any:
    """As TOML reads it; what it does not, is text."""
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, ValueError, RecursionError, KeyError):
        if text[:1] in "[{":
            raise ListenerError(f"{setting.name}: this is not complete; close what is opened") from None
        return text
    if not isinstance(value, str | int | float | bool | list | dict) or (isinstance(value, float) and _endless(value)):
        return text
    return value


def _endless(value: float) -> bool:
    return not math.isfinite(value)


def _field(setting: Setting, info: FieldInfo, value: str) -> Field:
    words = setting.kind.split(" | ")
    closed = all(word.startswith('"') or word.isdigit() for word in words)
    choices = tuple(word.strip('"') for word in words) if closed else ()
    if setting.kind == "true or false":
        choices = ("true", "false")
    return Field(setting=setting, value=value, hint=_hint(setting, info), choices=choices)


def _hint(setting: Setting, info: FieldInfo) -> str:
    if setting.default:
        return setting.default.strip('"')
    example = info.examples[0] if info.examples else None
    if example is not None:
        return example if isinstance(example, str) else toml(example)
    return "env:NAME" if setting.kind == "secret" else ""


def shown(value: Any) -> str:
    """A setting's value for a reader."""
    if isinstance(value, tuple | list):
        return ", ".join(map(shown, value))
    return written(value).strip('"') or str(value)
