"""`/explore`: is my question right, and what does it find? The whole state stands in the address."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any
from urllib.parse import urlencode

from starlette.background import BackgroundTask
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from listener.actions import exporting, viewing
from listener.app import App
from listener.explore.completing import completions
from listener.explore.hits import Found
from listener.explore.hits import Page as Listed
from listener.explore.narrowing import Chip, Narrowing, chips, collectable
from listener.explore.place import STRETCHES, USUAL, Place, UnclearPlace, stretch
from listener.explore.question import Question, Read
from listener.explore.written import FORMATS, MEDIA, missing
from listener.situation.explored import Explored, Valued
from listener.situation.quoted import Quoted, quoted
from listener.web.charts.bars import thin
from listener.web.charts.explored import chart
from listener.web.drawing import Show
from listener.web.exploring import MOST_STREAMED, PATIENCE, Exploring, TooMany
from listener.web.refusal import Refusal
from listener.web.security.visitor import visitor
from listener.web.views.page import Page
from listener.wording.labels import label_words
from listener.wording.languages import country_name, language_name
from listener.wording.moments import from_to
from listener.wording.text import sentence
from rules.query.doubts import Doubt
from rules.query.lint import lint
from storage.errors import ListenerError, QueryError
from storage.records import Actor, SavedView, Scope
from storage.records.mention import HEADS

PAGE = 25
"""Mentions of a page."""
MOST_CHIPS = 40
"""Parts of a question that can be taken away by a press: each has an address as long as the question."""
CHUNK = 65_536
NAMES = {
    "tone": "Tone", "intent": "Intent", "emotion": "Emotion", "risk": "Risk", "brand": "Brand", "source": "Source",
    "kind": "Kind", "language": "Language", "country": "Country", "rating": "Rating", "topic": "Topic", "tag": "Tag",
    "story": "Story", "author": "Author",
}  # fmt: skip
"""Fields of the facets, in the order in which they stand."""
TONES = ("negative", "neutral", "positive", "mixed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a facet, to be pressed.

    Attributes:
        address: Of the question with it, or without it where it is asked for already; "" where it cannot be written.
        share: Of the most frequent value of the field.
    """

    label: str
    count: int
    address: str
    chosen: bool
    share: float


