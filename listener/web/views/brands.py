"""`/brands`, `/brands/NAME` and `/compare`: how brands stand over a period, against before and against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.requests import Request

from listener.app import App
from listener.brands import sentences
from listener.brands.asked import SPANS, Asked, Unreadable, asked, names, usual
from listener.brands.figures import Figures, Pair, figures, whole
from listener.brands.pairs import Comparison, compare
from listener.brands.stories import told
from listener.explore.written import FORMATS
from listener.messages.compose import sample
from listener.metrics.catalogue import catalogue
from listener.metrics.tone import tone
from listener.reports.receipts import explore, field, path_to, word
from listener.reports.record import shown
from listener.reports.sentences import LEAST
from listener.situation.annotated import Noted, noted
from listener.web.charts import days, small
from listener.web.charts.axis import axis
from listener.web.charts.bars import bar
from listener.web.charts.days import Frame
from listener.web.charts.spark import spark
from listener.web.charts.whisker import whisker
from listener.web.drawing import Show
from listener.web.exploring import MOST_STREAMED
from listener.web.live.shared import Shared
from listener.web.refusal import Refusal
from listener.web.security.visitor import visitor
from listener.web.views.page import Page
from listener.wording.addresses import escaped
from listener.wording.languages import country_name, language_name
from listener.wording.text import one_line
from rules.wording.risks import in_words
from storage.records import Sample, StoredMention

MOST = 6
"""So many are compared at once."""
LONGEST = 2000
MOST_ODDS = 1000
"""Times as often at which a bar is full; it is logarithmic."""
TALL, LOW = 150, 72
"""Pixels of a chart that stands alone, and of one in a row."""


class OfBrands(Page):
    """What the pages about brands share: the period of the address, and figures that are counted once for all."""

    section = "brands"

    def __init__(self, app: App, show: Show) -> None:
        super().__init__(app, show)
        self._shared = Shared(app)

    def _asked(self, request: Request) -> tuple[Asked, str]:
        """The period, and what is wrong with the one in the address; then the usual one counts."""
        now, zone = self._app.clock.now(), self._app.config.zone
        try:
            return asked(request.query_params, now, zone), ""
        except Unreadable as error:
            return usual("", now), f"That time is not understood: {error}."

    async def _figures(self, wanted: Sequence[str], period: Asked) -> list[Figures]:
        key, app = f"{period.period} {sorted(wanted)}", self._app
        found = await self._shared.read(key, figures, app.explored, app.counted, app.config, wanted, period)
        return [found[name] for name in wanted if name in found]

    async def _notes(self, found: Sequence[Figures], wanted: Sequence[str]) -> tuple[Noted, ...]:
        if not found:
            return ()
        volume = found[0].course.volume
        return await self._app.read(noted, self._app.store, volume.start, volume.end, wanted)

    def _kept(self, request: Request) -> list[tuple[str, str]]:
        """What stays in the address when another time is chosen."""
        return []

    def _common(self, request: Request, period: Asked, doubt: str) -> dict[str, Any]:
        now, zone = self._app.clock.now(), self._app.config.zone
        kept = self._kept(request)
        return {
            "asked": period,
            "kept": kept,
            "address": lambda span: f"?{urlencode([*kept, ('span', span)])}",
            "shown": shown,
            "unheard": None,
            "largest": _largest,
            "trend": lambda values: [each.value if days.is_known(each) else None for each in values],
            "language_name": language_name,
            "risk_in_words": in_words,
            "country_name": country_name,
            "when": period.words(now, zone),
            "spans": tuple(SPANS),
            "doubt": doubt,
            "brands": self._app.config.brands,
            "days": [f"{at.astimezone(zone):%Y-%m-%d}" for at in (period.period.since, period.period.until)],
            "metrics": {each.name: each for each in catalogue()},
            "explore": explore,
            "receipt": path_to,
            "field": field,
            "word": word,
            "odds": lambda times: min(1.0, log(max(1.0, times)) / log(MOST_ODDS)),
            "small": small,
            "bar": bar,
            "whisker": whisker,
            "escaped": escaped,
            "annotates": visitor(request).may("annotations"),
            "shares": visitor(request).may("shares"),
            "path": request.url.path,
            "query": str(request.url.query),
        }


class BrandsView(OfBrands):
    """Every brand, one a line."""

    template = "brands/list.html"

    async def values(self, request: Request) -> dict[str, Any]:
        period, doubt = self._asked(request)
        known = [brand.name for brand in self._app.config.brands]
        found = await self._figures(known, period)
        notes = await self._notes(found, known)
        return {
            **self._common(request, period, doubt),
            "title": sentences.list_title(found),
            "found": found,
            "axis": lambda volume: axis(volume, self._app.config.zone),
            "spark": lambda each: spark(
                each.course.volume, each.course.blind, notes=tuple(_of(notes, each.brand.name))
            ),
        }


class BrandView(OfBrands):
    """One brand."""

    template = "brands/one.html"

    async def values(self, request: Request) -> dict[str, Any]:
        name, brands = request.path_params["name"], self._app.config.brands
        if name not in {brand.name for brand in brands}:
            raise Refusal(404, "There is no such brand", "It may have been renamed; all of them stand on Brands.")
        period, doubt = self._asked(request)
        key, app = f"{period.period} all of {name}", self._app
        read = await self._shared.read(key, whole, app.explored, app.counted, app.config, [name], period)
        found = read[name]
        notes = await self._notes([found], [name])
        return {
            **self._common(request, period, doubt),
            "title": sentences.title(found),
            "lead": sentences.lead(found),
            "found": found,
            "unheard": found.course.unheard.value,
            "stories": await self._app.read(told, self._app.store, found),
            "give": lambda chart: _given(name, chart, period),
            "notes": notes,
            "charts": Charts(found, notes, self._app.config.zone),
            "least": LEAST,
            "exports": visitor(request).may("exports"),
            "streams": (found.mentions.now.value or 0) <= MOST_STREAMED,
            "formats": FORMATS,
            "reports": visitor(request).may("reports"),
        }


class CompareView(OfBrands):
    """Several side by side."""

    template = "brands/compare.html"

    async def values(self, request: Request) -> dict[str, Any]:
        known = [brand.name for brand in self._app.config.brands]
        wanted = self._wanted(request, known)
        period, doubt = self._asked(request)
        found = await self._figures(wanted, period)
        more = await self._shared.read(f"{period.period} beside {wanted}", self._compared, wanted, period)
        notes = await self._notes(found, wanted)
        zone = self._app.config.zone
        drawn = {each.brand.name: Charts(each, _of(notes, each.brand.name), zone, LOW) for each in found}
        return {
            **self._common(request, period, doubt),
            "title": sentences.compare_title(found),
            "lead": sentences.compare_lead(found),
            "found": found,
            "wanted": wanted,
            "compared": lambda these: period.address("/compare", brands=",".join(these)),
            "others": [name for name in known if name not in wanted] if len(wanted) < MOST else [],
            "beside": more[0],
            "latest": more[1],
            "tone": tone,
            "notes": notes,
            "charts": drawn,
            "tops": _tops(found),
            "labels": _labels(found),
            "least": LEAST,
        }

    def _kept(self, request: Request) -> list[tuple[str, str]]:
        known = [brand.name for brand in self._app.config.brands]
        return [("brands", ",".join(self._wanted(request, known)))]

    def _wanted(self, request: Request, known: Sequence[str]) -> list[str]:
        """Those of the address, each once; else one's own and its competitors."""
        given = request.query_params.getlist("brands")
        wanted = [name for each in given for name in names(one_line(each, LONGEST), known)]
        wanted += [name for name in request.query_params.getlist("brand") if name in known]
        usual_ones = [brand.name for brand in self._app.config.brands if brand.role != "topic"]
        return list(dict.fromkeys(wanted or usual_ones))[:MOST]

    def _compared(self, wanted: Sequence[str], period: Asked) -> tuple[Comparison, list[tuple[Sample, StoredMention]]]:
        found = compare(self._app.explored, wanted, period)
        newest = max(found.couples, key=lambda each: each.posts, default=None)
        stored = self._app.store.mentions(newest.newest) if newest else []
        return found, [(sample(self._app, each), each) for each in stored]


