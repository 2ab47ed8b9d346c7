"""Addresses of our own pages."""

from __future__ import annotations

from urllib.parse import quote

from listener.wording.links import link


def address(base_url: str | None, path: str) -> str | None:
    """A page of ours as a link; None without a base URL."""
    return link(f"{base_url.rstrip('/')}/{path.lstrip('/')}") if base_url else None


def escaped(name: str) -> str:
    """A name as a part of an address."""
    return quote(name, safe="")


def anchor(name: str) -> str:
    """By which a row of a page is found."""
    return f"at-{escaped(name)}"