class ExploreView(Page):
    """The question, and what it finds."""

    template = "explore.html"
    section = "explore"

    def __init__(self, app: App, show: Show, exploring: Exploring) -> None:
        super().__init__(app, show)
        self._exploring = exploring

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        place, name = Place.of(request.query_params), fields.get("name", "")
        if fields.get("do") == "export":
            return await self._export(place, fields.get("format", ""), actor)
        if fields.get("do") == "remove":
            await viewing.remove(self._app, name, actor)
        else:
            await viewing.keep(self._app, name, place, actor, replace=fields.get("replace") == name)
        return RedirectResponse(place.address(), 303)

    async def _export(self, place: Place, format: str, actor: Actor) -> Response:
        """Have it written beside everything else. Raises ListenerError with what is wrong."""
        if format not in FORMATS:
            raise ListenerError(f"there is no such format; there are {', '.join(FORMATS)}")
        self._exploring.understood(place)
        await exporting.begin(self._app, place.fields(), format, actor)
        return RedirectResponse("/exports", 303)

    async def words(self, request: Request) -> Response:
        """How what is written up to the cursor can go on, for the script of the page."""
        state = await self._exploring.state(self._app.clock.now() - STRETCHES[USUAL], PATIENCE)
        written = request.query_params.get("q", "")[-1000:]
        found = completions(written, state.known, self._app.config.lists) if state else []
        shift = max(0, len(request.query_params.get("q", "")) - 1000)
        return JSONResponse([{"text": each.text, "start": each.start + shift, "hint": each.hint} for each in found])

    async def first(self, request: Request) -> Response:
        """The mentions alone, for the script of the page, which shows them before they are counted; nothing where there
        are none, or where the page has something else to say."""
        place, config = Place.of(request.query_params), self._app.config
        try:
            asked = self._exploring.understood(place)
            state = await self._exploring.answering(asked, 0)
            page = await self._exploring.first(state, asked, place, PAGE, fold=not place.copies) if state else None
        except (QueryError, UnclearPlace, ValueError):
            page = None
        if page is None or not page.found:
            return Response(status_code=204)
        listed = self._listed(place, asked.question, page, Narrowing(place.q, config.lists))
        here: dict[str, Any] = {"place": place, "found": None, "unfolded": (), "now": self._app.clock.now()}
        return self._show("explore/results.html", **here, **listed)

    async def export(self, request: Request) -> Response:
        """Exactly what is found, as a file."""
        place, format = Place.of(request.query_params), request.query_params.get("format", "csv")
        if format not in FORMATS:
            raise Refusal(404, "There is no such format", f"There are {', '.join(FORMATS)}.")
        try:
            asked = self._exploring.understood(place)
            state = await self._exploring.answering(asked)
            assert state is not None
            file = await self._exploring.exported(state, asked, format)
        except (QueryError, UnclearPlace) as error:
            raise Refusal(422, "This is not understood", sentence(error)) from None
        except TooMany as error:
            raise Refusal(422, "Too many for one answer", sentence(error)) from None
        except ListenerError as error:
            raise Refusal(503, "Nothing was exported", sentence(error)) from None
        headers = {"Content-Disposition": f'attachment; filename="mentions.{format}"'}
        return StreamingResponse(
            _portions(file), media_type=MEDIA[format], headers=headers, background=BackgroundTask(file.close)
        )

    async def values(self, request: Request) -> dict[str, Any]:
        place, may = Place.of(request.query_params), visitor(request).may
        here: dict[str, Any] = {
            "place": place, "wrong": "", "making": None, "found": None, "doubts": (), "chips": (), "facets": {},
            "stretches": _stretches(place), "views": await self._views(request), "formats": FORMATS,
            "zoomed": None, "alert": None, "may_share": may("shares"), "feed": _feed(place),
            "may_rules": may("rules"), "may_reports": may("reports"),
            "action": place.address(), "as_query": "", "left_out": (),
            "as_report": _led("/reports/new", where=place.q, brand=place.brand),
        }  # fmt: skip
        try:
            asked = self._exploring.understood(place)
        except (QueryError, UnclearPlace) as error:
            return here | {"wrong": f"{error}"}
        lists = self._app.config.lists
        here["doubts"] = _doubts(place, lint(place.q, lists, dialect="filter")) if place.q.strip() else ()
        state = await self._exploring.answering(asked, PATIENCE)
        if state is None:
            return here | {"making": self._exploring.read_in}
        try:
            found = await self._exploring.explored(state, asked, place, PAGE, fold=not place.copies)
            copies = await self._exploring.copies(state, place)
        except ValueError as error:
            return here | {"wrong": f"{error}: go back to the first page"}
        more = {
            "stored": len(state),
            "unfolded": self._quoted(copies, found.question),
            "missing": await self._app.read(missing, self._app.store, found.question, self._app.clock.now()),
        }
        return here | self._shown(place, asked, found) | more

    def _shown(self, place: Place, asked: Read, found: Explored) -> dict[str, Any]:
        config, question = self._app.config, found.question
        narrowing, more = chips(place.q, config.lists), Narrowing(place.q, config.lists)
        query, left_out = collectable(place.q, config.lists)
        label = f"Mentions over time, {sum(found.volume.counts):,} in {len(found.volume.counts)} bars"
        return {
            "found": found,
            "chips": [(chip, place.address(q=chip.rest)) for chip in narrowing[:MOST_CHIPS]],
            "facets": _facets(place, found, narrowing, more),
            "silent": _silent(place, found, more),
            "chart": chart(found, config.zone, label),
            "bars": _bars(place, found),
            "zoomed": self._zoomed(question) if place.until or place.since not in ("", *STRETCHES) else "",
            "wider": _wider(place, found),
            "streams": found.size.value <= MOST_STREAMED,
            "alert": _alert(place, narrowing),
            "as_query": _led("/queries", expression=query, brand=place.brand) + "#make",
            "left_out": left_out,
            "bar": thin,
            **self._listed(place, question, found.page, more),
        }

    def _listed(self, place: Place, question: Question, page: Listed, more: Narrowing) -> dict[str, Any]:
        """The mentions themselves."""
        return {
            "listed": page,
            "hits": self._quoted(page.found, question),
            "fold": lambda story: place.address(after=place.after, open="" if place.open == str(story) else str(story)),
            "copies": {each.stored.id: _story(place, each.stored.mention.story, more) for each in page.found},
        }

    def _zoomed(self, question: Question) -> str:
        return from_to(question.since, question.until, self._app.clock.now(), self._app.config.zone)

    def _quoted(self, hits: Sequence[Found], question: Question) -> list[Quoted]:
        reads = self._app.config.classify.enabled
        return [quoted(each, question.brand, reads=reads) for each in hits]

    async def _views(self, request: Request) -> Sequence[SavedView]:
        return await self._app.read(self._app.store.saved_views, self.actor(request).name)


async def _portions(file: IO[bytes]) -> AsyncIterator[bytes]:
    async for portion in iterate_in_threadpool(iter(lambda: file.read(CHUNK), b"")):
        yield portion
    await run_in_threadpool(file.close)


