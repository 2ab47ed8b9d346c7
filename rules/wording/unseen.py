"""What could not be seen, in one sentence: which source, since when, and how much it usually brings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from rules.base import Blind
from rules.wording.durations import span
from rules.wording.figures import per_cent
from rules.wording.moments import utc

MOST = 3


def cannot_be_read(stretches: Iterable[Blind]) -> str:
    """The sources that are blind now, the largest first; "" where none is."""
    found = sorted((each for each in stretches if each.until is None), key=lambda each: (-each.share, each.since))
    return f"{_listed(found)} cannot be read, so nobody knows what is said there." if found else ""


def was_away(stretches: Sequence[Blind], since: datetime, until: datetime) -> str:
    """For how long each source was blind between two moments, the largest first; "" where none was."""
    away: dict[str, timedelta] = {}
    share = {each.source: each.share for each in stretches}
    for each in stretches:
        lasted = min(each.until or until, until) - max(each.since, since)
        away[each.source] = away.get(each.source, timedelta(0)) + max(timedelta(0), lasted)
    told = sorted((name for name, lasted in away.items() if lasted), key=lambda name: -share[name] * away[name])
    more = f", and {len(told) - MOST} more" if len(told) > MOST else ""
    named = (f"{name} for {span(away[name])}, usually {per_cent(share[name])} of these posts" for name in told[:MOST])
    return f"Could not be read: {'; '.join(named)}{more}. What was said there then may be missing." if told else ""


def could_not_be_read(stretches: Iterable[Blind], since: datetime, until: datetime) -> str:
    """The sources that were blind between two moments, the largest first; "" where none was."""
    found = [each for each in stretches if each.since < until and (each.until is None or each.until > since)]
    if not found:
        return ""
    found.sort(key=lambda each: (-each.share, each.since))
    return f"Could not be read: {_listed(found)}; so there may be more."


def _listed(found: Sequence[Blind]) -> str:
    more = f", and {len(found) - MOST} more" if len(found) > MOST else ""
    return f"{', '.join(map(_one, found[:MOST]))}{more}"


def _one(blind: Blind) -> str:
    when = f"{utc(blind.since)} to {utc(blind.until)}" if blind.until else f"since {utc(blind.since)}"
    return f"{blind.source}, usually {per_cent(blind.share)} of these posts ({when})"
