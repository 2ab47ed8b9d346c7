"""Posts, views and alerts for the tests of rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from rules.base import BUCKET, Blind, Track, Unseen, View
from storage.records import (
    Alert,
    Author,
    Classification,
    Hit,
    Mention,
    Rating,
    Reading,
    Scope,
    Series,
    StoredMention,
)

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1) // BUCKET
ACME = Scope.brand("acme")


def hit(
    id: int,
    text: str = "",
    *,
    title: str = "",
    scopes: tuple[Scope, ...] = (ACME,),
    live: bool = True,
    said_at: datetime = NOW,
    heads: Mapping[str, tuple[str, float]] | None = None,
    toward: Mapping[str, tuple[str, float]] | None = None,
    author: Author = Author(),  # noqa: B008 - a frozen record
    rating: Rating | None = None,
) -> Hit:
    mention = Mention(
        id=id,
        kind="social",
        native_id=str(id),
        title=title,
        text=text,
        published_at=said_at,
        collected_at=NOW,
        author=author,
        rating=rating,
    )
    read = heads is not None or toward is not None
    classification = Classification(model="test", heads=_readings(heads), toward=_readings(toward)) if read else None
    stored = StoredMention(mention=mention, classification=classification)
    return Hit(seq=id, stored=stored, scopes=scopes, read=read, live=live)


def _readings(given: Mapping[str, tuple[str, float]] | None) -> dict[str, Reading]:
    return {name: Reading(label=label, probability=sure) for name, (label, sure) in (given or {}).items()}


def view(*hits: Hit) -> View:
    return View(hits=hits)


def track(total: Sequence[int], *, live: Sequence[int] | None = None, known: int | None = 0) -> Track:
    """A track that ends at NOW; `known` is the index of the first bucket that counted."""
    start = NOW - BUCKET * len(total)
    return Track(
        start=start,
        total=np.asarray(total, np.int64),
        live=np.asarray(total if live is None else live, np.int64),
        known_since=None if known is None else start + BUCKET * known,
    )


def unknown(share: npt.NDArray[Any] | None, scope: Scope = ACME) -> dict[Scope, Unseen]:
    """Of one scope, the part that could not be seen in each bucket, by one source that was blind there."""
    if share is None:
        return {}
    first, last = np.flatnonzero(share)[[0, -1]]
    stretch = Blind(
        source="feed",
        since=NOW - BUCKET * (len(share) - int(first)),
        until=NOW - BUCKET * (len(share) - int(last) - 1),
        share=float(share.max()),
    )
    return {scope: Unseen(share=np.asarray(share, float), stretches=(stretch,))}


def series_view(series: Series, one: Track, fresh: int | None = None) -> View:
    return View(tracks={series: one}, fresh=len(one.total) - 1 if fresh is None else fresh)


def alert(
    fingerprint: str = "f",
    *,
    at: datetime = NOW,
    severity: int = 2,
    lasts: timedelta = timedelta(hours=1),
    value: float = 1,
    evidence: tuple[int, ...] = (),
    lasting: bool = False,
    scope: Scope = ACME,
) -> Alert:
    return Alert(
        rule=f"rule {fingerprint}",
        scope=scope,
        severity=severity,
        fingerprint=fingerprint,
        starts_at=at,
        ends_at=at + lasts,
        value=value,
        summary=f"{fingerprint} happened",
        evidence=evidence,
        lasting=lasting,
    )
