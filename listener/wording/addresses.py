"""Addresses of our own pages."""

from __future__ import annotations

from listener.wording.links import link


def address(base_url: str | None, path: str) -> str | None:
    """A page of ours as a link; None without a base URL."""
    return link(f"{base_url.rstrip('/')}/{path.lstrip('/')}") if base_url else None
