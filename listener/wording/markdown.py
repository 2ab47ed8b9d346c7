"""Tables of the documentation's generated pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; what would end a cell, or begin HTML, stands as itself."""
    return "\n".join([_row(headers), "|---" * len(headers) + "|", *map(_row, rows)]) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    """In code a `<` is itself already; a bar never is."""
    plain = " ".join(text.split()).replace("|", r"\|")
    return re.sub("(`[^`]*`)|<", lambda found: found[1] or r"\<", plain)
