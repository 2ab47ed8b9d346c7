"""Between which two ends a share lies, as surely as 95 times of 100."""

from __future__ import annotations

from math import sqrt

Z95 = 1.959964
"""Between minus and plus so many standard errors lie 95 of 100 draws from a normal distribution."""


def wilson(hits: float, trials: float) -> tuple[float, float]:
    """The 95 % score interval of a share; (0, 1) where nothing was tried.

    E. B. Wilson: Probable inference, the law of succession, and statistical inference, Journal of the American
    Statistical Association 22 (1927), 209-212. Trials that depend on each other count as fewer, so neither number need
    be whole.
    """
    if trials <= 0:
        return 0.0, 1.0
    share, spread = hits / trials, Z95 * Z95 / trials
    middle = share + spread / 2
    half = Z95 * sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))
