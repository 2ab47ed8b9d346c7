"""Secrets live outside the configuration: `env:NAME` and `file:PATH` are read here; those within it are found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr

from listener.wording.masking import credentials

_LARGEST = 65_536
_REFERENCE = re.compile(r"(env|file):(.+)")


def is_reference(text: str) -> bool:
    """Whether the text names a secret instead of being one."""
    return _REFERENCE.fullmatch(text) is not None


def resolve(text: str, *, folder: Path, environ: Mapping[str, str]) -> str:
    """What the reference stands for. Raises LookupError with what to do."""
    found = _REFERENCE.fullmatch(text)
    if not found:
        return text
    return _variable(found[2], environ) if found[1] == "env" else _file(folder, found[2])


def held(value: Any) -> Iterator[str]:
    """The secrets that settings hold themselves: what is declared to be one, and credentials in addresses."""
    match value:
        case SecretStr():
            yield value.get_secret_value()
        case BaseModel():
            yield from held({name: getattr(value, name) for name in type(value).model_fields})
        case Mapping():
            for inner in value.values():
                yield from held(inner)
        case list() | tuple():
            for inner in value:
                yield from held(inner)
        case str():
            yield from credentials(value)


def _variable(name: str, environ: Mapping[str, str]) -> str:
    value = environ.get(name, "").strip()
    if not value:
        state = "empty" if name in environ else "not set"
        raise LookupError(f"the environment variable {name} is {state}; set it before starting: export {name}=…")
    return value


def _file(folder: Path, name: str) -> str:
    path = folder / name
    try:
        path = folder / Path(name).expanduser()
        with path.open(encoding="utf-8") as file:
            value = file.read(_LARGEST).strip()
    except (OSError, ValueError, RuntimeError) as error:
        reason = _reason(error)
        raise LookupError(f"the secret's file {path} cannot be read: {reason}") from error
    if not value:
        raise LookupError(f"the secret's file {path} is empty; write the secret into it")
    return value


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return str(error.strerror or error)
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return "there can be no such file" if isinstance(error, ValueError) else "there is no user of that name"
