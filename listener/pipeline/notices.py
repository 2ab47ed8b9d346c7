"""What a notice says: frozen when it is decided, with the posts that tell most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from listener.app import App
from rules.base import BUCKET
from storage.records import Alert, Incident, Notice, NoticeKind, Sample, Series, StoredMention

SAMPLES = 5
SAMPLE_LENGTH = 280
CANDIDATES = 200
CHART_SPAN = timedelta(hours=24)
CHART_BAR = timedelta(minutes=30)


async def compose(app: App, incident: Incident, kind: NoticeKind, now: datetime) -> Notice:
    """Everything a person needs to judge the incident without opening anything."""
    scope = incident.alerts[0].scope if incident.alerts else "all"
    return Notice(
        kind=kind,
        incident_id=incident.id,
        # With its time: another database counts its incidents from 1 too.
        thread=f"incident-{incident.id}-{incident.opened_at:%Y%m%dT%H%M%SZ}",
        number=_told(incident),
        title=incident.title,
        severity=incident.severity,
        scope=scope,
        created_at=now,
        alerts=incident.alerts,
        samples=tuple(sample(each) for each in (await telling(app, incident.alerts))[:SAMPLES]),
        path=f"/incidents/{incident.id}",
        chart=await _chart(app, scope, now),
        drill=incident.drill,
    )


def _told(incident: Incident) -> int:
    """How many notices there have been, this one included: what the incident itself wrote down."""
    return sum(entry.what.partition(" ")[0] in {"told", "resolved"} for entry in incident.timeline)


async def telling(app: App, alerts: Iterable[Alert]) -> list[StoredMention]:
    """The posts an alert names, else the newest of its scope and time; one a story, the most retold first."""
    found: list[StoredMention] = []
    for alert in alerts:
        if alert.evidence:
            found += await app.read(app.store.mentions, alert.evidence)
        else:
            found += await _counted(app, alert)
    return _one_a_story(found)


async def _counted(app: App, alert: Alert) -> list[StoredMention]:
    """The newest posts that a rule about counts has counted, from the window in which it first found too many."""
    rule = next((each for each in app.config.rules if each.name == alert.rule), None)
    measures = [series.measure for series in rule.series if ":" in series.measure] if rule else []
    since = alert.starts_at - getattr(rule, "window", BUCKET)
    posts = await app.read(app.store.search, scope=alert.scope, since=since, until=alert.ends_at, limit=CANDIDATES)
    return [each for each in posts if all(_is(each, measure) for measure in measures)]


def _is(stored: StoredMention, measure: str) -> bool:
    head, _, label = measure.partition(":")
    return stored.classification is not None and stored.classification.label(head) == label


def _one_a_story(found: Iterable[StoredMention]) -> list[StoredMention]:
    stories: dict[int, StoredMention] = {}
    retold: dict[int, int] = {}
    for each in found:
        story = each.mention.story_id or each.id
        stories.setdefault(story, each)
        retold[story] = retold.get(story, 0) + 1
    return [stories[story] for story in sorted(stories, key=lambda story: -retold[story])]


def sample(stored: StoredMention) -> Sample:
    """A mention as a notice quotes it, with the matched words of title and text marked."""
    mention = stored.mention
    lead = f"{mention.title} — " if mention.title else ""
    whole = lead + mention.text
    shift = {"title": 0, "text": len(lead)}
    marks = {
        (start + shift[field], end + shift[field])
        for match in stored.matches
        for field, start, end in match.spans
        if field in shift and end + shift[field] <= SAMPLE_LENGTH
    }
    reading = stored.classification
    return Sample(
        mention_id=stored.id,
        author=mention.author.name or mention.author.handle or "",
        source=stored.sightings[0].source if stored.sightings else "",
        url=mention.url,
        text=whole if len(whole) <= SAMPLE_LENGTH else whole[: SAMPLE_LENGTH - 1] + "…",
        marks=tuple(sorted(marks)),
        said_at=mention.said_at,
        sentiment=reading.label("sentiment") if reading else None,
        intent=reading.label("intent") if reading else None,
    )


async def _chart(app: App, scope: str, now: datetime) -> tuple[tuple[datetime, int], ...]:
    """Mentions of the last 24 h in half hours."""
    series, bars = Series(scope), int(CHART_BAR / BUCKET)
    end = now - timedelta(seconds=now.timestamp() % CHART_BAR.total_seconds()) + CHART_BAR
    start = end - CHART_SPAN
    counts = (await app.read(app.store.counts, [series], start, end))[series].total
    heights = [int(sum(counts[first : first + bars])) for first in range(0, len(counts), bars)]
    return tuple((start + CHART_BAR * index, height) for index, height in enumerate(heights))
