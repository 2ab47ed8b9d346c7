"""The course of a crisis in counts: when it left the habit of the days before, its peak, and when it was back in it.

Hours are looked at, moved on by five minutes. The band is what 95 of 100 such hours of the seven days before stayed
below; tone is net sentiment, positive less negative of all that was read, over three hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from listener.crisis.counted import counted
from listener.metrics.expected import times_expected
from listener.metrics.net_sentiment import net_sentiment, net_sentiments
from listener.metrics.peak import HOUR, hourly, loudest
from listener.metrics.tone import Tones
from listener.metrics.usual_hour import usual_band, usual_hour
from rules.base import ALONE, BUCKET, bucket_start
from storage.records import Scope, Series

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from storage.store import Evaluating

    Numbers = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Read = Mapping[str, Numbers]

BEFORE = timedelta(days=7)
GAP = timedelta(hours=6)
"""Left out between the days before and the first alert: it may have been growing already."""
LEAD = timedelta(hours=24)
"""The peak lies no earlier than so long before the first alert."""
TONE, CALM = 36, 36
"""Buckets of the window of tone, and for how long it must stay calm."""
LEAST_READ, LEAST_WINDOWS = 5, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the counts say.

    Attributes:
        began_at: End of the first hour above the band; None where it never left it.
        peak_at: End of the loudest hour.
        peak, usual: Posts in that hour, and in a mean hour of the days before.
        band: Posts in an hour that 95 of 100 hours before did not exceed; None with less than a day of history.
        recovered_at: When volume and tone were back in their bands for three hours; None while they are not.
        tone_before, tone_during: Net sentiment from -1 to 1; None where too little was read.
        tone_judged: Whether the recovery looks at tone too.
    """

    began_at: datetime | None
    peak_at: datetime
    peak: int
    usual: float
    band: float | None
    recovered_at: datetime | None
    tone_before: float | None
    tone_during: float | None
    tone_judged: bool

    @property
    def times(self) -> float | None:
        """How many times the usual the peak was."""
        return times_expected(self.peak, self.usual)


def course(store: Evaluating, scope: Scope, alerted_at: datetime, end: datetime) -> Course:
    """The course of a scope around its first alert, as far as it is known at `end`."""
    start, stop = bucket_start(alerted_at - BEFORE - GAP), bucket_start(end) + BUCKET
    posts, read = counted(store, scope, start, stop)
    hours, tones = hourly(posts), _tone(read)
    base = slice(max(HOUR, _known(store, scope, start, len(posts))), (alerted_at - GAP - start) // BUCKET)
    alert = min((alerted_at - start) // BUCKET, len(posts) - 1)
    band = usual_band(hours[base])
    floor = _floor_of_tone(tones[base])
    peak = loudest(hours, max(0, alert - LEAD // BUCKET))
    began = _began(hours, band, alert, peak)
    calm = (hours <= (band if band is not None else -1)) & _fine(tones, floor)
    back = _back(calm, peak) if began is not None else None
    during = slice(began if began is not None else alert, back if back is not None else None)
    return Course(
        began_at=_at(start, began),
        peak_at=start + (peak + 1) * BUCKET,
        peak=int(hours[peak]),
        usual=usual_hour(hours[base]),
        band=band,
        recovered_at=_at(start, back),
        tone_before=_net(read, base),
        tone_during=_net(read, during),
        tone_judged=floor is not None,
    )


def _known(store: Evaluating, scope: Scope, start: datetime, never: int) -> int:
    """The first bucket from which on silence means that nothing was said."""
    oldest = store.oldest_counts([Series(scope)], start - ALONE)[Series(scope)]
    return max(0, (oldest - start) // BUCKET) if oldest else never


def _tone(read: Read) -> Numbers:
    """Net sentiment of the last three hours; not a number where too little was read."""
    import numpy as np

    from rules.detect.windows import trailing

    lately = {label: trailing(counts, TONE) for label, counts in read.items()}
    tones: Numbers = np.where(sum(lately.values()) >= LEAST_READ, net_sentiments(**lately), np.nan)
    return tones


def _floor_of_tone(tones: Numbers) -> float | None:
    """What 95 of 100 windows stayed above; None where too few windows were read."""
    import numpy as np

    read = tones[~np.isnan(tones)]
    return float(np.quantile(read, 0.05)) if len(read) >= LEAST_WINDOWS else None


def _fine(tones: Numbers, floor: float | None) -> Flags:
    """Whether the tone is as before; where too little was read there is nothing to object to."""
    import numpy as np

    if floor is None:
        return np.ones(len(tones), bool)
    fine: Flags = np.isnan(tones) | (tones >= floor)
    return fine


def _began(hours: Numbers, band: float | None, alert: int, peak: int) -> int | None:
    """The first of the loud hours that the alert, or else the peak, lies in."""
    if band is None or hours[peak] <= band:
        return None
    at = min(alert, peak) if hours[min(alert, peak)] > band else peak
    while at > 0 and hours[at - 1] > band:
        at -= 1
    return at


def _back(calm: Flags, peak: int) -> int | None:
    """The first bucket after the peak from which it stays calm for three hours."""
    import numpy as np

    from rules.detect.windows import trailing

    quiet = trailing(np.asarray(calm, float), CALM)
    ends = np.flatnonzero(quiet[peak + CALM :] >= CALM)
    return peak + int(ends[0]) + 1 if len(ends) else None


def _net(read: Read, when: slice) -> float | None:
    """Counts do not tell stories apart, so there is no interval."""
    found = net_sentiment([Tones(**{label: int(counts[when].sum()) for label, counts in read.items()})])
    return found.value if found.n >= LEAST_READ else None


def _at(start: datetime, bucket: int | None) -> datetime | None:
    return None if bucket is None else start + (bucket + 1) * BUCKET
