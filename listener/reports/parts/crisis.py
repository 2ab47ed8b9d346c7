"""A crisis: how fast it was seen, taken and ended, its course, what drove it, who spoke, what was said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from listener.crisis.course import BEFORE, GAP, LEAD, course
from listener.crisis.course import Course as Counts
from listener.crisis.debrief import AFTER, first_answer, kept
from listener.crisis.drivers import Drivers, drivers, posts
from listener.metrics.authors import AUTHORS
from listener.metrics.base import Count, Metric, Value
from listener.metrics.mentions import MENTIONS
from listener.metrics.peak import PEAK
from listener.metrics.reach import REACH
from listener.metrics.response_times import (
    TIME_TO_ACKNOWLEDGE,
    TIME_TO_DETECT,
    TIME_TO_NOTICE,
    TIME_TO_RECOVER,
    TIME_TO_RESOLVE,
    TIME_TO_RESPONSE,
    elapsed,
    first_notice,
    first_taken,
)
from listener.metrics.updates_kept import UPDATES_KEPT
from listener.metrics.usual_hour import USUAL_HOUR
from listener.reports import sentences
from listener.reports.document import Block, Figure, Figures, Prose, Quote, Quotes, Row, Said, Sentence, Table, When
from listener.reports.material import Material, Parts
from listener.reports.measure import Measures
from listener.reports.parts.crisis_course import Happened, chart
from listener.reports.receipts import field
from listener.reports.record import Record, Style
from listener.reports.tally import tallied
from listener.wording.durations import brief
from listener.wording.links import link
from listener.wording.moments import moment
from listener.wording.text import one_line
from rules.alerting.routing import matter
from storage.errors import ExportError
from storage.records import Incident, Response, TimelineEntry

LINES = 40
HOUR = timedelta(hours=1)


def parts(found: Material) -> Parts:
    """From the incident, and from the record of the crisis where people declared one."""
    incident = _incident(found)
    response = found.store.response(incident.id or 0)
    told = _Told(found, incident, response)
    return told.title(), told.summary(), list(told.blocks())


def _incident(found: Material) -> Incident:
    number = found.ask.incident
    incident = found.store.incident_by_id(number) if number is not None else None
    if incident is None:
        raise ExportError(f"there is no incident {number}; listener incidents lists them")
    return incident


class _Told:
    """The numbers of one crisis, each made once."""

    def __init__(self, found: Material, incident: Incident, response: Response | None) -> None:
        self._found, self._incident, self._response = found, incident, response
        self._scope = matter(incident.alerts, found.ask.brand_of_query)
        over = (response.resolved_at if response else None) or incident.resolved_at or found.ask.now
        self._end = min(found.ask.now, over + AFTER)
        self._counts: Counts = course(found.store, self._scope, incident.opened_at, self._end)
        first = min(self._counts.began_at or incident.opened_at, incident.opened_at)
        self._loud = (first - HOUR, self._counts.recovered_at or self._end)
        self._drivers = self._driven()
        loudest = (self._counts.peak_at - HOUR, self._counts.peak_at)
        self._peak = self._counted(PEAK, self._counts.peak, span=loudest)
        self._usual = self._number(USUAL_HOUR, Value(value=self._counts.usual, n=7 * 24))

    def title(self) -> Sentence:
        """How it was answered: what it was about stands in the first sentence."""
        times = {each.label: each.now for each in self._times()}
        told, taken, over = times["To tell"], times["To acknowledge"], times["To resolve"]
        about = Said(self._scope.name or "A crisis")
        said: Sentence = (about, ": told within ", told) if told.value is not None else (about, ": told nobody")
        said = (*said, ", taken after ", taken) if taken.value is not None else (*said, ", taken by nobody")
        return (*said, ", over after ", over) if over.value is not None else (*said, ", not over yet")

    def summary(self) -> list[Sentence]:
        zone = self._found.ask.zone
        said: list[Sentence] = [
            ("What it was about: ", Said(one_line(self._incident.title, 200)), "."),
            ("The first alert came on ", When(moment(self._incident.opened_at, zone)), "; in the loudest hour, up to ",
             When(moment(self._counts.peak_at, zone)), ", there were ", self._peak, " posts; usually ", self._usual,
             "."),
        ]  # fmt: skip
        said += self._tone()
        if self._counts.recovered_at is None:
            said.append(("Volume and tone were not back to what is usual when this was made.",))
        return said

    def blocks(self) -> Iterator[Block]:
        yield Figures(figures=self._times())
        yield chart(self._found, self._scope, self._incident, self._loud, self._milestones())
        rest: Sentence = ("There were more posts than are looked at here; these are the newest.",)
        yield Prose(title="Who spoke", sentences=[self._voices(), *([] if self._drivers.complete else [rest])])
        yield self._stories()
        yield Table(
            title="Authors with most posts",
            head=("", "posts"),
            rows=[
                Row(
                    name=(Said(one_line(each.name, 60)),),
                    cells=((self._author(each.name, each.posts),),),
                )
                for each in self._drivers.loudest
            ],
            empty="No source tells who wrote.",
        )
        yield from self._promises()
        yield from self._timeline()

    def _times(self) -> list[Figure]:
        incident, opened, wanted = self._incident, self._incident.opened_at, self._found.ask.targets
        steps = (
            ("To detect", TIME_TO_DETECT, self._first_post(), opened, wanted.seen),
            ("To tell", TIME_TO_NOTICE, opened, first_notice(incident), None),
            ("To acknowledge", TIME_TO_ACKNOWLEDGE, opened, first_taken(incident), wanted.taken),
            ("To respond", TIME_TO_RESPONSE, opened, self._first_answer(), wanted.first_answer),
            ("To resolve", TIME_TO_RESOLVE, opened, incident.resolved_at, wanted.resolution),
            ("To recover", TIME_TO_RECOVER, opened, self._counts.recovered_at, wanted.recovery),
        )
        return [self._time(*step) for step in steps]

    def _milestones(self) -> list[Happened]:
        """What is marked in the chart, as far as it has happened."""
        incident, taker = self._incident, self._incident.acknowledged_by
        moments = [
            (self._first_post(), "the first post of what drove it"),
            (first_notice(incident), "the first message to people"),
            (first_taken(incident), f"taken by {taker}" if taker else "taken"),
            (self._response.declared_at if self._response else None, "declared a crisis"),
            (self._first_answer(), "the first answer to the public or to stakeholders"),
            (incident.resolved_at, "said to be over"),
            (self._counts.recovered_at, "volume and tone as usual again"),
        ]
        return [(at, what) for at, what in moments if at is not None]

    def _first_post(self) -> datetime | None:
        return self._drivers.first.first_at if self._drivers.first else None

    def _first_answer(self) -> datetime | None:
        return first_answer(self._response) if self._response else None

    def _time(
        self, label: str, metric: Metric, since: datetime | None, until: datetime | None, target: timedelta | None
    ) -> Figure:
        length, begin = elapsed(since, until), "from the first post" if metric is TIME_TO_DETECT else "from the alert"
        note: Sentence = (begin, ", target ", Said(brief(target))) if target else (begin,)
        value = Value(value=length.total_seconds() if length is not None else None, n=int(length is not None))
        return Figure(label=label, now=self._number(metric, value, style="time"), note=note)

    def _voices(self) -> Sentence:
        found = self._drivers
        posts, authors = self._counted(MENTIONS, found.posts), self._counted(AUTHORS, found.authors)
        begin: Sentence = (posts, " posts by ", authors, " known authors")
        if found.reach is None:
            return (*begin, "; no source tells how many people follow them.")
        unknown = found.authors - found.reach_known
        reach = self._number(REACH, Value(value=found.reach, n=found.reach_known, unknown=unknown))
        return (*begin, ", whom ", reach, " people follow as far as is known.")

    def _stories(self) -> Quotes:
        told = [story for story in self._drivers.stories if story.posts > 1]
        zone = self._found.ask.zone
        found = dict(zip([s.id for s in told], self._found.store.mentions(s.id for s in told), strict=False))
        quotes = []
        for story in told:
            stored = found.get(story.id)
            shown = self._found.ask.terms.applied(stored).mention if stored else None
            quotes.append(
                Quote(
                    text=one_line(" — ".join(filter(None, (shown.title, shown.text))) if shown else story.text, 320),
                    author=one_line(story.author, 60),
                    place=one_line(
                        ", ".join(dict.fromkeys(each.source for each in stored.sightings)) if stored else "", 60
                    ),
                    when=moment(story.first_at, zone),
                    link=link(story.url),
                    told=self._counted(MENTIONS, story.posts, f"story {story.id}", field("story", str(story.id))),
                )
            )
        return Quotes(title="What drove it", quotes=quotes)

    def _author(self, name: str, posts: int) -> Record:
        return self._counted(MENTIONS, posts, Said(f"author {name}"), field("author", name))

    def _promises(self) -> Iterator[Block]:
        if self._response is None:
            yield Prose(title="What was said", sentences=[("Nobody declared a crisis, so no updates were promised.",)])
            return
        promised, on_time = kept(self._response, self._found.ask.now)
        value = Value(value=on_time / promised if promised else None, n=promised)
        record = self._number(UPDATES_KEPT, value, style="share")
        size = self._found.records.size(record)
        said: list[Sentence] = [(record, " of ", size, " promised updates came in time.")] if promised else []
        zone = self._found.ask.zone
        said += [
            (When(moment(each.at, zone)), ", ", Said(each.who), ": ", Said(one_line(each.text, 300)))
            for each in self._response.updates
        ]
        yield Prose(title="What was said", sentences=said or [("No update was promised or given.",)])

    def _timeline(self) -> Iterator[Block]:
        """What happened; of the messages about it only the first, as many others say the same."""
        zone = self._found.ask.zone
        entries: list[TimelineEntry] = [*self._incident.timeline, *(self._response.timeline if self._response else ())]
        told = [entry for entry in entries if entry.kind == "told"]
        every = sorted((entry for entry in entries if entry not in told[1:]), key=lambda entry: entry.at)
        shown = every[:LINES]
        rows = [
            Row(name=(When(moment(each.at, zone)),), cells=((Said(one_line(each.what, 140)),), (Said(each.who or ""),)))
            for each in shown
        ]
        yield Table(title="Timeline", head=("", "what", "who"), rows=rows)
        if len(every) > LINES:
            yield Prose(title="", sentences=[("It goes on; all of it stands on the page of the incident.",)])

    def _driven(self) -> Drivers:
        began, until = self._loud
        evidence = frozenset(id for alert in self._incident.alerts for id in alert.evidence)
        told = posts(self._found.store, self._scope, began - LEAD, until)
        return drivers(told, began, self._incident.opened_at, evidence)

    def _tone(self) -> list[Sentence]:
        """Of a brand: how it changed, as far as the intervals of both times allow."""
        if self._scope.kind != "brand":
            return []
        opened = self._incident.opened_at
        now, before = self._net("during", *self._loud), self._net("before", opened - GAP - BEFORE, opened - GAP)
        size = self._found.records.size(now)
        return [sentences.tone(now, before, size, "net sentiment during it", "in the week before")]

    def _net(self, when: str, since: datetime, until: datetime) -> Record:
        found, brand = self._found, self._scope.name
        tally = tallied(found.store, [brand], (), None, since, until)[brand]
        return Measures(records=found.records, tally=tally, brand=brand, period=(when, since, until)).net()

    def _counted(
        self, metric: Metric, count: int, part: str = "", asks: str = "", span: tuple[datetime, datetime] | None = None
    ) -> Record:
        """Of the loud time, or another."""
        period, value = ("crisis", *(span or self._loud)), Count(value=count, n=count)
        return self._found.records.add(metric, value, scope=self._scope, period=period, part=part, asks=asks)

    def _number(self, metric: Metric, value: Value, part: str = "", style: Style = "count") -> Record:
        period = ("crisis", self._incident.opened_at, self._end)
        return self._found.records.add(metric, value, scope=self._scope, period=period, part=part, style=style)
