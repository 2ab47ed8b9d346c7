"""What a digest tells: one line a matter, the gravest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from listener.notify.render.lead import lead
from listener.wording.addresses import address
from listener.wording.moments import moment
from listener.wording.severities import state
from listener.wording.text import one_line
from storage.records import Notice

LINES = 50
_TONES = {1: "urgent", 2: "important"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One matter as it stands.

    Attributes:
        times: How many notices there were of it.
        link: The incident's page; None without a base URL.
    """

    tone: str
    state: str
    title: str
    lead: str
    time: str
    times: int
    link: str | None


def tone(notice: Notice) -> str:
    """Names the colour of a notice."""
    return notice.kind if notice.kind in ("resolved", "test") else _TONES.get(notice.severity, "info")


def lines(bundle: Sequence[Notice], *, base_url: str | None, zone: ZoneInfo) -> tuple[Line, ...]:
    """The last notice of each matter, the gravest and then the newest first; at most LINES."""
    matters: dict[str, list[Notice]] = {}
    for notice in sorted(bundle, key=lambda each: (each.created_at, each.number)):
        matters.setdefault(notice.thread, []).append(notice)
    last = sorted(matters.values(), key=lambda told: (told[-1].severity, -told[-1].created_at.timestamp()))
    return tuple(_line(told[-1], len(told), base_url, zone) for told in last[:LINES])


def left_out(bundle: Sequence[Notice]) -> int:
    """How many matters find no place in the lines."""
    return max(0, len({notice.thread for notice in bundle}) - LINES)


def _line(notice: Notice, times: int, base_url: str | None, zone: ZoneInfo) -> Line:
    return Line(
        tone=tone(notice),
        state=state(notice),
        title=one_line(notice.title, 160),
        lead=lead(notice, "", zone),
        time=moment(notice.created_at, zone),
        times=times,
        link=address(base_url, notice.path),
    )
