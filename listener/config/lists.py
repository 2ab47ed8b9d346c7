"""The saved lists of a configuration alone, for commands that only try an expression."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path


def saved_lists(path: Path) -> Mapping[str, tuple[str, ...]]:
    """The lists of `[lists]`; none where there is no file. What else is wrong in it is for `listener check` to tell."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("lists", {})
    except (OSError, ValueError, RecursionError):
        return {}
    lists = table.items() if isinstance(table, dict) else ()
    return {name: tuple(map(str, terms)) for name, terms in lists if isinstance(terms, list)}
