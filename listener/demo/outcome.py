"""What a replay came to, and whether it is what the world's posts demand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from listener.demo.mailbox import Mail
from listener.demo.posts import CRISIS, LENGTH, START, Post, posts
from listener.metrics.answers import in_time
from listener.metrics.base import Value
from listener.metrics.tone import tone
from listener.wording.figures import per_cent
from storage.delivering import Delivering
from storage.filing import Desk
from storage.records import Incident, StoredMention
from storage.store import Evaluating, Querying

SOON = timedelta(minutes=90)
STORIES_FOUND = 0.9
PAGED = ("Ines", "Tomas")
"""Who is paged about the crisis, in order, before somebody takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of a replay.

    Attributes:
        told: Mails by incident.
        cases: How many posts were put in the inbox.
        in_time: The share of them that was answered by when it was promised.
        faults: Every way in which it is not as it must be; empty when all is well.
    """

    planted: int
    noise: int
    mentions: int
    sightings: int
    per_brand: Counter[str]
    sentiments: Counter[str]
    stories_found: float
    incidents: tuple[Incident, ...]
    told: Counter[int]
    mails: tuple[Mail, ...]
    cases: int
    in_time: Value
    faults: tuple[str, ...]


class Results(Delivering, Desk, Evaluating, Querying, Protocol):
    """What a replay has left behind."""


def outcome(store: Results, mails: Iterable[Mail]) -> Outcome:
    """Compare what is stored and was mailed with what was planted."""
    planted = [post for post in (*posts("history"), *posts("replay")) if post.brands]
    stored = list(store.export())
    received = tuple(mails)
    incidents = tuple(reversed(store.incidents()))
    stories = _stories_found(planted, stored)
    worked = store.case_times(START, START + LENGTH)
    kept = in_time(worked, START + LENGTH)
    return Outcome(
        planted=len(planted),
        noise=len(posts("history")) + len(posts("replay")) - len(planted),
        mentions=len(stored),
        sightings=sum(len(each.sightings) for each in stored),
        per_brand=Counter(brand for each in stored for brand in _brands(each)),
        sentiments=Counter(_tone(each) for each in stored),
        stories_found=stories,
        incidents=incidents,
        told=Counter(each.notice.incident_id or 0 for each in store.deliveries(pending=False, limit=1000)),
        mails=received,
        cases=len(worked),
        in_time=kept,
        faults=(
            *_found_once(planted, stored),
            *([f"only {per_cent(stories)} of the copies share their story"] if stories < STORIES_FOUND else []),
            *_alerted(incidents),
            *_paged(store, incidents),
            *_message_problems(store, incidents, received),
            *_answered(kept),
        ),
    )


def _brands(stored: StoredMention) -> set[str]:
    return {match.brand for match in stored.matches}


def _tone(stored: StoredMention) -> str:
    return tone(stored, stored.only_brand) or "not read"


def _by_path(stored: Iterable[StoredMention]) -> dict[str, list[StoredMention]]:
    found = defaultdict(list)
    for each in stored:
        found[urlsplit(each.mention.url or "").path].append(each)
    return found


def _found_once(planted: Iterable[Post], stored: Iterable[StoredMention]) -> Iterator[str]:
    found = _by_path(stored)
    for post in planted:
        mentions = found.pop(post.path, [])
        if len(mentions) != 1:
            yield f"{post.id} was stored {len(mentions)} times"
        elif _brands(mentions[0]) != set(post.brands):
            yield f"{post.id} names {post.brands} and was matched to {sorted(_brands(mentions[0]))}"
    for path in found:
        yield f"{path} names no brand and was stored"


def _stories_found(planted: Iterable[Post], stored: Iterable[StoredMention]) -> float:
    """The share of near-copies that have the story of what they copy."""
    found = {path: mentions[0].mention.story_id for path, mentions in _by_path(stored).items()}
    feeds = {post.id: post.path for post in planted}
    copies = [(found.get(post.path), found.get(feeds[post.copy_of])) for post in planted if post.copy_of in feeds]
    return sum(own == original for own, original in copies) / len(copies)


def _alerted(incidents: Iterable[Incident]) -> Iterator[str]:
    """The crisis must be seen soon, and nothing else be taken for one."""
    crises = [incident for incident in incidents if incident.severity == 1]
    begin, end = CRISIS
    if not any(begin <= _grave_since(incident) <= begin + SOON for incident in crises):
        yield f"no crisis was raised within {SOON} of its begin"
    for incident in crises:
        if not begin <= _grave_since(incident) <= end:
            yield f"a false crisis was raised at {_grave_since(incident)}"


def _grave_since(incident: Incident) -> datetime:
    """When it got the severity that it has: a crisis may join what is open about the brand already."""
    rose = incident.last("severity")
    return rose.at if rose else incident.opened_at


def _paged(store: Delivering, incidents: Iterable[Incident]) -> Iterator[str]:
    """The desk is paged first, then the next level, and nobody once somebody has taken it."""
    paged = [each for each in reversed(store.deliveries(pending=False, limit=1000)) if each.notice.kind == "page"]
    for incident in incidents:
        mine = [each for each in paged if each.notice.incident_id == incident.id]
        people = tuple(each.person for each in mine)
        if people != (PAGED if incident.severity == 1 else ()):
            yield f"incident {incident.id} paged {people}"
        taken = incident.first("acknowledged")
        if incident.severity == 1 and (taken is None or any(each.notice.created_at > taken.at for each in mine)):
            yield f"incident {incident.id} paged people after it was taken, or nobody took it"


def _answered(kept: Value) -> Iterator[str]:
    """The team keeps its word while it is calm, and in the crisis it cannot to all."""
    if not kept.value or kept.value == 1:
        yield f"of {kept.n} answers that were promised, all came late, or none did"


def _message_problems(store: Delivering, incidents: Iterable[Incident], mails: tuple[Mail, ...]) -> Iterator[str]:
    for message_id, count in Counter(mail.message_id for mail in mails).items():
        if count > 1:
            yield f"the mail {message_id} was accepted {count} times"
    for delivery in store.deliveries(pending=True):
        yield f"a mail to {delivery.target} still waits: {delivery.error}"
    done = store.deliveries(pending=False, limit=1000)
    for delivery in done:
        if delivery.permanent:
            yield f"a mail to {delivery.target} could not be delivered: {delivery.error}"
    if len({mail.message_id for mail in mails}) != len(done):
        yield f"{len(done)} mails count as sent, and {len(mails)} were accepted"
    told = {delivery.notice.incident_id for delivery in done}
    for incident in incidents:
        if incident.id not in told:
            yield f"nobody was told of incident {incident.id}, {incident.title!r}"
