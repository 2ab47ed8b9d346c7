"""Turns the tables of config.toml into validated settings, noting everything that is wrong on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from listener.config import secrets
from listener.config.findings import Findings, suggest
from listener.config.lines import Key
from listener.wording import durations
from listener.wording.masking import hide
from storage.plugins import Plugins

M = TypeVar("M", bound=BaseModel)


class Reader:
    """Reads one document; what it cannot read is left out and noted in `findings`."""

    def __init__(self, raw: Mapping[str, Any], findings: Findings, folder: Path, environ: Mapping[str, str]) -> None:
        self._raw, self._findings = raw, findings
        self._folder, self._environ = folder, environ

    def section(self, name: str, model: type[M], *, with_secrets: bool = False) -> M:
        """A table as `[collect]`; its defaults where it is absent or wrong."""
        if name not in self._raw:
            return model.model_construct()  # defaults are right: what would check them need not be built
        table = self._raw[name]
        if not isinstance(table, Mapping):
            self._findings.add((name,), "is no section", f"write [{name}] on a line of its own, its settings below")
            table = {}
        return self._validate(model, table, (name,), with_secrets=with_secrets) or model()

    def tables(self, name: str, model: type[M]) -> dict[Key, M]:
        """The tables `[[name]]` that are right, by where they stand."""
        return self._unique(self.anonymous(name, model))

    def anonymous(self, name: str, model: type[M]) -> dict[Key, M]:
        """The same for tables that need no name."""
        read = {key: self._validate(model, table, key) for key, table in self._each(name)}
        return {key: value for key, value in read.items() if value is not None}

    def plugins(self, name: str, known: Plugins[M], *, with_secrets: bool = False) -> dict[Key, M]:
        """The tables `[[name]]`, each read by the plug-in that its `type` names."""
        read = {key: self._plugin(known, table, key, with_secrets) for key, table in self._each(name)}
        return self._unique({key: value for key, value in read.items() if value is not None})

    def sections(self) -> dict[str, int]:
        """How many tables each section has that is a list of them, an empty one too."""
        return {name: len(tables) for name, tables in self._raw.items() if isinstance(tables, list)}

    def names(self, section: str) -> tuple[str, ...]:
        """The names that stand in a section, whatever else is wrong with their tables."""
        tables = self._raw.get(section, [])
        found = (
            [table.get("name") for table in tables if isinstance(table, Mapping)] if isinstance(tables, list) else []
        )
        return tuple(name for name in found if isinstance(name, str))

    def lists(self, name: str) -> dict[str, tuple[str, ...]]:
        """The named lists of `[lists]`."""
        table = self._raw.get(name)
        if not table:
            return {}
        from rules.query.shipped import is_name  # with it comes the language of the queries, for nothing otherwise

        found: dict[str, tuple[str, ...]] = {}
        for entry, terms in table.items() if isinstance(table, Mapping) else ():
            if is_name(entry):
                what = f"@{entry} is a list that comes along, and stays what it is"
                self._findings.add((name, entry), what, f"take another name, as own_{entry}")
            elif isinstance(terms, list) and terms and all(isinstance(term, str) and term for term in terms):
                found[entry] = tuple(terms)
            else:
                self._findings.add((name, entry), "is no list of words", f'write {entry} = ["one", "two"]')
        return found

    def _each(self, name: str) -> Iterator[tuple[Key, Mapping[str, Any]]]:
        tables = self._raw.get(name, [])
        if not isinstance(tables, list):
            self._findings.add(
                (name,), "is a single table, but there can be several", f"write [[{name}]] with two brackets"
            )
            return
        for index, table in enumerate(tables):
            if isinstance(table, Mapping):
                yield (name, index), table
            else:
                self._findings.add((name, index), "is no table", f"write [[{name}]] and the settings below it")

    def _plugin(self, known: Plugins[M], table: Mapping[str, Any], key: Key, with_secrets: bool) -> M | None:
        rest = {name: value for name, value in table.items() if name != "type"}
        kind = table.get("type")
        if kind is None:
            self._findings.add((*key, "type"), '"type" is missing', f"write one of: {', '.join(known.all())}")
            return None
        try:
            model = known.get(str(kind))
        except KeyError:
            self._findings.add((*key, "type"), f'there is no type "{kind}"', suggest(str(kind), known.all()))
            return None
        return self._validate(model, rest, key, with_secrets=with_secrets)

    def _validate(self, model: type[M], table: Mapping[str, Any], key: Key, *, with_secrets: bool = False) -> M | None:
        ready = self._resolved(table, key) if with_secrets else table
        hide(secrets.held(ready))
        ready = self._timed(model, ready, key)
        try:
            read = model.model_validate(ready)
        except ValidationError as error:
            self._findings.add_invalid(error, model, table, key)
            return None
        hide(secrets.held(read))
        return read

    def _unique(self, read: dict[Key, M]) -> dict[Key, M]:
        first: dict[str, Key] = {}
        for key, value in read.items():
            name = getattr(value, "name", None)
            if isinstance(name, str) and first.setdefault(name, key) != key:
                line = self._findings.line((*first[name], "name"))
                self._findings.add(
                    (*key, "name"), f'"{name}" is taken by line {line}', "every name stands once a section"
                )
        return read

    def _resolved(self, value: Any, key: Key) -> Any:
        if isinstance(value, Mapping):
            return {name: self._resolved(inner, (*key, name)) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._resolved(inner, (*key, index)) for index, inner in enumerate(value)]
        return self._secret(value, key) if isinstance(value, str) and secrets.is_reference(value) else value

    def _secret(self, reference: str, key: Key) -> str:
        try:
            value = secrets.resolve(reference, folder=self._folder, environ=self._environ)
        except LookupError as error:
            self._findings.add(key, f'"{reference}" gives no secret', str(error.args[0]))
            return reference
        hide([value])
        return value

    def _timed(self, model: type[BaseModel], table: Mapping[str, Any], key: Key) -> dict[str, Any]:
        """The table with its durations parsed, where the model wants durations."""
        ready = dict(table)
        for name, field in model.model_fields.items():
            written = field.alias or name
            if written in ready:
                ready[written] = self._timed_value(field.annotation, ready[written], (*key, written))
        return ready

    def _timed_value(self, annotation: Any, value: Any, key: Key) -> Any:
        kinds = _kinds(annotation)
        if timedelta in kinds and isinstance(value, (str, int, float)) and not isinstance(value, bool):
            return self._duration(value, key)
        inner = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
        if inner and isinstance(value, Mapping):
            return self._timed(inner, value, key)
        if inner and isinstance(value, list):
            return [self._timed_value(inner, each, (*key, index)) for index, each in enumerate(value)]
        return value

    def _duration(self, value: str | float, key: Key) -> Any:
        if not isinstance(value, str):
            self._findings.add(key, f"{value} has no unit", f'write "{value}s" for seconds or "{value}m" for minutes')
            return value
        try:
            return durations.parse(value)
        except durations.NoDuration as error:
            self._findings.add(key, error.what, error.hint)
            return value


def _kinds(annotation: Any) -> set[Any]:
    """The classes an annotation is made of."""
    inner = get_args(annotation)
    return {annotation}.union(*map(_kinds, inner)) if inner else {annotation}
