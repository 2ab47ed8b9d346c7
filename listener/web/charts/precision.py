"""A share with its interval on an axis from none to all."""

from __future__ import annotations

from markupsafe import Markup

from listener.web.charts.svg import element, number, per_cent, picture, rule

HEIGHT = 16


def precision(share: float, low: float, high: float) -> Markup:
    """How often somebody was right."""
    middle = HEIGHT / 2
    return picture(
        "prec",
        HEIGHT,
        "",
        rule("axis", "0", "100%", middle, middle),
        rule("ci", per_cent(low), per_cent(high), middle, middle),
        element('<circle class="pt" cx="{}" cy="{}" r="3.5"/>', per_cent(share), number(middle)),
    )
