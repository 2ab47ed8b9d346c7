"""What Reddit adds to the entries of its feeds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sources.feeds.entry import Entry
from sources.reading import links

# Beneath each post: who sent it where, and two links. It is nobody's words.
TAIL = re.compile(r"\s*submitted by\s+/?u/[\w-]+(?:\s+to\s+/?[ru]/[\w-]+)?\s*(?:\[link\]\s*\[comments\])?\s*$")


def is_reddit(url: str, site: str | None) -> bool:
    """Whether a feed is one of Reddit's."""
    return any(links.same_site(links.host(each), "reddit.com") for each in (url, site))


def posts(entries: Sequence[Entry]) -> list[Entry]:
    """Entries with the words of those who wrote them, and no others."""
    return [replace(entry, text=TAIL.sub("", entry.text)) for entry in entries]
