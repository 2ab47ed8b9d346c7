"""Links that a post brought along."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from listener.wording.text import one_line, without_controls

_LONGEST = 2000
_SPACE = re.compile(r"\s")


def link(url: str | None) -> str | None:
    """The address if it is one that a browser may be sent to."""
    if not url or len(url) > _LONGEST or without_controls(url) != url or _SPACE.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def host(url: str) -> str:
    """Where a link leads."""
    return one_line((urlsplit(url).hostname or "").removeprefix("www."), 60)
