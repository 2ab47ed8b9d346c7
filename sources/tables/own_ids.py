"""The number of a mention in a store, as exports write it into the id columns of other products' tables."""

from __future__ import annotations

import re

_PREFIX = "listener:"


def written(id: int) -> str:
    """With our name before it, so that no spreadsheet takes it for a number, and an import knows it again."""
    return f"{_PREFIX}{id}"


def read(text: str, *, ours: bool = False) -> str:
    """What `written` was given, as digits; `ours`: in a column of our own, where it stands bare. "" for other ids."""
    bare = text.strip().removeprefix(_PREFIX) if ours or text.strip().startswith(_PREFIX) else ""
    return bare if re.fullmatch(r"-?[0-9]{1,19}", bare) and abs(int(bare)) < 2**63 else ""
