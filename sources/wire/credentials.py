"""Whether a request says who asks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

# Headers and parameters that carry keys: `Authorization`, `X-API-Key`, `?access_token=`, `?appid=`, …
NAMED = re.compile(
    r"auth(?:orization|_?key|_?token)?|passw(?:or)?d|pass|sig|signature|secret|token|app_?id|client_?id|.*[_-]auth"
    r"|.*(?:api|access|app|auth|client|private|feed|session|user|x)[_-]?(?:key|token|secret)"
)


def are_in(url: str, told: Iterable[str] = ()) -> bool:
    """Whether there are credentials in an address, or among the names of headers and parameters beside it."""
    parts = urlsplit(url)
    names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    return "@" in parts.netloc or any(NAMED.fullmatch(name.lower()) for name in (*names, *told))
