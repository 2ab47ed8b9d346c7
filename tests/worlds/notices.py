"""Notices and deliveries for the tests of targets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from listener.notify.base import Outlet
from storage.clock import SimulatedClock
from storage.records import Alert, Delivery, Notice, Sample, Scope

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def alert(**changes: Any) -> Alert:
    said: dict[str, Any] = {
        "rule": "too many",
        "scope": Scope.brand("Nordkaffee"),
        "severity": 1,
        "fingerprint": "f1",
        "starts_at": NOW - timedelta(hours=2),
        "ends_at": NOW,
        "value": 412.0,
        "expected": 38.0,
        "summary": "412 posts about Nordkaffee within the hour.",
        "reasons": ("At this time of day 38 are usual.", "71 % of them are negative."),
    }
    return Alert(**{**said, **changes})


def sample(text: str = "There was glass in my Nordkaffee.", **changes: Any) -> Sample:
    at = text.find("Nordkaffee")
    said: dict[str, Any] = {
        "mention_id": 7,
        "author": "Maren Holm",
        "source": "forum",
        "url": "https://forum.example.org/t/7",
        "text": text,
        "marks": ((at, at + 10),) if at >= 0 else (),
        "said_at": NOW,
        "sentiment": "negative",
        "intent": "complaint",
    }
    return Sample(**{**said, **changes})


def notice(**changes: Any) -> Notice:
    said: dict[str, Any] = {
        "kind": "opened",
        "incident_id": 3,
        "thread": "incident-3",
        "number": 1,
        "title": "Nordkaffee: far more mentions than usual",
        "severity": 1,
        "scope": Scope.brand("Nordkaffee"),
        "created_at": NOW,
        "alerts": (alert(),),
        "samples": (sample(),),
        "path": "/incidents/3",
        "chart": tuple((NOW + HALF_HOUR * (i - 48), 10 + 300 * (i > 44)) for i in range(48)),
    }
    return Notice(**{**said, **changes})


def delivery(key: str = "incident-3/1/desk", *, accepted: tuple[str, ...] = (), **changes: Any) -> Delivery:
    return Delivery(key=key, target="desk", notice=notice(**changes), next_try_at=NOW, accepted=accepted)


class NoHttp:
    """For targets that do not speak HTTP."""

    async def get(self, url: str, **_: Any) -> Any:
        raise AssertionError(f"nothing should be read from {url}")

    async def post(self, url: str, **_: Any) -> Any:
        raise AssertionError(f"nothing should be posted to {url}")


def outlet(**changes: Any) -> Outlet:
    said: dict[str, Any] = {
        "base_url": "https://listener.example.org",
        "zone": ZoneInfo("Europe/Berlin"),
        "http": NoHttp(),
        "clock": SimulatedClock(NOW),
    }
    return Outlet(**{**said, **changes})
