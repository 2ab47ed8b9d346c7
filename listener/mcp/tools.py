"""The questions that can be asked. Each answer says of which time it is, from how many posts, how sure, and what was
not heard; nothing is changed by any."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from listener.config.reports import ReportSection, ReportType
from listener.health.coverage import seen
from listener.mcp.asked import Answer, Asked, number
from listener.mcp.fence import WARNING, Fence
from listener.mcp.posts import post, posts
from listener.metrics.risen_terms import words
from listener.reports.compose import compose
from listener.reports.document import plain
from listener.reports.measure import TONES, Measures, is_whole
from listener.reports.plan import asked as planned
from listener.reports.plan import crisis_time, latest_crisis
from listener.reports.record import Records
from listener.reports.tally import Tally, tallied, together
from listener.reports.usual import is_of_course
from listener.trials.search import search as find
from listener.wording.periods import Period
from rules.query.explain import explain as explained
from storage.errors import ListenerError
from storage.records import Incident, Mention, Reading

Expression = Annotated[
    str, Field(description="Query language: words, \"phrases\", AND OR NOT, intent:complaint; '' = all")
]
Brand = Annotated[str, Field(description="Name of a brand; '' = your own")]
Since = Annotated[str, Field(description="7d, 12h or 2026-03-01")]
Until = Annotated[str, Field(description="The same; '' = now")]
Limit = Annotated[int, Field(ge=1, le=25)]
Id = Annotated[int, Field(le=2**63 - 1)]
MOST_IDS, SHOWN = 20, 12
COPIES = timedelta(days=30)
RARE, MOST_COPIES, MOST_DAYS = 4, 1000, 62


class Tools:
    """All of them, over one store."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    @property
    def every(self) -> Sequence[Callable[..., Answer]]:
        """In the order in which they are offered."""
        return (
            self.search,
            self.count,
            self.compare,
            self.incident,
            self.story,
            self.sources,
            self.explain,
            self.report,
        )

    def search(
        self, expression: Expression, brand: Brand = "", since: Since = "7d", until: Until = "", limit: Limit = 10
    ) -> Answer:
        """Posts that satisfy an expression, newest first."""
        period, terms, fence = self._asked.period(since, until), self._asked.terms(), Fence()
        about = f'brand:"{self._asked.brand(brand)}"' if brand else ""
        both = f"({expression}) {about}" if expression.strip() and about else expression.strip() or about
        if not both:
            raise ListenerError("say what to look for: an expression or a brand")
        self._asked.filter(expression)  # by itself: brackets that close too early would leave the brand out
        result = find(
            self._asked.store,
            both,
            lists=self._asked.config.lists,
            since=period.since,
            until=period.until,
            limit=limit,
        )
        found = [each.stored for each in result.found]
        return self._asked.told(
            period,
            len(found),
            [each.id for each in found],
            complete=result.complete and len(found) < limit,
            warning=WARNING,
            posts=posts(found, terms, fence),
        )

    def count(self, expression: Expression = "", brand: Brand = "", since: Since = "7d", until: Until = "") -> Answer:
        """How many posts about a brand, by day, and their tone, each with its interval."""
        period, name, fence = self._asked.period(since, until), self._asked.brand(brand), Fence()
        tally = self._tallied([name], expression, period)[name]
        measures = self._measures(tally, name, expression, period)
        counted = tally.days(self._asked.config.zone)
        numbers = [measures.mentions(), measures.authors(), measures.stories(), measures.net()]
        numbers += [measures.tone(label) for label in TONES]
        return self._asked.told(
            period,
            tally.mentions,
            list(tally.first.values())[:MOST_IDS],
            numbers=[number(each, fence) for each in numbers],
            by_day={f"{day}": counted[day] for day in sorted(counted)[-MOST_DAYS:]},
        )

    def compare(
        self,
        brands: Annotated[list[str], Field(description="Names; [] = all that are compared")],
        expression: Expression = "",
        since: Since = "7d",
        until: Until = "",
    ) -> Answer:
        """Brands side by side: mentions, share of voice, tone. Differences inside the intervals are none."""
        period, fence = self._asked.period(since, until), Fence()
        every = [each.name for each in self._asked.config.brands if each.role != "topic"]
        names = list(dict.fromkeys(map(self._asked.brand, brands))) or every
        tallies = self._tallied(names, expression, period)
        measured = [self._measures(tallies[name], name, expression, period) for name in names]
        voices = [tallies[name] for name in names]
        told = together(voices)
        numbers = [
            number(record, fence)
            for each in measured
            for record in (each.mentions(), each.voice(told), each.net(), each.tone("negative"))
        ]
        n = sum(each.mentions for each in voices)
        ids = [id for each in voices for id in list(each.first.values())[:3]]
        return self._asked.told(period, n, ids[:MOST_IDS], numbers=numbers)

    def incident(self, id: Annotated[Id, Field(description="0 = those that are open")] = 0) -> Answer:
        """What an incident is about, who has it, and its course; or those that are open."""
        fence, now = Fence(), self._asked.now()
        if not id:
            open_ = [each for each in self._asked.store.incidents(unresolved=True) if not each.drill]
            period = Period(since=now - timedelta(days=7), until=now)
            told = [_outline(each, fence) for each in open_[:SHOWN]]
            return self._asked.told(period, len(open_), [], warning=WARNING, incidents=told)
        found = self._asked.store.incident_by_id(id)
        if found is None:
            raise ListenerError(f"there is no incident {id}")
        period = Period(since=found.opened_at - timedelta(hours=1), until=found.resolved_at or now)
        evidence = list(dict.fromkeys(each for alert in found.alerts for each in alert.evidence))[:MOST_IDS]
        terms, stored = self._asked.terms(), self._asked.store.mentions(evidence[:5])
        said = [f"{each.at.isoformat()} {each.what}" for each in found.timeline[-SHOWN:]]
        alerts = [fence.around(f"{each.summary} {' '.join(each.reasons)}", 400) for each in found.alerts[:SHOWN]]
        return self._asked.told(
            period,
            len(evidence),
            evidence,
            warning=WARNING,
            incident=_outline(found, fence),
            alerts=alerts,
            timeline=fence.around("\n".join(said)),
            posts=posts(stored, terms, fence),
        )

    def story(self, id: Annotated[Id, Field(description="Of any of its posts")]) -> Answer:
        """One text and its copies: who said it first, where, how often."""
        first = self._asked.store.mention(id)
        if first is None:
            raise ListenerError(f"there is no post {id}")
        fence, now = Fence(), self._asked.now()
        begins = first.mention.said_at - COPIES
        period = Period(since=begins, until=min(now, first.mention.said_at + COPIES))
        found = find(
            self._asked.store, _of_story(first.mention), since=period.since, until=period.until, limit=MOST_COPIES
        )
        told = sorted((each.stored for each in found.found), key=lambda each: each.mention.said_at)
        sources: dict[str, int] = {}
        for each in told:
            for name in {sighting.source for sighting in each.sightings}:
                sources[name] = sources.get(name, 0) + 1
        return self._asked.told(
            period,
            len(told),
            [each.id for each in told][:MOST_IDS],
            complete=found.complete,
            authors=len({each.mention.author.identity for each in told} - {None}),
            posts_by_source=sources,
            warning=WARNING,
            first=post(told[0] if told else first, self._asked.terms(), fence),
        )

    def sources(self, since: Since = "7d", until: Until = "") -> Answer:
        """What is listened to, and what could not be heard."""
        period = self._asked.period(since, until)
        states, fence = self._asked.store.source_states(), Fence()
        rows = [
            {
                "source": each.name,
                "health": each.health,
                "last_error": fence.around(each.last_error, 300) if each.last_error else None,
                "last_success": each.last_success_at.isoformat() if each.last_success_at else None,
                "last_post": each.last_item_at.isoformat() if each.last_item_at else None,
            }
            for each in states
        ]
        known = len(seen(self._asked.store, period.since, period.until))
        return self._asked.told(period, known, [], sources=rows)

    def explain(self, id: Annotated[Id, Field(description="Of a post")], expression: Expression = "") -> Answer:
        """Why a post counts: which queries match, what was read in it and how surely; why an expression does or not."""
        found, fence = self._asked.store.mention(id), Fence()
        if found is None:
            raise ListenerError(f"there is no post {id}")
        said = found.mention.said_at
        reading = found.classification
        why = explained(expression, found.mention, self._asked.config.lists) if expression.strip() else None
        return self._asked.told(
            Period(since=said, until=said + timedelta(seconds=1)),
            1,
            [id],
            matches=[{"query": each.query, "brand": each.brand} for each in found.matches],
            read_with_probability=_sure(reading.heads) if reading else {},
            toward_with_probability=_sure(reading.toward) if reading else {},
            not_read=reading.abstained.reason if reading and reading.abstained else None,
            verdict=fence.around(str(why)) if why else None,
            warning=WARNING,
            post=post(found, self._asked.terms(), fence),
        )

    def report(
        self,
        type: ReportType = "weekly",
        brand: Brand = "",
        since: Since = "",
        until: Until = "",
    ) -> Answer:
        """The summary and numbers of a report, without its course; '' as time is its last whole period."""
        asked, now = self._asked, self._asked.now()
        chosen = {"brands": [asked.brand(brand)]} if brand else {}
        section = ReportSection.model_validate({"name": type, "type": type, **chosen})
        period = asked.period(since, until) if since or until else None
        incident = latest_crisis(asked.store) if type == "crisis" else None
        ends = (period.since, period.until) if period else _ends(asked, incident)
        made = planned(asked.config, section, asked.terms(), now, since=ends[0], until=ends[1], incident=incident)
        told, fence = compose(asked.store, made), Fence()
        whole = next((each.n for each in told.records if is_whole(each)), 0)
        stories = [part for each in told.records if (part := each.part.removeprefix("story ")) != each.part]
        return asked.told(
            made.period,
            whole,
            [int(story) for story in dict.fromkeys(stories) if story.isdecimal()][:MOST_IDS],
            warning=WARNING,
            title=fence.around(plain(told.title)),
            summary=fence.around(" ".join(map(plain, told.summary))),
            numbers=[
                number(each, fence) for each in told.records if not each.id.endswith("/n") and not is_of_course(each)
            ],
        )

    def _tallied(self, names: Sequence[str], expression: str, period: Period) -> Any:
        return tallied(self._asked.store, names, (), self._asked.filter(expression), period.since, period.until)

    def _measures(self, tally: Tally, name: str, expression: str, period: Period) -> Measures:
        when = ("now", period.since, period.until)
        return Measures(records=Records(expression), tally=tally, brand=name, period=when)


def _sure(found: Mapping[str, Reading]) -> Answer:
    return {name: [each.label, round(each.probability, 3)] for name, each in found.items()}


def _of_story(first: Mention) -> str:
    """What finds a story: its number, among posts with one of the words that it has and few others have."""
    rare = sorted(words(f"{first.title} {first.text}"), key=lambda word: (-len(word), word))[:RARE]
    said = " OR ".join(f'"{word}"' for word in rare)
    return f"({said}) story:{first.story}" if said else f"story:{first.story}"


def _ends(asked: Asked, incident: int | None) -> tuple[Any, Any]:
    return (crisis_time(asked.store, incident) or (None, None)) if incident is not None else (None, None)


def _outline(found: Incident, fence: Fence) -> Answer:
    state: Literal["open", "acknowledged", "resolved"] = found.state
    return {
        "id": found.id,
        "title": fence.around(found.title, 300),
        "severity": found.severity,
        "state": state,
        "opened_at": found.opened_at.isoformat(),
        "resolved_at": found.resolved_at.isoformat() if found.resolved_at else None,
        "taken_by": found.acknowledged_by,
        "scopes": list(dict.fromkeys(str(alert.scope) for alert in found.alerts)),
    }
