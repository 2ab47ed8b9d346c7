"""Which story a text belongs to: the first of the last week that is nearly the same, else one of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from storage.intake.stories import WINDOW, Signature, alike

CROWD = 32
"""A band shared by this many stories says nothing (a form letter's frame): no further story is listed under it."""


@dataclass(slots=True)
class Grouping:
    """The stories that the mentions of one batch may belong to: those that are stored, and those it starts.

    Attributes:
        started: Story -> its signature's rows, of those that the batch starts.
        listed: (story, band) under which those are to be found from now on.
    """

    started: dict[int, bytes] = field(default_factory=dict)
    listed: list[tuple[int, int]] = field(default_factory=list)
    _stored: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _rows: dict[int, bytes] = field(default_factory=dict)
    _said_at: dict[int, datetime] = field(default_factory=dict)
    _by_band: dict[int, int] = field(default_factory=dict)

    def know(self, listed: Iterable[tuple[int, int]], stories: Iterable[tuple[int, datetime, bytes]]) -> None:
        """What is stored: (band, story), and (story, when its first mention was said, rows)."""
        for band, story in listed:
            self._stored[band].append(story)
        for story, said_at, rows in stories:
            self._said_at[story], self._rows[story] = said_at, rows

    def join(self, id: int, said_at: datetime, signature: Signature | None) -> int:
        """The story of a mention; one without near copy, or without words, starts its own."""
        if signature is None:
            return id
        near = [story for story in self._candidates(signature) if self._is_near(story, said_at, signature)]
        if near:
            return min(near)
        self._start(id, said_at, signature)
        return id

    def _candidates(self, signature: Signature) -> set[int]:
        found = {self._by_band[band] for band in signature.bands if band in self._by_band}
        found.update(story for band in signature.bands if band in self._stored for story in self._stored[band])
        return found

    def _is_near(self, story: int, said_at: datetime, signature: Signature) -> bool:
        rows = self._rows.get(story)
        return rows is not None and abs(self._said_at[story] - said_at) <= WINDOW and alike(rows, signature.rows)

    def _start(self, id: int, said_at: datetime, signature: Signature) -> None:
        """List a story under each of its bands that is not crowded; of one batch, one story a band is enough."""
        self._said_at[id], self._rows[id] = said_at, signature.rows
        self.started[id] = signature.rows
        for band in signature.bands:
            if band not in self._by_band and (band not in self._stored or len(self._stored[band]) < CROWD):
                self._by_band[band] = id
                self.listed.append((id, band))
