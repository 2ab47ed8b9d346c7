"""Bars that lie: how much of a whole, and how long against what was promised."""

from __future__ import annotations

from markupsafe import Markup

from listener.web.charts.svg import element, per_cent, picture, rect, rule

HEIGHT = 12


def bar(share: float, *, name: str = "", target: float | None = None, label: str = "") -> Markup:
    """From 0 to 1; a tick where the target lies."""
    whole = max(share, target or 0, 1.0)
    parts = [
        rect("track", "0", 2, "100%", HEIGHT - 4),
        rect("val", "0", 2, per_cent(share / whole), HEIGHT - 4),
    ]
    if target is not None:
        parts.append(rule("prevtick", per_cent(target / whole), per_cent(target / whole), 0, HEIGHT))
    return picture(f"hbar {name}".strip(), HEIGHT, label, *parts)


def thin(share: float, name: str = "") -> Markup:
    """From 0 to 1, below what it belongs to."""
    return picture(f"hbar {name}".strip(), 6, "", rect("val", "0", 2, per_cent(share), 2))


def timebar(share: float, *, calm: bool = True) -> Markup:
    """How much of a wait is left, from 0 to 1."""
    left = per_cent(min(1.0, max(0.0, share)))
    return picture(
        "timebar calm" if calm else "timebar",
        2,
        "",
        Markup('<rect class="track" width="100%" height="2"/>'),
        element('<rect class="left" width="{}" height="2"/>', left),
    )


def boxes(done: int, total: int) -> Markup:
    """So many of so many, each a box."""
    width = 1 / max(1, total)
    parts = [
        rect("done", per_cent(index * width), 0, per_cent(width * 0.9), 8)
        if index < done
        else rect("todo", per_cent(index * width), 6, per_cent(width * 0.9), 2)
        for index in range(total)
    ]
    return picture("boxes", 8, "", *parts)
