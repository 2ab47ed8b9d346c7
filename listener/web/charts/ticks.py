"""When things happened, as ticks on a line: full where people called them useful, hollow where noise."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from listener.web.charts.svg import per_cent, picture, rect, rule

HEIGHT = 20


def ticks(marks: Iterable[tuple[float, bool]], label: str) -> Markup:
    """Each (where it lies, from 0 to 1; whether it was noise)."""
    drawn = [
        rect("noise" if noise else "hit", per_cent(min(share, 0.99)), 3, "3", HEIGHT - 6) for share, noise in marks
    ]
    return picture("tb", HEIGHT, label, rule("axis", "0", "100%", HEIGHT - 3, HEIGHT - 3), *drawn)
