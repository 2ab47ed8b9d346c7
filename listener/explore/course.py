"""When the mentions that are meant were said, by their tone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from listener.explore.answer import Answer
from listener.explore.traits import TONE, tone_of
from storage.records.number import MICROSECOND, number_at

WIDTHS = tuple(
    timedelta(minutes=minutes)
    for minutes in (5, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 20_160, 40_320, 161_280, 524_160)
)
MOST_BARS = 62
TONES = ("negative", "neutral", "positive")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """Bars of equal length from the start on; the last one may reach beyond the end of what is asked for.

    Attributes:
        total: float64, mentions a bar; whole numbers unless they are estimated.
        tones: Those among them of each tone, toward the brand where one is asked about.
    """

    start: datetime
    each: timedelta
    total: npt.NDArray[np.float64]
    tones: dict[str, npt.NDArray[np.float64]]


def width(length: timedelta) -> timedelta:
    """How long a bar is, so that there are not too many of them."""
    return next((each for each in WIDTHS if length / each <= MOST_BARS), WIDTHS[-1])


def course(found: Answer, each: timedelta | None = None) -> Course:
    """Over the time that was asked about."""
    since, until = found.question.since, found.question.until
    each = each or width(until - since)
    bars = max(1, -((since - until) // each))
    step, start = each // MICROSECOND, number_at(since)
    labels = np.array([tone_of(each, found.question.brand) for each in found.known[TONE].said])
    total, tones = np.zeros(bars), {tone: np.zeros(bars) for tone in TONES}
    for part in found.parts:
        places, said = (part.ids - start) // step, part.codes(TONE)
        total += np.bincount(places, minlength=bars) * part.weight
        for tone in TONES:
            fits = labels == tone
            tones[tone] += np.bincount(places[fits[said]], minlength=bars) * part.weight
    return Course(start=since, each=each, total=total, tones=tones)
