"""How long and how much a request may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how much.

    Attributes:
        size: Cap of a body in bytes, compressed and opened.
        connect, read, total: Seconds of wall time to connect, between two pieces of an answer, and altogether.
        at_once, pause: Requests to one host at the same time, and seconds that each keeps its place afterwards.
    """

    size: int
    connect: float
    read: float
    total: float
    at_once: int
    pause: float
