"""What is used of a quota or a budget, in words."""

from __future__ import annotations

from sources.apis.usage import Usage


def said(usage: Usage) -> str:
    """As "3.25 of 20 US dollars until 2026-10-01 00:00 UTC"."""
    until = f" until {usage.until:%Y-%m-%d %H:%M} UTC" if usage.until else ""
    return f"{usage.used:,.10g} of {usage.limit:,.10g} {usage.unit}{until}"