def _stretches(place: Place) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is this one)."""
    names = {"24h": "24 h", "365d": "1 year"}
    here = "" if place.until else place.since or USUAL
    return [
        (names.get(each, f"{each[:-1]} {each[-1]}"), place.address(since=each, until=""), each == here)
        for each in STRETCHES
    ]


def _doubts(place: Place, found: Sequence[Doubt]) -> list[tuple[Doubt, str, str]]:
    """(what is doubtful, the words that it is about, the address of the question as it may be meant)."""
    told = []
    for each in found[:3]:
        end = each.column + each.length
        mended = f"{place.q[: each.column]}{each.suggestion}{place.q[end:]}" if each.suggestion else ""
        told.append((each, place.q[each.column : end], place.address(q=mended) if mended else ""))
    return told


def _facets(place: Place, found: Explored, narrowing: Sequence[Chip], more: Narrowing) -> dict[str, list[Choice]]:
    most = {field: values[0].count for field, values in found.facets.items() if values}
    return {
        NAMES[field]: [
            _choice(place, field, each, most[field], narrowing, more) for each in _ordered(field, found.facets[field])
        ]
        for field in NAMES
        if field in found.facets
    }


def _ordered(field: str, values: Sequence[Valued]) -> Sequence[Valued]:
    """What is most comes first; of stars, the most stars."""
    return sorted(values, key=lambda each: -float(each.value)) if field == "rating" else values


def _choice(place: Place, field: str, each: Valued, most: int, narrowing: Sequence[Chip], more: Narrowing) -> Choice:
    chosen = next((chip for chip in narrowing if chip.field == field and _is(chip, each.value)), None)
    whole = chosen.rest if chosen else more.by(field, each.value)
    return Choice(
        label=_label(field, each.label),
        count=each.count,
        address="" if whole is None else place.address(q=whole),
        chosen=chosen is not None,
        share=each.count / most if most else 0,
    )


def _label(field: str, label: str) -> str:
    if field == "language":
        return language_name(label)
    if field == "country":
        return country_name(label)
    if field == "rating":
        return f"{label} {'star' if label == '1' else 'stars'}"
    return label_words(label, field) if field in HEADS else label


def _is(chip: Chip, value: str) -> bool:
    return chip.values == (value.casefold(),) or (not chip.values and chip.text.endswith(f":{value}"))


def _silent(place: Place, found: Explored, more: Narrowing) -> Choice | None:
    """Those that have no tone: not read, in doubt, or spam."""
    if not found.silent:
        return None
    most = max([found.silent, *(each.count for each in found.facets.get("tone", ()))])
    address = place.address(q=more.followed(f"NOT tone:{'|'.join(TONES)}"))
    return Choice(label="no tone", count=found.silent, address=address, chosen=False, share=found.silent / most)


def _bars(place: Place, found: Explored) -> list[tuple[Any, ...]]:
    """(start, its address alone, how many, what is usual, negative ones, their share, start and end for a script)."""
    rows = []
    negative, neutral, positive = (found.tones[tone] for tone in ("negative", "neutral", "positive"))
    for index, count in enumerate(found.volume.counts):
        start = found.volume.start + found.volume.each * index
        time = stretch(start, start + found.volume.each)
        read = negative[index] + neutral[index] + positive[index]
        share = negative[index] / read if read else None
        rows.append((start, place.address(**time), count, found.volume.usual[index], negative[index], share, time))
    return rows


def _wider(place: Place, found: Explored) -> str:
    """The address of twice as long a time, around what is shown."""
    since, until = found.question.since, found.question.until
    half = (until - since) / 2
    begin = since - half - timedelta(seconds=(since - half).timestamp() % 300)
    return place.address(
        since=begin.isoformat(timespec="minutes"), until=place.until and (until + half).isoformat(timespec="minutes")
    )


def _story(place: Place, story: int | None, more: Narrowing) -> str:
    whole = more.by("story", str(story))
    return place.address(q=whole) if whole else ""


def _written(chip: Chip) -> str:
    return chip.text.partition(":")[2].strip('"')


def _alert(place: Place, narrowing: Sequence[Chip]) -> tuple[str, Mapping[str, str]] | None:
    """The kind of rule that watches what is asked, with its settings; None where no rule could: its words first have
    to be those of a query."""
    named = {chip.field: chip for chip in narrowing}
    query = named.get("query")
    whole = " ".join(chip.text for chip in narrowing)
    scope = Scope.query(_written(query)) if query else Scope.brand(place.brand) if place.brand else Scope.ALL
    others = set(named) - {"query", "tone"}
    if others or whole != place.q.strip():
        return None
    kind = "negative_share" if named.get("tone") and named["tone"].values == ("negative",) else "volume"
    return kind, {"set:scope": scope}


def _feed(place: Place) -> str:
    """Where the address of a feed of this question is made; a feed tells what is newest, whatever time is looked at."""
    return _led("/settings/shares", kind="feed", q=place.q, brand=place.brand) + "#make"


def _led(path: str, **fields: str) -> str:
    """A form of another page, with what is asked here in it."""
    return f"{path}?{urlencode({name: value for name, value in fields.items() if value})}"
