"""The week on call: a lane for each rotation, who has it now in ink, who stands in outlined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from listener.situation.duty import Desk, Shift
from listener.web.charts.svg import element, number, per_cent, picture, rule, text
from listener.wording.people import initials

HEAD, LANE, BAR = 18, 76, 40
DAY = timedelta(days=1)
WORDY, ROOMY = 0.045, 0.12
"""So much of the width a first name takes, and a whole one."""


def rota(desks: Sequence[Desk], start: datetime, end: datetime, now: datetime, zone: ZoneInfo) -> Markup:
    """From start to end."""
    foot = HEAD + LANE * len(desks)
    parts = [*_days(start, end, zone, foot)]
    for row, desk in enumerate(desks):
        top = HEAD + LANE * row
        parts.append(text("endt own", "0", top + 18, desk.name, dx=4))
        parts += [_shift(shift, start, end, top + 26, now) for shift in desk.shifts]
    if start <= now < end:
        x = per_cent((now - start) / (end - start))
        parts.append(rule("nowline", x, x, HEAD, foot))
    return picture("oncall", foot, _said(desks), *parts)


def _days(start: datetime, end: datetime, zone: ZoneInfo, foot: float) -> list[Markup]:
    drawn = []
    for day in range((end - start + DAY / 2) // DAY):
        at = (start.astimezone(zone).replace(tzinfo=None) + day * DAY).replace(tzinfo=zone)
        x = per_cent((at - start) / (end - start))
        drawn += [rule("grid", x, x, HEAD, foot), text("ax", x, 12, f"{at:%a} {at.day}", dx=4)]
    return drawn


def _shift(shift: Shift, start: datetime, end: datetime, top: float, now: datetime) -> Markup:
    left, right = (shift.since - start) / (end - start), (shift.until - start) / (end - start)
    name = "on" if shift.since <= now < shift.until else "ov" if shift.override else ""
    wide = right - left
    said = shift.person if wide >= ROOMY else shift.person.split()[0] if wide >= WORDY else initials(shift.person)
    if shift.override and wide >= ROOMY:
        said = f"{shift.person} stands in"
    return element(
        '<svg x="{}" y="{}" width="{}" height="{}" overflow="hidden"><title>{}</title>'
        '<rect class="sh {}" x="1" y=".5" width="99%" height="{}" rx="3"/>'
        '<text class="sht full {}" x="7" y="24">{}</text><text class="sht ini {}" x="4" y="24">{}</text></svg>',
        per_cent(left), number(top), per_cent(wide), number(BAR), shift.person,
        name, number(BAR - 1), name, said, name, initials(shift.person),
    )  # fmt: skip


def _said(desks: Sequence[Desk]) -> str:
    return "On call: " + "; ".join(f"{desk.name}, now {desk.now.person}" for desk in desks)
