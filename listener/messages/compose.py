"""What a notice says: frozen when it is decided, with the posts that tell most."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta

from listener.app import App
from listener.config.config import Config
from listener.health.blindness import blind_now
from listener.messages.facts import Facts, facts
from listener.messages.notes import ended_by, fresh, of_counts, what_is_new
from listener.metrics.stories import retold
from listener.metrics.tone import tone
from listener.wording.abstention import unread
from rules.alerting.routing import labels, matter
from rules.alerting.titles import gravest
from rules.base import BUCKET, Rule
from rules.wording.unseen import cannot_be_read
from storage.intake.measures import measures, scopes
from storage.records import Alert, Incident, Notice, NoticeKind, Sample, Scope, Series, StoredMention

SAMPLES = 5
SAMPLE_LENGTH = 280
CANDIDATES = 500
COMPARED = timedelta(days=3)
"""What is said now is compared with these days before."""
HOUR = timedelta(hours=1)
CHART_SPAN = timedelta(hours=24)
CHART_BAR = timedelta(minutes=30)


async def compose(app: App, incident: Incident, kind: NoticeKind, now: datetime, news: Sequence[Alert] = ()) -> Notice:
    """Everything a person needs to judge the incident without opening anything.

    Args:
        news: The alerts that an update tells of, each with what is new of it; their posts are quoted first, those of
            the gravest before others.
    """
    scope = matter(incident.alerts, app.config.brand_of_query)
    new = gravest(news) if kind in ("opened", "updated") else ()
    about = brand(app, incident)
    return Notice(
        kind=kind,
        incident_id=incident.id,
        thread=thread(incident),
        number=_notice_number(incident),
        title=incident.title,
        severity=incident.severity,
        scope=scope,
        created_at=now,
        alerts=incident.alerts,
        samples=tuple(sample(app, each, about) for each in await _quoted_posts(app, new, incident.alerts)),
        facts=await _facts(app, incident.alerts),
        path=f"/incidents/{incident.id}",
        chart=() if incident.drill else await _chart(app, scope, now),  # what is counted is no exercise
        brand=about,
        fresh=fresh(new),
        news=of_counts(new) if kind == "updated" else "",
        by=ended_by(incident) if kind == "resolved" else "",
        note=await _note(app, incident, kind, new, scope, now),
        drill=incident.drill,
    )


def thread(incident: Incident) -> str:
    """What all messages about an incident share. With its time: another database counts its incidents from 1 too."""
    return f"incident-{incident.id}-{incident.opened_at:%Y%m%dT%H%M%SZ}"


def brand(app: App, incident: Incident) -> str:
    """The brand that all of an incident's alerts are about; "" where there is none, or more than one."""
    found = {labels(alert, app.config.brand_of_query)["brand"] for alert in incident.alerts}
    return found.pop() if len(found) == 1 else ""


async def _note(
    app: App, incident: Incident, kind: NoticeKind, news: Sequence[Alert], scope: Scope, now: datetime
) -> str:
    """Why it is told now: what is new; of an end, what nobody can know."""
    if kind == "updated":
        return what_is_new(incident, news)
    if kind != "resolved":
        return ""
    return cannot_be_read((await app.read(blind_now, app.store, [scope], now)).get(scope, ()))


def _notice_number(incident: Incident) -> int:
    """How many notices there have been, this one included: what the incident itself wrote down."""
    return sum(entry.kind in {"told", "resolved"} for entry in incident.timeline)


async def _quoted_posts(app: App, news: Sequence[Alert], alerts: Sequence[Alert]) -> list[StoredMention]:
    """What is new first, and then what tells most, one a story."""
    stories: dict[int | None, StoredMention] = {}
    for each in [*await telling(app, news), *await telling(app, gravest(alerts))]:
        stories.setdefault(each.mention.story, each)
    return list(stories.values())[:SAMPLES]


async def telling(app: App, alerts: Iterable[Alert]) -> list[StoredMention]:
    """The posts an alert names, else the newest of its scope and time; one a story, the most retold first, and of
    equals those of the alert that comes first."""
    found: list[StoredMention] = []
    for alert in alerts:
        found += await _about(app, alert)
    return _one_a_story(found)


async def _facts(app: App, alerts: Sequence[Alert]) -> Facts:
    """Of the gravest alert."""
    _, told = await evidence(app, alerts)
    return told


async def earlier(app: App, scope: Scope, since: datetime) -> list[StoredMention]:
    """What was said of the same before that moment, with which new words are compared."""
    return await app.read(app.store.search, scope=scope, since=since - COMPARED, until=since, limit=CANDIDATES)


Earlier = Callable[[App, Scope, datetime], Awaitable[list[StoredMention]]]


