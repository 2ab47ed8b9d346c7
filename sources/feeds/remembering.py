"""Addresses as a cursor remembers them: it is stored, and what is secret in the configured address must not be."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, quote, urlsplit

SHORTEST = 4
"""What is shorter is no secret, and stands in too many addresses."""


def remembered(address: str, configured: str) -> str | None:
    """The address, what it shares with the configured one as `{0}`, `{1}`; None if it has credentials of its own."""
    for place, part in _by_length(configured):
        address = address.replace(part, f"{{{place}}}")
    user_info = urlsplit(address).netloc.rpartition("@")[0]
    return None if user_info.strip("{}:0123456789") else address


def recalled(address: str, configured: str) -> str:
    """The address that was remembered under the same configured one."""
    for place, part in _by_length(configured):
        address = address.replace(f"{{{place}}}", part)
    return address


def _by_length(configured: str) -> list[tuple[int, str]]:
    """The parts with their places; the longest first, so that one inside another leaves no rest."""
    return sorted(enumerate(_parts(urlsplit(configured))), key=lambda each: -len(each[1]))


def _parts(address: SplitResult) -> list[str]:
    values = [value for _, value in parse_qsl(address.query)]
    found = [address.username or "", address.password or "", *address.path.split("/"), *values, *map(quote, values)]
    return list(dict.fromkeys(part for part in found if len(part) >= SHORTEST))
