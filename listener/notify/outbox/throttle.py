"""How many messages a channel takes: `at_most` of a target, and what room is left; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from listener.wording import durations
from rules.wording.several import several

EXAMPLE = 'write it as "5/15m" (five in a quarter of an hour) or ["5/15m", "11/h"]; [] for no limit'
LONGEST = timedelta(days=1)
PLENTY = 10**6
_LIMIT = re.compile(r"\s*(\d{1,6})\s*/\s*(\d*)\s*(.+?)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many messages in so long."""

    most: int
    within: timedelta


def limit(text: str) -> Limit:
    """The limit of "5/15m" or "11/h". Raises ValueError with what to write instead."""
    found = _LIMIT.fullmatch(text)
    try:
        most, within = (int(found[1]), durations.parse(f"{found[2] or 1}{found[3]}")) if found else (0, timedelta(0))
    except ValueError:
        most, within = 0, timedelta(0)
    if not (most and timedelta(0) < within <= LONGEST):
        raise ValueError(f"{text!r} is no limit of at least one message in at most a day; {EXAMPLE}")
    return Limit(most=most, within=within)


def _checked(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        limit(text)
    return texts


AtMost = Annotated[tuple[str, ...], BeforeValidator(several), AfterValidator(_checked)]


def room(limits: Sequence[Limit], sent: Sequence[datetime], now: datetime) -> int:
    """How many messages may go now, after those sent at these times."""
    return min((max(0, each.most - len(_inside(each, sent, now))) for each in limits), default=PLENTY)


def free_at(limits: Sequence[Limit], sent: Sequence[datetime], now: datetime) -> datetime:
    """When the next message may go; never later than the longest limit from now, whatever the clock did."""
    full = [(each, inside) for each in limits if len(inside := _inside(each, sent, now)) >= each.most]
    return max((inside[-each.most] + each.within for each, inside in full), default=now)


def _inside(limit: Limit, sent: Sequence[datetime], now: datetime) -> list[datetime]:
    """Those within the limit's time, oldest first; what lies in the future comes from a clock that was set back."""
    return sorted(min(each, now) for each in sent if each > now - limit.within)
