"""From a number to the mentions behind it: the address of the page that shows exactly those."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote_plus, urlencode

from listener.reports.record import Record
from storage.records import Scope

READ = "tone:positive|neutral|negative"
UNREAD = f"NOT {READ} NOT intent:spam"
RATED = "rating:[* TO *]"


def path_to(record: Record) -> str | None:
    """The page of the mentions that a number was counted in; None where it is about none."""
    if record.asks is None:
        return None
    scope = Scope.parse(record.scope)
    asks = " ".join(filter(None, (field("query", scope.name) if scope.kind == "query" else "", record.asks)))
    expression = f"({record.where}) {asks}" if record.where and asks else record.where or asks
    brand = scope.name if scope.kind == "brand" else ""
    return explore(expression, brand, record.since, record.until)


def explore(expression: str, brand: str, since: datetime, until: datetime) -> str:
    """The page of what satisfies an expression, of a brand and a time (`until` excluded)."""
    within = _within(brand, _moment(since), _moment(until))
    return f"/explore?q={quote_plus(expression)}&{within}" if expression else f"/explore?{within}"


@lru_cache(256)  # a page has a hundred addresses of the same two periods
def _within(brand: str, since: str, until: str) -> str:
    return urlencode({**({"brand": brand} if brand else {}), "since": since, "until": until})


def field(name: str, value: str) -> str:
    """A field of the query language with a value that may hold anything."""
    return f"{name}:{word(value)}"


def word(value: str) -> str:
    """A word or phrase, as it is."""
    escaped = value.replace('"', " ")
    return f'"{escaped}"'


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
