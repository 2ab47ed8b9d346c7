"""How tables are laid out: Listener's own, and those of other products, so that spreadsheets built on their
exports go on working."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from listener.exports.columns import brandwatch, meltwater, own, talkwalker
from listener.exports.layout import Layout


def _brandwatch_preface(now: datetime, zone: ZoneInfo) -> Sequence[Sequence[str]]:
    local = now.astimezone(zone)
    return (
        ("Report:", "Mentions"),
        ("Brand:", "Listener"),
        ("From:", ""),
        ("To:", f"{local:%Y-%m-%d}"),
        ("Label:", f"Exported {local:%Y-%m-%d %H:%M} {zone.key}"),
        (),
    )


OWN = Layout(columns=own.COLUMNS)
PROFILES = {
    "brandwatch": Layout(columns=brandwatch.COLUMNS, preface=_brandwatch_preface),
    "meltwater": Layout(columns=meltwater.COLUMNS, encoding="utf-16", separator="\t"),
    "talkwalker": Layout(columns=talkwalker.COLUMNS),
}
