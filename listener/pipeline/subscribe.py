"""Subscribe: ask hubs to announce what is new in feeds that name one (WebSub), so that it is polled at once.

Polling goes on all the same: a hub that forgets us costs minutes, never a post.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

import structlog

from listener.app import App
from listener.config.hosts import is_loopback
from listener.messages.links import secret
from listener.wording.addresses import escaped
from sources.base import Announced, Options, Topic
from storage.errors import SourceError
from storage.records import SourceState

log = structlog.get_logger()

NOTE = "websub"
"""Under this key the store knows what hubs were asked for."""
LEASE = timedelta(days=10)
LONGEST_LEASE = timedelta(days=30)
RENEWED = timedelta(days=1)
"""So long before its end a subscription is asked for again."""
AGAIN = timedelta(hours=6)
"""When a hub that did not confirm, or could not be asked, is asked again."""
METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """One topic, as it was asked for.

    Attributes:
        asked: When, in ISO format.
        until: When the hub forgets us; "" where it has not confirmed.
    """

    asked: str
    until: str = ""

    def is_due(self, now: datetime) -> bool:
        """Whether to ask (again)."""
        if now - datetime.fromisoformat(self.asked) < AGAIN:
            return False
        return not self.until or datetime.fromisoformat(self.until) - now < RENEWED


async def subscribe(app: App) -> int:
    """Ask for every topic that is not announced to us yet, or not for much longer; how many hubs took it."""
    if app.config.base_url is None:
        return 0
    known, now = await _known(app), app.clock.now()
    wanted = {
        key: (source.name, topic)
        for source in app.config.sources
        for key, topic in (await _topics(app, source)).items()
        if _reaches(topic.hub, app.config.base_url)
    }
    kept = {key: known[key] for key in known if key in wanted}
    due = [key for key in wanted if key not in kept or kept[key].is_due(now)]
    taken = [await _ask(app, key, *wanted[key]) for key in due]
    for key in due:
        kept[key] = Subscribed(asked=now.isoformat(), until=kept[key].until if key in kept else "")
    if kept != known:
        latest = await _known(app)  # a hub may have confirmed while others were asked
        until = {key: max(each.until, latest[key].until if key in latest else "") for key, each in kept.items()}
        await _keep(app, {key: replace(each, until=until[key]) for key, each in kept.items()})
    return sum(taken)


async def confirm(app: App, name: str, key: str, params: Mapping[str, str]) -> str | None:
    """Whether we want what a hub asks about: the words that say yes; None: no."""
    topic = await _topic(app, name, key)
    if topic is None or params.get("hub.topic") != topic.url:
        return None
    if params.get("hub.mode") == "denied":
        log.warning("a hub does not announce this source", source=name, why=params.get("hub.reason", "")[:200])
        return ""
    if params.get("hub.mode") != "subscribe" or not params.get("hub.challenge"):
        return None
    now, known = app.clock.now(), await _known(app)
    await _keep(app, {**known, key: Subscribed(asked=now.isoformat(), until=(now + _lease(params)).isoformat())})
    log.info("a hub announces what is new", source=name)
    return params["hub.challenge"]


async def is_subscribed(app: App, name: str, key: str) -> bool:
    """Whether we want to hear of this at all."""
    return await _topic(app, name, key) is not None


def announced(app: App, name: str, key: str, signature: str, body: bytes) -> bool:
    """A hub says that there is something new: the source is polled soon. Whether it was the hub that said so."""
    method, _, given = signature.partition("=")
    if method not in METHODS:
        return False
    if not hmac.compare_digest(hmac.digest(_shared(app, key), body, method).hex().encode(), given.lower().encode()):
        return False
    app.announced.add(name)
    return True


async def _ask(app: App, key: str, name: str, topic: Topic) -> bool:
    asked = {
        "hub.mode": "subscribe",
        "hub.topic": topic.url,
        "hub.callback": f"{app.config.base_url}/hooks/websub/{escaped(name)}/{key}",
        "hub.secret": _shared(app, key).decode(),
        "hub.lease_seconds": str(int(LEASE.total_seconds())),
    }
    headers = {"content-type": "application/x-www-form-urlencoded"}
    try:
        await app.http.post(topic.hub, content=urlencode(asked).encode(), headers=headers)
    except SourceError as error:
        if app.troubles.is_new("hub", name, error):
            log.warning("a hub cannot be asked for announcements; polling goes on", source=name, error=str(error))
        return False
    app.troubles.is_over("hub", name)
    return True


async def _topic(app: App, name: str, key: str) -> Topic | None:
    source = app.config.source(name)
    return (await _topics(app, source)).get(key) if source else None


async def _topics(app: App, source: Options) -> dict[str, Topic]:
    """By the keys under which hubs reach us."""
    if not (source.enabled and isinstance(source, Announced)):
        return {}
    state: SourceState | None = await app.read(app.store.source_state, source.name)
    topics = source.topics(state.cursor, app.matcher.ask) if state else ()
    return {_signed(app, f"websub {source.name} {topic.url}"): topic for topic in topics}


def _signed(app: App, what: str) -> str:
    return hmac.digest(secret(app).encode(), what.encode(), "sha256").hex()[:40]


def _shared(app: App, key: str) -> bytes:
    """The secret between a hub and us: made again whenever it is needed, and kept nowhere."""
    return _signed(app, f"websub secret {key}").encode()


def _reaches(hub: str, base_url: str) -> bool:
    """A hub elsewhere cannot call a machine that only knows itself."""
    ours, theirs = (urlsplit(address).hostname or "" for address in (base_url, hub))
    return not is_loopback(ours) or is_loopback(theirs)


def _lease(params: Mapping[str, str]) -> timedelta:
    said = params.get("hub.lease_seconds", "")
    return min(timedelta(seconds=int(said[:9])), LONGEST_LEASE) if said.isdecimal() else LEASE


async def _known(app: App) -> dict[str, Subscribed]:
    noted = await app.read(app.store.note, NOTE)
    return {key: Subscribed(**each) for key, each in json.loads(noted or "{}").items()}


async def _keep(app: App, known: Mapping[str, Subscribed]) -> None:
    await app.write(app.store.note, NOTE, json.dumps({key: asdict(each) for key, each in known.items()}))
