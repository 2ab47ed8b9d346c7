"""Turns what is wrong in a configuration into sentences that say where it is and what to write instead."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from listener.config.lines import Key, Lines
from listener.wording import durations
from listener.wording.masking import masked
from storage.errors import Problem

_PLAIN = {
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": 'must be a list in brackets, as ["one", "two"]',
    "list_type": 'must be a list in brackets, as ["one", "two"]',
    "dict_type": 'must be a table in braces, as { severity = "2" }',
    "model_type": "must be a table of settings",
    "url_parsing": "is no web address",
    "url_scheme": "is no web address that begins with http:// or https://",
    "url_type": "must be a web address in quotes",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "string_pattern_mismatch": "is not written as it should be",
}


class Findings:
    """Everything found wrong so far; secrets never show in it."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._problems: list[Problem] = []

    def add(self, key: Key, what: str, hint: str = "") -> None:
        """Note one problem at a key (the first only), or at the table around it where the key itself is absent."""
        if any(problem.key == dotted(key) for problem in self._problems):
            return  # one fault, one sentence
        what, hint = masked(what), masked(hint).replace("\n", "\n    ")
        self._problems.append(Problem(line=self._lines.of(key), key=dotted(key), what=what, hint=hint))

    def add_invalid(self, error: ValidationError, model: type[BaseModel], raw: Mapping[str, Any], key: Key) -> None:
        """Note what a model refuses; `raw` is the table as it stands in the file."""
        merged: dict[Key, list[ErrorDetails]] = {}
        for detail in error.errors(include_url=False):
            merged.setdefault(_present(detail["loc"], raw, detail["type"]), []).append(detail)
        meant = {_close(str(inner[-1]), model) for inner in merged if merged[inner][0]["type"] == "extra_forbidden"}
        for inner, details in merged.items():
            if details[0]["type"] == "missing" and inner[-1] in meant:
                continue  # it is there, misspelt
            what, hint = _explain(details, inner, model, raw)
            self.add((*key, *inner), what, hint)

    def line(self, key: Key) -> int | None:
        """Where a key stands."""
        return self._lines.of(key)

    def problems(self) -> tuple[Problem, ...]:
        """In the order of the file."""
        return tuple(sorted(self._problems, key=lambda problem: (problem.line or 0, problem.key)))


def dotted(key: Key) -> str:
    """The key as `sources[2].url`."""
    text = ""
    for part in key:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _close(word: str, model: type[BaseModel]) -> str | None:
    return next(iter(get_close_matches(word.lower(), setting_names(model), n=1)), None)


def suggest(word: str, known: Iterable[str]) -> str:
    """`did you mean "url"?`, or the names that exist."""
    names = sorted(known)
    if close := nearest(word, names):
        return f'did you mean "{close}"?'
    return f"known: {', '.join(names)}" if names else ""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The name that was probably meant."""
    names = {name.lower(): name for name in known}
    close = get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    return names[close[0]] if close else None


def describe(model: type[BaseModel], name: str) -> str:
    """A setting's meaning and default, as its model states them; "" where it states none."""
    field = next((field for key, field in model.model_fields.items() if name in (key, field.alias)), None)
    if field is None or not field.description:
        return ""
    default = field.default if field.default_factory is None else None
    if field.is_required() or default is None or default == ():
        return field.description
    shown = f'"{durations.notation(default)}"' if hasattr(default, "total_seconds") else _shown(default)
    return f"{field.description} (default {shown})"


def setting_names(model: type[BaseModel]) -> list[str]:
    """The settings of a model as they are written in the file."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _explain(
    details: list[ErrorDetails], inner: Key, model: type[BaseModel], raw: Mapping[str, Any]
) -> tuple[str, str]:
    name, first = str(inner[-1]) if inner else "", details[0]
    about = describe(model, str(inner[0])) if inner else ""
    if first["type"] == "missing":
        return f'"{name}" is missing', f"write {name} = …{f' # {about}' if about else ''}"
    if first["type"] == "extra_forbidden":
        return f'unknown key "{name}"', suggest(name, setting_names(model)) if len(inner) == 1 else ""
    value = name if "[key]" in first["loc"] else _at(raw, inner)
    if first["type"] == "literal_error":
        return _not_among(value, details)
    reasons = " or ".join(dict.fromkeys(_reason(detail) for detail in details))
    return f"{_shown(value)} {reasons}", f"{inner[0]}: {about}" if about else ""


def _not_among(value: Any, details: list[ErrorDetails]) -> tuple[str, str]:
    expected = " or ".join(str(detail.get("ctx", {}).get("expected", detail["msg"])) for detail in details)
    choices = [word.strip(" '") for word in expected.replace(" or ", ",").split(",")]
    close = nearest(value, choices) if isinstance(value, str) else None
    what = f"{_shown(value)} is not one of: {', '.join(choices)}"
    return what, f'did you mean "{close}"?' if close else f"write one of: {', '.join(choices)}"


def _reason(detail: ErrorDetails) -> str:
    plain = _PLAIN.get(detail["type"])
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return plain or message[:1].lower() + message[1:]


def _present(location: tuple[int | str, ...], raw: Any, type_: str) -> Key:
    """The part of a location that stands in the file: pydantic adds the branches of unions to it."""
    key: Key = ()
    for part in location:
        inside = isinstance(raw, Mapping) and part in raw
        inside = inside or (isinstance(raw, list) and isinstance(part, int) and part < len(raw))
        if not inside:
            return (*key, part) if type_ == "missing" else key
        raw, key = raw[part], (*key, part)
    return key


def _at(raw: Any, key: Key) -> Any:
    for part in key:
        raw = raw[part]
    return raw


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:59]}…"
