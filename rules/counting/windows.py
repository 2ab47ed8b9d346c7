"""The stretch of time that a rule counts posts of: whole buckets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator

from rules.base import BUCKET


def _buckets(hours: int) -> Callable[[timedelta], timedelta]:
    def check(window: timedelta) -> timedelta:
        if window % BUCKET or not BUCKET <= window <= timedelta(hours=hours):
            raise ValueError(f"write a multiple of 5 minutes, from 5 minutes to {hours} hours")
        return window

    return check


UpToHalfADay = Annotated[timedelta, AfterValidator(_buckets(12))]
UpToADay = Annotated[timedelta, AfterValidator(_buckets(24))]
