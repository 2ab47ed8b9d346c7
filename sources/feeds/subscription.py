"""One feed by its address: asked politely, read in full when it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sources.base import Answer, Net, Topic
from sources.feeds import changing, hub
from sources.feeds.identity import digest
from sources.feeds.remembering import recalled, remembered
from storage.errors import Broken, Gone, Unauthorised
from storage.records import Batch, Cursor, Kind

# Some servers answer "unchanged" for ever.
ASK_IN_FULL = timedelta(days=1)
# So often must a feed say in a row that it has moved for good.
REPEATS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed.

    Its cursor holds no address that may be secret, only digests: of the configured one (`url`), of where the feed says
    it moved (`moved`, and `repeats`: how often), of the one that gave `etag` and `modified` (`asked`), and of the last
    body (`digest`, and `full`: when that was read), with its first `entries`, what they said (`said`, and `habits`: how
    many in a row) and why it was partial (`lacks`). `adopted` is where it moved for good, without what the configured
    address says already. `hub` is whom to ask to be told what is new.

    Attributes:
        kind, language: What the source's options say; a language only counts where the feed names none.
    """

    url: str
    kind: Kind | None = None
    language: str | None = None

    async def poll(self, net: Net, cursor: Cursor) -> Batch:
        """What is there now. Raises SourceError."""
        now = net.now
        own = digest(self.url)
        known: dict[str, Any] = dict(cursor) if cursor.get("url") == own else {"url": own}
        due = _is_due(known, now)
        answer, known = await self._answer(net, known, {} if due else _validators(known))
        if answer.status == 304:
            return _unchanged(self._moved(known, answer), _later(answer, known, now))
        after = self._moved({**known, **_seen(answer)}, answer)
        if answer.digest == known.get("digest") and not due:
            return _unchanged(after, _later(answer, known, now))
        return await self._read(net, answer, after, now)

    def topics(self, cursor: Cursor) -> tuple[Topic, ...]:
        """What a hub announces of it; see `Announced`."""
        return hub.known(cursor, self.url) if cursor.get("url") == digest(self.url) else ()

    async def _answer(
        self, net: Net, known: dict[str, Any], validators: dict[str, str]
    ) -> tuple[Answer, dict[str, Any]]:
        if known.get("adopted"):
            try:
                return await _get(net, recalled(known["adopted"], self.url), known, validators), known
            except (Broken, Gone, Unauthorised):
                # The new home is gone; the old address may know a better one.
                known = {**known, "adopted": None}
                validators = {}
        return await _get(net, self.url, known, validators), known

    def _moved(self, known: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
        """The cursor after a permanent redirect was seen, or not."""
        after = dict(known)
        if answer.moved_to is None:
            return {**after, "moved": None, "repeats": 0}
        moved = digest(answer.moved_to)
        repeats = (known.get("repeats") or 0) + 1 if moved == known.get("moved") else 1
        if repeats >= REPEATS and (home := remembered(answer.moved_to, self.url)):
            return {**after, "adopted": home, "moved": None, "repeats": 0}
        return {**after, "moved": moved, "repeats": repeats}

    async def _read(self, net: Net, answer: Answer, after: dict[str, Any], now: datetime) -> Batch:
        from sources.feeds.read import read_feed

        content_type = answer.headers.get("content-type", "")
        feed = await net.run(read_feed, answer.body, content_type, answer.url, now, self.kind, self.language)
        after = {**after, "full": now.isoformat(), "wait": feed.wait.total_seconds() if feed.wait else None}
        named = hub.from_header(answer.headers.get("link", ""), answer.url) or feed.hub
        after["hub"] = hub.kept(named, self.url)
        before, habits = after.get("said", ()), after.get("habits", {})
        lacks = (*feed.partial, *changing.lost(before, habits, feed.mentions))
        after |= {"said": sorted({*before, *changing.said(feed.mentions)}), "lacks": list(lacks)}
        after["habits"] = changing.habits(habits, feed.mentions, after.get("entries", ()))
        after["entries"] = changing.names(feed.mentions)
        return Batch(
            mentions=feed.mentions,
            refused=feed.refused,
            cursor=after,
            not_before=_later(answer, after, now),
            partial=lacks,
            notes=feed.notes,
        )


def _unchanged(cursor: dict[str, Any], not_before: datetime | None) -> Batch:
    """It holds what it held: what that lacked is lacking still."""
    return Batch(cursor=cursor, not_before=not_before, partial=tuple(cursor.get("lacks", ())), unchanged=True)


async def _get(net: Net, url: str, known: Mapping[str, Any], validators: dict[str, str]) -> Answer:
    answer = await net.http.get(url, headers=validators)
    if answer.status == 304 and (not validators or digest(answer.url) != known.get("asked")):
        # Validators belong to one address: WordPress gives several of its feeds the same ones.
        answer = await net.http.get(url)
        if answer.status == 304:
            from sources.reading import links

            raise Broken(
                f"{links.shown(url)} answers 304 (unchanged) to a request that asked for everything; tell its operator"
            )
    return answer


def _is_due(known: Mapping[str, Any], now: datetime) -> bool:
    full = known.get("full")
    return not full or abs(now - datetime.fromisoformat(full)) >= ASK_IN_FULL


def _validators(known: Mapping[str, Any]) -> dict[str, str]:
    # WordPress wants both or neither.
    named = {"if-none-match": known.get("etag"), "if-modified-since": known.get("modified")}
    return {name: str(value) for name, value in named.items() if value}


def _seen(answer: Answer) -> dict[str, Any]:
    trusted = answer.headers.get("expires", "").strip() not in {"0", "-1"}
    etag = answer.headers.get("etag") if trusted else None
    if etag and b"wordpress.org/?v=" in answer.body[:5_000]:
        # A proxy in front of WordPress weakens its ETag, which WordPress then does not know again.
        etag = etag.removeprefix("W/")
    modified = answer.headers.get("last-modified") if trusted else None
    return {"asked": digest(answer.url), "etag": etag, "modified": modified, "digest": answer.digest}


def _later(answer: Answer, known: Mapping[str, Any], now: datetime) -> datetime | None:
    """What headers and feed ask for, whichever is later."""
    wait = now + timedelta(seconds=known["wait"]) if known.get("wait") else None
    return max((time for time in (answer.not_before, wait) if time), default=None)
