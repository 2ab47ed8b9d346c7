"""Every source with what could be seen of it in seven days, what is wrong in plain words, the worst first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from listener.config.config import Config
from listener.health.coverage import BLIND, Coverage, coverage
from listener.health.judgement import FAILING, PATIENT
from listener.wording.durations import brief
from listener.wording.moments import utc
from listener.wording.text import one_line
from sources.base import Options, Receiver, Stream, sources
from storage.records import Made, SourceState, Window
from storage.store import Collecting

SPAN, DAY = timedelta(days=7), timedelta(days=1)
HABIT = timedelta(days=21)
"""So much of the ledger is read: a silence is told against what is usual."""
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """One source.

    Attributes:
        place: What kind of place it is, and how often it is asked.
        seen: What could be seen of it; None where it was never asked.
        fresh: New posts of the last 24 hours.
        bold, soft: How it stands now: what matters, and the rest; each "" where there is nothing to say.
        made: What it was made from on a page; None where it stands in the file.
        can_be_asked: Whether it can be tried now.
    """

    name: str
    place: str
    quota: str
    seen: Coverage | None
    fresh: int
    bold: str
    soft: str
    bad: bool
    made: Made | None
    can_be_asked: bool

    @property
    def read(self) -> float | None:
        """The part of the time in which it was read; None where it was never asked."""
        return 1.0 - self.seen.share(*BLIND, "not asked") if self.seen and self.seen.stretches else None


def ledger(store: Collecting, config: Config, now: datetime) -> list[Ledger]:
    """All that are configured."""
    windows = store.coverage(now - HABIT)
    every = {source.name: source.every for source in config.sources if source.enabled}
    seen = {each.source: each for each in coverage(windows, every, now - SPAN, now)}
    states = {state.name: state for state in store.source_states()}
    fresh = _fresh(windows, now - DAY)
    rows = [
        _row(config, source, seen.get(source.name), states.get(source.name), fresh, now) for source in config.sources
    ]
    return sorted(rows, key=lambda row: (not row.bad, 1.0 if row.read is None else row.read, row.name.casefold()))


def _fresh(windows: Sequence[Window], since: datetime) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for window in windows:
        if window.hour >= since:
            counts[window.source] = counts.get(window.source, 0) + window.fresh
    return counts


def _row(
    config: Config,
    source: Options,
    seen: Coverage | None,
    state: SourceState | None,
    fresh: Mapping[str, int],
    now: datetime,
) -> Ledger:
    bold, soft = _stands(source, seen, state, now)
    return Ledger(
        name=source.name,
        place=_place(source),
        quota=source.about.quota,
        seen=seen,
        fresh=fresh.get(source.name, 0),
        bold=bold,
        soft=soft,
        bad=state is not None and source.enabled and (state.health in FAILING or state.failures >= PATIENT),
        made=config.made_of("sources", source.name),
        can_be_asked=source.enabled and not isinstance(source, Receiver | Stream),
    )


def _place(source: Options) -> str:
    kind = next((name for name, model in sources.all().items() if type(source) is model), "")
    way = (
        "sent to us"
        if isinstance(source, Receiver)
        else "listened to"
        if isinstance(source, Stream)
        else f"every {brief(source.every)}"
    )
    return f"{source.about.title or kind}, {way}"


def _stands(source: Options, seen: Coverage | None, state: SourceState | None, now: datetime) -> tuple[str, str]:
    """How it is, in plain words; times in UTC, for the page to say them in its reader's."""
    if not source.enabled:
        return "", "Switched off; what it brought is kept."
    if state is None or state.health == "new":
        return "", "Not read yet; it is asked in its turn."
    why = one_line(state.last_error or "", LONGEST)
    since = f" since {utc(state.failing_since)}" if state.failing_since else ""
    due = f"It is asked again {utc(state.next_due_at)}."
    match state.health:
        case "unauthorised":
            return f"It does not let us in{since}.", f"{why}. {due}" if why else due
        case "gone":
            return f"It is gone{since}.", f"{why}. Remove it, or give it another address."
        case "broken":
            return f"It cannot be read{since}.", f"{why}. {due}" if why else due
        case "rate limited":
            return (
                f"It wants to be asked less often{since}.",
                f"{due} Nothing is lost where it keeps its posts so long.",
            )
        case "partial":
            return "Not all of it could be read.", one_line("; ".join(state.notes), LONGEST)
    if seen and seen.silent_since:
        return f"Nothing new since {utc(seen.silent_since)}.", "It answers; such silence is not its habit. Look at it."
    ago = now - state.last_success_at if state.last_success_at else None
    return "", f"Read {brief(ago)} ago." if ago and ago >= timedelta(minutes=1) else "Read just now."


def title(rows: Sequence[Ledger]) -> str:
    """How many are read."""
    if not rows:
        return "Nothing is listened to yet"
    good = sum(not row.bad for row in rows)
    if good == len(rows):
        return "The one source is read on time" if good == 1 else f"All {good} sources are read on time"
    return f"{good} of {len(rows)} sources {'is' if good == 1 else 'are'} read on time"


def lead(rows: Sequence[Ledger]) -> str:
    """Which are not, and what that means."""
    bad = [row.name for row in rows if row.bad]
    if not rows:
        return "A source is a feed, a site, a network or a folder. Choose a kind below; it is tried before it is saved."
    if not bad:
        return "What cannot be read is unknown, not zero: rules leave those hours out, and alerts say so."
    named = ", ".join(bad[:3]) + (f" and {len(bad) - 3} more" if len(bad) > 3 else "")
    return (
        f"{named} {'waits' if len(bad) == 1 else 'wait'} for a person. What is not read is unknown, not zero: rules "
        "leave those hours out, and alerts say so."
    )