class Charts:
    """The large pictures of one brand."""

    def __init__(self, found: Figures, notes: Sequence[Noted], zone: ZoneInfo, height: int = TALL) -> None:
        self._found = found
        self._frame = Frame(
            course=found.course, zone=zone, notes=notes, own=found.brand.role == "own" or height == TALL, height=height
        )

    def volume(self, top: float = 0) -> Markup:
        """Posts in their usual range."""
        counts = self._found.course.volume.counts
        return days.volume(self._frame, f"{self._name}: {sum(counts):,} posts, at most {max(counts):,} in one bar", top)

    def net(self) -> Markup:
        """Net sentiment."""
        return days.net(self._frame, f"{self._name}: net sentiment with its interval")

    def negative(self, top: float = 0) -> Markup:
        """The negative share."""
        return days.negative(self._frame, f"{self._name}: negative share with its interval", top)

    def voices(self) -> Markup:
        """Share of voice, beside that of the loudest others."""
        found = self._found.course.voices
        others = sorted(found.keys() - {self._name}, key=lambda name: -(found[name][-1].value or 0))[: MOST - 1]
        return days.voices(self._frame, [self._name, *others], self._name, "Share of voice of each compared brand")

    @property
    def _name(self) -> str:
        return self._found.brand.name


def _largest(pairs: Sequence[Pair]) -> float:
    """The largest number of both periods, for the length of bars; 1 where there is none."""
    return max((each.value for pair in pairs for each in (pair.now, pair.before) if each.value), default=1.0)


def _of(notes: Sequence[Noted], brand: str) -> list[Noted]:
    return [each for each in notes if each.annotation.brand in (None, brand)]


def _tops(found: Sequence[Figures]) -> dict[str, float]:
    """One scale for every brand of a row."""
    volumes = [each.course.volume for each in found]
    highs = [value.high or 0 for each in found for value in each.course.negative if value.value is not None]
    return {
        "volume": max((max(*each.counts, *(usual[1] for usual in each.usual if usual)) for each in volumes), default=0),
        "negative": max(highs, default=0),
    }


def _labels(found: Sequence[Figures]) -> list[str]:
    """The intents that any of them has among its first, by what they add up to."""
    sums: Counter[str] = Counter()
    for each in found:
        for pair in each.intents:
            sums[pair.label] += round((pair.now.value or 0) * 10_000)
    return [label for label, _ in sorted(sums.items(), key=lambda one: (-one[1], one[0]))[:MOST]]


def _given(brand: str, chart: str, period: Asked) -> str:
    """Where the address of a chart is made."""
    span = period.span or "30d"
    fields = {"kind": "chart", "name": f"{brand}, {chart}", "chart": chart, "brand": brand, "span": span}
    return f"/settings/shares?{urlencode(fields)}#make"
