"""Secrets that stand in the file themselves, instead of `env:NAME` or `file:PATH`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from listener.config.file import read_document, read_text
from listener.config.findings import dotted
from listener.config.lines import Key, Lines
from listener.config.secrets import is_reference
from listener.config.sections import ActionsSection, HeartbeatSection, ListenerSection
from listener.config.web import WebSection
from listener.notify.base import targets
from listener.wording.masking import parts
from sources.base import sources
from sources.wire.credentials import is_key, parameters
from storage.plugins import Plugins

_SECTIONS: Mapping[str, type[BaseModel]] = {
    "listener": ListenerSection,
    "actions": ActionsSection,
    "heartbeat": HeartbeatSection,
    "web": WebSection,
}
_PLUGINS: Mapping[str, Plugins[Any]] = {"sources": sources, "targets": targets}


def literals(path: Path) -> list[str]:
    """A sentence for each secret in plain text in a file that is right otherwise; the secret does not show."""
    text = read_text(path)
    lines = Lines(text)
    return [_sentence(key, lines.of(key)) for key in _found(read_document(path, text))]


def literal_in(section: str, table: Mapping[str, Any]) -> str | None:
    """The first setting of one table that is a secret in plain text; None where there is none."""
    return next((str(key[-1]) for key in _found({section: [table]})), None)


def _found(raw: Mapping[str, Any]) -> Iterator[Key]:
    for name, model in _SECTIONS.items():
        yield from _within(raw.get(name, {}), (name,), _secret_fields(model))
    for name, known in _PLUGINS.items():
        for index, table in enumerate(raw.get(name, [])):
            yield from _within(table, (name, index), _declared(known, table), whole=name == "targets")


def _declared(known: Plugins[Any], table: Mapping[str, Any]) -> frozenset[str]:
    try:
        return _secret_fields(known.get(str(table.get("type"))))
    except KeyError:
        return frozenset()


def _within(table: Mapping[str, Any], key: Key, declared: frozenset[str], *, whole: bool = False) -> Iterator[Key]:
    """Settings that are declared to be secrets, and addresses with one in them.

    Args:
        whole: Whether an address may be a secret by its path alone, as those of webhooks.
    """
    for name, value in table.items():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, Mapping):
                yield from _within(text, (*key, name), declared, whole=whole)
            elif (
                isinstance(text, str) and not is_reference(text) and (name in declared or _holds_one(text, whole=whole))
            ):
                yield (*key, name)


def _holds_one(text: str, *, whole: bool) -> bool:
    scheme, _, rest = text.partition("://")
    try:
        address = urlsplit(text)
    except ValueError:
        return False
    if not rest:
        return False
    before_host = address.netloc.rpartition("@")[0]
    if ":" in before_host or any(map(is_key, parameters(f"{address.query}&{address.fragment}"))):
        return True
    return whole and scheme.lower() in ("http", "https") and (bool(before_host) or any(parts(text)))


def _secret_fields(model: type[BaseModel]) -> frozenset[str]:
    fields = model.model_fields.items()
    return frozenset(field.alias or name for name, field in fields if SecretStr in _classes(field.annotation))


def _classes(annotation: Any) -> set[Any]:
    return {annotation}.union(*map(_classes, get_args(annotation)))


def _sentence(key: Key, line: int | None) -> str:
    name = key[-1]
    return (
        f'line {line}, {dotted(key)}: a secret stands here in plain text; write {name} = "env:NAME" or '
        f'"file:PATH" instead, and change the secret if others could read the file'
    )
