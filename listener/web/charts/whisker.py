"""A value with its interval on a fixed axis, and that of the period before as a hollow dot."""

from __future__ import annotations

from markupsafe import Markup

from listener.metrics.base import Value
from listener.web.charts.svg import element, number, per_cent, picture, rule

HEIGHT, LOW, HIGH = 20, -1.0, 1.0


def whisker(now: Value, before: Value, label: str = "") -> Markup:
    """Net sentiment, from -1 to +1; empty where it is not known."""
    middle = HEIGHT / 2
    parts = [rule("axis", "0", "100%", middle, middle), rule("zero", _at(0), _at(0), 3, HEIGHT - 3)]
    if now.value is not None and before.value is not None:
        parts += [rule("prevline", _at(before.value), _at(now.value), middle, middle), _dot("prev", before.value, 3)]
    if now.value is not None and now.low is not None and now.high is not None:
        tone = _tone(now.low, now.high)
        parts += [rule(f"ci {tone}", _at(now.low), _at(now.high), middle, middle), _dot(f"pt {tone}", now.value, 4)]
    return picture("whisk", HEIGHT, label, *parts)


def _tone(low: float, high: float) -> str:
    return "neg" if high < 0 else "pos" if low > 0 else "neu"


def _at(value: float) -> str:
    return per_cent((value - LOW) / (HIGH - LOW))


def _dot(name: str, value: float, radius: int) -> Markup:
    return element('<circle class="{}" cx="{}" cy="{}" r="{}"/>', name, _at(value), number(HEIGHT / 2), radius)
