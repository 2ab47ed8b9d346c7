"""Whether a request says who asks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

# Headers and parameters that carry keys: `Authorization`, `X-API-Key`, `?access_token=`, `?appid=`, …
NAMED = re.compile(
    r"auth(?:orization|_?key|_?token)?|passw(?:or)?d|pass|key|sig|signature|secret|token|app_?id|client_?id|.*[_-]auth"
    r"|.*(?:api|access|app|auth|client|private|feed|session|user|x)[_-]?(?:key|token|secret)"
)


def are_in(url: str, told: Iterable[str] = ()) -> bool:
    """Whether there are credentials in an address, or among the names of headers and parameters beside it."""
    parts = urlsplit(url)
    return "@" in parts.netloc or any(map(is_key, (*parameters(parts.query), *told)))


def parameters(query: str) -> list[str]:
    """Names of the parameters of a query string."""
    return [name for name, _ in parse_qsl(query, keep_blank_values=True)]


def is_key(name: str) -> bool:
    """Whether a header or parameter of that name carries a key."""
    return NAMED.fullmatch(name.lower()) is not None
