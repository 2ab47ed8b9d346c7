"""Secrets live outside the configuration: `env:NAME` and `file:PATH` are read here, and hidden from all output."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

MASK = "••••••"
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
    return _variable(found[2], environ) if found[1] == "env" else _file(folder / Path(found[2]).expanduser())


def mask(text: str, secrets: Iterable[str]) -> str:
    """The text without any of the secrets; the longest first, so that one inside another leaves no rest."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text


def _variable(name: str, environ: Mapping[str, str]) -> str:
    value = environ.get(name)
    if not value:
        state = "empty" if value == "" else "not set"
        raise LookupError(f"the environment variable {name} is {state}; set it before starting: export {name}=…")
    return value


def _file(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            value = file.read(_LARGEST).strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise LookupError(f"the secret's file {path} cannot be read: {reason}") from error
    if not value:
        raise LookupError(f"the secret's file {path} is empty; write the secret into it")
    return value
