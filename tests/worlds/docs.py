"""The documentation as the tests read it: whole pages, and the examples in them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "listener" / "docs"


def pages() -> dict[str, str]:
    """The README and every page of the documentation, by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]}


def examples(page: str, language: str) -> list[str]:
    """The fenced blocks of one language in a page, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", pages()[page], re.MULTILINE | re.DOTALL)
