"""What an address that was given out shows: the posts of a view as a feed, a chart as a picture, turns on call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from markupsafe import Markup

from listener.app import App
from listener.brands.asked import Asked, usual
from listener.brands.figures import Figures, figures
from listener.config.config import Config
from listener.exports.terms import Terms
from listener.situation.annotated import noted
from listener.situation.duty import monday, shifts
from listener.trials.search import search
from listener.web.charts import days
from listener.web.charts.alone import alone
from listener.web.charts.days import Frame
from listener.web.inbox import Place
from listener.wording.addresses import address
from listener.wording.atom import Entry
from listener.wording.calendar import Event
from listener.wording.links import link
from listener.wording.moments import day_of_month
from listener.wording.text import one_line
from storage.errors import ListenerError
from storage.records import Scope, Share, StoredMention
from storage.store import Store

ENTRIES, TITLE = 50, 120
CHARTS = ("volume", "net", "voice")
"""What can be embedded of a brand."""
AHEAD = timedelta(weeks=8)
"""So far calendars are told."""


def entries(app: App, share: Share, now: datetime) -> list[Entry]:
    """The newest posts of what a feed shows, as they may leave. Raises ListenerError where it can show nothing."""
    found = _of_inbox(app.store, share.shows, now) if share.shows.get("of") == "inbox" else _of_search(app, share.shows)
    terms = Terms.known(app.store, app.config.sources)
    return [_entry(terms.applied(stored), app.config.base_url, case) for case, stored in found]


def _of_inbox(store: Store, shows: Mapping[str, str], now: datetime) -> list[tuple[int | None, StoredMention]]:
    cases = store.queue(Place.of(shows).wanted, now, after=None, limit=ENTRIES)
    leads = {each.id: each for each in store.mentions([case.lead for case in cases])}
    return [(case.id, leads[case.lead]) for case in cases if case.lead in leads]


def _of_search(app: App, shows: Mapping[str, str]) -> list[tuple[int | None, StoredMention]]:
    """What satisfies an expression, of a brand where one is named; of whatever time."""
    scope = Scope.brand(shows["brand"]) if shows.get("brand") else Scope.ALL
    if not shows.get("q"):
        return [(None, each) for each in app.store.search(scope=scope, limit=ENTRIES) if each.matches]
    found = search(app.store, shows["q"], lists=app.config.lists, scope=scope, limit=ENTRIES).found
    return [(None, each.stored) for each in found]


def _entry(stored: StoredMention, base_url: str | None, case: int | None) -> Entry:
    mention = stored.mention
    own = address(base_url, f"/inbox?case={case}") if case is not None else None
    return Entry(
        key=f"mention {stored.id}",
        title=one_line(mention.title or mention.text, TITLE),
        text=mention.text or mention.title,
        author=one_line(mention.author.name or mention.author.handle or "", 80),
        link=link(mention.url) or own,
        updated=mention.said_at,
        categories=tuple(dict.fromkeys(each.brand for each in stored.matches)),
    )


def picture(app: App, share: Share, now: datetime) -> Markup:
    """What a chart shows, alone. Raises ListenerError where its brand is gone."""
    name, chart = share.shows.get("brand", ""), share.shows.get("chart", "volume")
    if all(brand.name != name for brand in app.config.brands):
        raise ListenerError(f'the brand "{name}" is not there any more')
    asked = usual(share.shows.get("span", "30d"), now)
    found = figures(app.explored, app.counted, app.config, [name], asked)[name]
    volume = found.course.volume
    marked = noted(app.store, volume.start, volume.end, [name])
    frame = Frame(course=found.course, zone=app.config.zone, notes=marked)
    said = [
        f"{each.mark}  {day_of_month(each.at.astimezone(app.config.zone))}: {each.annotation.text}" for each in marked
    ]
    return alone(_drawn(found, frame, chart), _title(found, asked, chart, app, now), said, frame.base + days.FOOT)


def turns(config: Config, share: Share, now: datetime) -> list[Event]:
    """Who is on call this week and in those that follow, as far as the calendar tells of them."""
    person, rotation = share.shows.get("person"), share.shows.get("rotation")
    return [
        Event(name=f"{one.person}, {each.name}", place=each.name, since=one.since, until=one.until)
        for each in config.rotations
        if rotation in (None, each.name)
        for one in shifts(each, config.zone, monday(now, config.zone), monday(now + AHEAD, config.zone))
        if person in (None, one.person)
    ]


def _drawn(found: Figures, frame: Frame, chart: str) -> Markup:
    name = found.brand.name
    if chart == "net":
        return days.net(frame, f"{name}: net sentiment")
    if chart == "voice" and name in found.course.voices:
        return days.voices(replace(frame), [name, *_loudest(found)], name, "Share of voice")
    return days.volume(frame, f"{name}: mentions")


def _loudest(found: Figures) -> Iterable[str]:
    voices = found.course.voices
    return sorted(voices.keys() - {found.brand.name}, key=lambda other: -(voices[other][-1].value or 0))[:4]


def _title(found: Figures, asked: Asked, chart: str, app: App, now: datetime) -> str:
    what = {"net": "net sentiment", "voice": "share of voice"}.get(chart, "mentions")
    return f"{found.brand.name}, {what}, {asked.words(now, app.config.zone)}"
