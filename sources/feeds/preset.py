"""Sources that are feeds at addresses which they make themselves of plain options: several, that take turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from sources.base import Net, Options, Topic
from storage.errors import Broken, SourceError
from storage.records import Ask, Batch, Cursor, Kind, Mention

if TYPE_CHECKING:
    from sources.feeds.subscription import Subscription


class Preset(Options):
    """Settings of sources that fill in addresses of feeds.

    Attributes:
        usual: What sort of place it is.
        at_once: So many feeds are asked for by one poll; the next ones go on.
        pause: How long the place wants to be left alone between two such polls.
    """

    usual: ClassVar[Kind] = "news"
    at_once: ClassVar[int] = 10
    pause: ClassVar[timedelta] = timedelta(seconds=30)

    def addresses(self, ask: Ask) -> Mapping[str, str]:
        """Names of the feeds, without secrets, and their addresses. Raises Broken where it is not said what to ask."""
        raise NotImplementedError

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:
        """See `Source`."""
        feeds = self._feeds(ask)
        known: Mapping[str, Any] = {name: cursor["feeds"][name] for name in feeds if name in cursor.get("feeds", {})}
        turns = _Turns(net.now, {**known})
        due = turns.due(list(feeds), self.every)
        for name in (due or turns.longest(list(feeds)))[: self.at_once]:
            try:
                turns.take(name, await feeds[name].poll(net, turns.cursor(name)))
            except SourceError as error:
                turns.fail(name, error)
                if not isinstance(error, Broken):
                    break  # whoever wants to be left alone, or other credentials, wants it for all feeds
        return turns.batch(len(due) > self.at_once, self.pause)

    def topics(self, cursor: Cursor, ask: Ask) -> Sequence[Topic]:
        """See `Announced`."""
        states = cursor.get("feeds", {})
        feeds = self._feeds(ask).items() if states else ()
        return [topic for name, feed in feeds for topic in feed.topics(states.get(name, {}).get("at", {}))]

    def _feeds(self, ask: Ask) -> Mapping[str, Subscription]:
        from sources.feeds.subscription import Subscription

        return {
            name: Subscription(url=url, kind=self.kind or self.usual, language=self.language)
            for name, url in self.addresses(ask).items()
        }


@dataclass(slots=True)
class _Turns:
    """What a poll of several feeds has come to.

    Attributes:
        states: Of each feed: its own cursor (`at`), when it was asked last (`asked`), from when it may be asked again
            (`rests`).
    """

    now: datetime
    states: dict[str, dict[str, Any]]
    batches: dict[str, Batch] = field(default_factory=dict)
    errors: dict[str, SourceError] = field(default_factory=dict)

    def due(self, names: Sequence[str], every: timedelta) -> list[str]:
        """Who is to be asked, those first that were not for longest: not who was in the same round, nor who rests."""
        round, now = (self.now - every / 2).isoformat(), self.now.isoformat()
        return [
            name
            for name in self.longest(names)
            if self._said(name, "asked") <= round and self._said(name, "rests") <= now
        ]

    def longest(self, names: Sequence[str]) -> list[str]:
        """All, those first that were not asked for longest."""
        return sorted(names, key=lambda name: self._said(name, "asked"))

    def _said(self, name: str, what: str) -> str:
        return str(self.states.get(name, {}).get(what) or "")

    def cursor(self, name: str) -> Cursor:
        found: Cursor = self.states.get(name, {}).get("at", {})
        return found

    def take(self, name: str, batch: Batch) -> None:
        rests = batch.not_before.isoformat() if batch.not_before else ""
        self.states[name] = {"at": batch.cursor, "asked": self.now.isoformat(), "rests": rests}
        self.batches[name] = batch

    def fail(self, name: str, error: SourceError) -> None:
        self.states[name] = {**self.states.get(name, {}), "asked": self.now.isoformat()}
        self.errors[name] = error

    def batch(self, left: bool, pause: timedelta) -> Batch:
        """All in one. Raises SourceError where not one feed could be read."""
        if self.errors and not self.batches:
            raise next(reversed(self.errors.values()))
        mentions: dict[str, Mention] = {}
        for each in (mention for batch in self.batches.values() for mention in batch.mentions):
            mentions.setdefault(each.native_id, each)
        return Batch(
            mentions=tuple(mentions.values()),
            refused=tuple(each for batch in self.batches.values() for each in batch.refused),
            cursor={"feeds": self.states},
            not_before=self._not_before(left, pause),
            more=left,
            partial=(*(f"{name}: {error}" for name, error in self.errors.items()), *self._said_of("partial")),
            unchanged=not self.errors and all(batch.unchanged for batch in self.batches.values()),
            notes=self._said_of("notes"),
        )

    def _said_of(self, what: Literal["partial", "notes"]) -> tuple[str, ...]:
        """What is said of the feeds; with their names where there are several."""
        found = [(name, said) for name, batch in self.batches.items() for said in getattr(batch, what)]
        return tuple(f"{name}: {said}" if len(self.states) > 1 else said for name, said in found)

    def _not_before(self, left: bool, pause: timedelta) -> datetime | None:
        """When the first feed may be asked again; where others wait for their turn, after a pause."""
        told = [error.not_before for error in self.errors.values() if error.not_before]
        if told:
            return max(told)
        if left:
            return self.now + pause
        rests = [state.get("rests", "") for state in self.states.values()]
        return min(map(datetime.fromisoformat, rests)) if rests and all(rests) else None
