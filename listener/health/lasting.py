"""Sources that are blind for long, or silent against their habit: which somebody is told of, and when; pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.records import SourceState


NOTE = "told troubles"
"""Under this key the store knows what somebody was told of."""
AGAIN = timedelta(days=1)
"""A source is told of at most once in this time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """A trouble with a source.

    Attributes:
        since: When it began.
        why: What the source says; "" for one that answers and shows nothing new.
    """

    since: datetime
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody was told of one source.

    Attributes:
        since: When the trouble began.
        at: When it was told last.
        over: Whether its end was told too.
    """

    since: datetime
    at: datetime
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is to be told now.

    Attributes:
        lasting: Troubles by source: new ones, and those that were told a day ago.
        ended: Sources that are well again, with what was told of them.
        others: How many troubles last and were told within the day.
        told: What has been told afterwards, by source.
        key: The same for the same news, so that it is told once though it be made twice.
    """

    lasting: Mapping[str, Lasting]
    ended: Mapping[str, Told]
    others: int
    told: Mapping[str, Told]
    key: str


def lasting(
    sources: Sequence[SourceState], silent: Mapping[str, datetime], *, after: timedelta, now: datetime
) -> dict[str, Lasting]:
    """Troubles with sources by name: those that are blind for so long, and those that are silent."""
    found = dict[str, Lasting]()
    for each in sources:
        if each.failing_since:
            if now - each.failing_since >= after:
                found[each.name] = Lasting(since=each.failing_since, why=each.last_error or each.health)
        elif (since := silent.get(each.name)) and (each.last_item_at is None or each.last_item_at <= since):
            found[each.name] = Lasting(since=since)
    return found


def news(present: Mapping[str, Lasting], told: Mapping[str, Told], well: Sequence[str], now: datetime) -> News | None:
    """What is to be told now; None where it is nothing.

    Args:
        well: Sources that were read at last; one that is neither in trouble nor well is not told of.
    """
    due = {name: each for name, each in present.items() if name not in told or now - told[name].at >= AGAIN}
    ended = {name: told[name] for name in well if name in told and name not in present and not told[name].over}
    if not due and not ended:
        return None
    kept = {name: each for name, each in told.items() if name in present or not each.over or now - each.at < AGAIN}
    kept |= {name: Told(since=each.since, at=each.at, over=True) for name, each in ended.items()}
    kept |= {name: Told(since=each.since, at=now) for name, each in due.items()}
    others = len(present.keys() - due.keys())
    begun = {name: each.since for name, each in due.items()} | {name: each.since for name, each in ended.items()}
    key = _key([f"{name} {since} {told.get(name)}" for name, since in begun.items()])
    return News(lasting=due, ended=ended, others=others, told=kept, key=key)


def _key(said: Sequence[str]) -> str:
    return hashlib.blake2b("\n".join(sorted(said)).encode(), digest_size=8).hexdigest()


def read(noted: str | None) -> dict[str, Told]:
    """What was written down of what was told."""
    return {name: _read(each) for name, each in json.loads(noted or "{}").items()}


def _read(said: Mapping[str, Any]) -> Told:
    since, at = datetime.fromisoformat(said["since"]), datetime.fromisoformat(said["at"])
    return Told(since=since, at=at, over=said["over"])


def written(told: Mapping[str, Told]) -> str:
    """The same, to be written down."""
    return json.dumps({name: asdict(each) for name, each in told.items()}, default=datetime.isoformat)
