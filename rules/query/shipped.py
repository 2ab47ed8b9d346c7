"""Lists that come along and are used like saved ones, as `@risk_safety`: expressions in six languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_suffix(".toml")
_NEAREST = 0.8


@cache
def by_language() -> Mapping[str, Mapping[str, str]]:
    """Name -> ISO 639-1 code -> expression."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def expression(name: str) -> str | None:
    """What `@name` stands for, in all its languages; None where no such list comes along."""
    found = by_language().get(_plain(name))
    return " OR ".join(f"({each})" for each in found.values()) if found else None


def is_name(written: str) -> bool:
    """Whether a part of an expression is the name of such a list."""
    return _plain(written) in by_language()


def meant(written: str) -> str | None:
    """The name that a handle nearly is, as `@risk_breech`; None where it is one, or none."""
    if written[:1] != "@" or "_" not in written or is_name(written):
        return None
    near = get_close_matches(_plain(written), by_language(), n=1, cutoff=_NEAREST)
    return f"@{near[0]}" if near else None


def _plain(name: str) -> str:
    return name.lstrip("@").casefold()