async def evidence(app: App, alerts: Sequence[Alert], before: Earlier = earlier) -> tuple[list[StoredMention], Facts]:
    """The posts that the gravest alert is about, the newest of several such alerts, and what they tell; of the next one
    where that is about none, as one that somebody has raised by hand."""
    ordered = sorted(alerts, key=lambda each: (each.severity, -each.starts_at.timestamp()))
    for alert in ordered:
        if (posts := await _about(app, alert)) or alert == ordered[-1]:
            usual = await before(app, alert.scope, alert.starts_at - HOUR)
            return posts, facts(alert, posts, usual, reads=app.config.classify.enabled)
    return [], ()


async def _about(app: App, alert: Alert) -> list[StoredMention]:
    """The posts that an alert names, else the newest that its rule has counted, newest first.

    Neither imports nor backfills are among these.
    """
    if alert.evidence:
        return await app.read(app.store.mentions, alert.evidence)
    counted, since = _counted(app.config, alert)
    posts = await app.read(
        app.store.search, scope=alert.scope, since=since, until=alert.ends_at, live=True, limit=CANDIDATES
    )
    return [each for each in posts if _is(each, counted)]


def concerns(config: Config, alert: Alert, stored: StoredMention) -> bool:
    """Whether an alert is about that post: it names it, or where it names none it is one of what its rule counts. So is
    one that was imported later, though it was not counted. What somebody opened by hand counts nothing."""
    if alert.evidence or _rule(config, alert) is None:
        return stored.id in alert.evidence
    counted, since = _counted(config, alert)
    return (
        since <= stored.mention.said_at < alert.ends_at
        and counted.scope in scopes(stored.matches)
        and _is(stored, counted)
    )


def _counted(config: Config, alert: Alert) -> tuple[Series, datetime]:
    """What its rule has counted, and from when on: a rule about counts, from the window in which it first found too
    many."""
    rule = _rule(config, alert)
    known = rule.counted(alert) if rule else None
    counted = Series(alert.scope, known.measure if known else "mentions")
    return counted, alert.starts_at - getattr(rule, "window", HOUR)


def _rule(config: Config, alert: Alert) -> Rule | None:
    return next((each for each in config.rules if each.name == alert.rule), None)


def _is(stored: StoredMention, counted: Series) -> bool:
    """Whether a mention is one of what is counted; authors, stories and reach are those of all mentions."""
    if ":" not in counted.measure:
        return True
    return counted in measures(stored.matches, stored.classification, stored.mention.rating)


def _one_a_story(found: Sequence[StoredMention]) -> list[StoredMention]:
    stories: dict[int | None, StoredMention] = {}
    for each in found:
        stories.setdefault(each.mention.story, each)
    return [stories[story] for story, _ in retold(each.mention for each in found).most_common()]


def sample(app: App, stored: StoredMention, brand: str | None = None) -> Sample:
    """A mention as a notice quotes it, with the matched words of title and text marked, and its tone: toward the brand,
    else toward the only one that it is about."""
    mention = stored.mention
    lead = f"{mention.title} — " if mention.title and mention.text else mention.title
    reading = stored.classification
    text, skipped = _quoted(lead + mention.text, reading.key_sentence if reading else "")
    shift = {"title": -skipped, "text": len(lead) - skipped}
    marks = {
        (start + shift[field], end + shift[field])
        for match in stored.matches
        for field, start, end in match.spans
        if field in shift and start + shift[field] >= 0 and end + shift[field] <= SAMPLE_LENGTH
    }
    return Sample(
        mention_id=stored.id,
        author=mention.author.name or mention.author.handle or "",
        source=stored.sightings[0].source if stored.sightings else "",
        url=mention.url,
        text=text,
        marks=tuple(sorted(marks)),
        said_at=mention.said_at,
        sentiment=tone(stored, brand or stored.only_brand),
        intent=reading.label("intent") if reading else None,
        risk=reading.risk if reading else None,
        unread=unread(reading) if reading or app.config.classify.enabled else "",
    )


def _quoted(whole: str, key_sentence: str) -> tuple[str, int]:
    """A text as it is quoted, and how many of its first code points are left out: a long one begins with its key
    sentence where that would not be seen otherwise."""
    if len(whole) <= SAMPLE_LENGTH:
        return whole, 0
    place = whole.find(key_sentence) if key_sentence else -1
    if place + len(key_sentence) < SAMPLE_LENGTH:
        return whole[: SAMPLE_LENGTH - 1] + "…", 0
    rest = "…" + whole[place:]
    return (rest if len(rest) <= SAMPLE_LENGTH else rest[: SAMPLE_LENGTH - 1] + "…"), place - 1


async def _chart(app: App, scope: Scope, now: datetime) -> tuple[tuple[datetime, int], ...]:
    """Mentions of the last 24 h in half hours."""
    series, bars = Series(scope), int(CHART_BAR / BUCKET)
    end = now - timedelta(seconds=now.timestamp() % CHART_BAR.total_seconds()) + CHART_BAR
    start = end - CHART_SPAN
    counts = (await app.read(app.store.counts, [series], start, end))[series].total
    heights = [int(sum(counts[first : first + bars])) for first in range(0, len(counts), bars)]
    return tuple((start + CHART_BAR * index, height) for index, height in enumerate(heights))
