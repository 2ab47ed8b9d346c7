"""One evaluation of 100 brands × 8 measures over 35 days, on one core: `python -m tests.bench.detect`."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter, process_time

# Read by numpy when it is loaded: one core means one.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

import numpy as np

from rules.base import BUCKET, HORIZON, Rule, Track, View
from rules.crisis import Crisis
from rules.detect import crisis, unusual
from rules.unusual import Unusual
from rules.volume import Volume

BRANDS, MEASURES = 100, 8
ALLOWED = 5.0
"""Seconds of one processor."""
START = datetime(2026, 1, 1, tzinfo=UTC)
KINDS: tuple[type[Rule], ...] = (Crisis, Unusual, Volume)


def made(brands: int = BRANDS, seed: int = 1) -> np.ndarray:
    """Brands × measures × buckets: days and nights, of brands with 3 to 20,000 posts a day, and bursts in a tenth."""
    rng, size = np.random.default_rng(seed), HORIZON // BUCKET
    day = 1 + 0.8 * np.sin(2 * np.pi * np.arange(size) / 288)
    rates = np.geomspace(0.01, 70, brands)[:, None, None] * rng.uniform(0.05, 1, (1, MEASURES, 1))
    counts = rng.poisson(rates * day)
    for series in counts.reshape(-1, size)[::10]:
        at = int(rng.integers(size - 12, size))
        series[at:] += 20
    return counts


def evaluate(kind: type[Rule], counts: np.ndarray) -> int:
    """Ask a rule of one sort about every series, as the service does after five minutes; how many alerts."""
    alerts, fresh = 0, counts.shape[-1] - 288
    for row in counts.reshape(-1, counts.shape[-1]):
        rule = kind(name="r", scope="brand:acme")
        track = Track(start=START, total=row, live=row, known_since=START)
        alerts += len(list(rule.check(View(tracks={rule.series[0]: track}, fresh=fresh), START + HORIZON)))
    return alerts


def scored(detect: Callable[..., np.ndarray], counts: np.ndarray) -> None:
    """The detector alone, on all series at once."""
    detect(np.datetime64("2026-01-01", "s") + np.arange(counts.shape[-1]) * np.timedelta64(300, "s"), counts)


def _timed(what: str, work: Callable[[], object]) -> None:
    started, worked = perf_counter(), process_time()
    found = work()
    wall, spent = perf_counter() - started, process_time() - worked
    alerts = "" if found is None else f", {found} alerts"
    print(f"    {what}: {spent:.2f} s of processor ({wall:.2f} s), {spent / ALLOWED:.2f} of what is allowed{alerts}")


def main() -> None:
    counts = made()
    posts = int(counts.sum())
    print(f"{BRANDS} brands × {MEASURES} measures × 35 days of five minutes, {posts:,} posts:")
    for detect in (crisis, unusual):
        _timed(
            f"detector {detect.__name__}, all series scored at every bucket", lambda each=detect: scored(each, counts)
        )
    for kind in KINDS:
        _timed(f"rules of type {kind.__name__.lower()}, asked once each", lambda each=kind: evaluate(each, counts))


if __name__ == "__main__":
    main()
