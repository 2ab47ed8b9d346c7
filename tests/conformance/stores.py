"""What the store suite needs of an engine, and short ways to make records."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from storage.opening import Mode, locate, open_store
from storage.records import (
    Alert,
    Arrival,
    Classification,
    Delivery,
    Incident,
    Match,
    Mention,
    Notice,
    Poll,
    Reading,
    Scope,
    Series,
    SourceState,
)
from storage.store import Store

ENGINES = {"sqlite": "sqlite:///listener.db"}
"""What `[listener] store` says for each engine; the store keeps everything in the folder it is opened in."""

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
ACME = Match(query="acme", brand="Acme", spans=(("text", 0, 4),))
BOLT = Match(query="bolt", brand="Bolt", spans=(("text", 0, 4),))


def opened(engine: str, folder: Path, mode: Mode = "write") -> Store:
    """A store of an engine that keeps everything in a folder."""
    return open_store(locate(ENGINES[engine], folder), mode)


def post(
    native_id: str, text: str = "", *, matches: tuple[Match, ...] = (ACME,), live: bool = True, **more: Any
) -> Arrival:
    """A mention of its own text unless one is given."""
    text = text or f"Acme said something nobody has said before about number {native_id}"
    mention = Mention(kind="social", native_id=native_id, text=text, **{"collected_at": NOW, **more})
    return Arrival(mention=mention, matches=matches, tokens=text.lower(), live=live)


def poll(source: str, *arrivals: Arrival, **state: Any) -> Poll:
    """A poll that worked."""
    settings: dict[str, Any] = {"health": "ok", "next_due_at": NOW + 5 * MINUTE, **state}
    return Poll(state=SourceState(name=source, **settings), arrivals=arrivals)


def texts(store: Store, word: str, **options: Any) -> list[str]:
    """What a search for one word finds."""
    return [found.mention.text for found in store.search(((word,),), **options)]


def total(store: Store, series: Series) -> tuple[int, int]:
    """A series summed up over a day around now: (total, live)."""
    counts = store.counts([series], NOW - DAY, NOW + DAY)[series]
    return sum(counts.total), sum(counts.live)


def only(store: Store) -> Any:
    """The one mention there is."""
    (found,) = store.search()
    return found


def reading(toward: dict[str, str] | None = None, **heads: str) -> Classification:
    return Classification(
        model="test 1",
        heads={head: Reading(label=label, probability=0.9) for head, label in heads.items()},
        toward={brand: Reading(label=label, probability=0.8) for brand, label in (toward or {}).items()},
    )


def incident(key: str = "mail/Acme", **more: Any) -> Incident:
    alert = Alert(
        rule="loud",
        scope=Scope.brand("Acme"),
        severity=2,
        fingerprint="f1",
        starts_at=NOW,
        ends_at=NOW + 30 * MINUTE,
        value=float("inf"),
        summary="Much is said",
        evidence=(1, 2),
    )
    return Incident(
        **{"key": key, "route": "mail", "title": "Acme", "severity": 2, "opened_at": NOW, "alerts": (alert,), **more}
    )


def delivery(key: str, **more: Any) -> Delivery:
    notice = Notice(
        kind="opened",
        incident_id=1,
        thread="t",
        number=1,
        title="Acme",
        severity=2,
        scope=Scope.brand("Acme"),
        created_at=NOW,
        chart=((NOW, 3),),
    )
    return Delivery(**{"key": key, "target": "team", "notice": notice, "next_try_at": NOW, **more})
