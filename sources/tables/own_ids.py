"""The number of a mention in a store, as exports write it into the id columns of other products' tables."""

from __future__ import annotations

import re

_PREFIX = "listener:"
_LONGEST = 19


def written(id: int) -> str:
    """With our name before it, so that no spreadsheet takes it for a number, and an import knows it again."""
    return f"{_PREFIX}{id}"


def read(text: str, *, ours: bool = False) -> int | None:
    """What `written` was given; `ours`: in a column of our own, where it stands bare. None for any other id."""
    bare = text.strip().removeprefix(_PREFIX) if ours or text.strip().startswith(_PREFIX) else ""
    return int(bare) if re.fullmatch(rf"-?[0-9]{{1,{_LONGEST}}}", bare) and -(2**63) <= int(bare) < 2**63 else None
