"""What is used of a quota or a budget, in words."""

from __future__ import annotations

from datetime import tzinfo

from listener.wording.moments import full_stamp
from sources.apis.usage import Usage


def said(usage: Usage, zone: tzinfo) -> str:
    """As "3.25 of 20 US dollars until 2026-10-01 02:00 CEST"."""
    until = f" until {full_stamp(usage.until, zone)}" if usage.until else ""
    return f"{usage.used:,.10g} of {usage.limit:,.10g} {usage.unit}{until}"
