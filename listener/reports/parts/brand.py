"""A brand in one period: figures, course, share of voice, tone, intents, words that rose, stories, voices, sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from string import ascii_lowercase

from listener.metrics.base import Count
from listener.metrics.mentions import MENTIONS
from listener.metrics.response_times import TIME_TO_ACKNOWLEDGE, median, to_acknowledge
from listener.reports import sentences
from listener.reports.document import (
    Block,
    Course,
    Figure,
    Figures,
    Note,
    Prose,
    Quote,
    Quotes,
    Row,
    Said,
    Sentence,
    Table,
    When,
)
from listener.reports.material import Material, Parts
from listener.reports.measure import TONES, Measures
from listener.reports.parts import answers
from listener.reports.record import Record
from listener.reports.usual import Stretch, named, usual
from listener.wording.links import link
from listener.wording.moments import day_of_month, moment
from listener.wording.periods import days
from listener.wording.text import one_line
from storage.records import Scope
from storage.records.mention import NO_RISK

SHOWN, STORIES, QUOTED = 6, 4, 320
NOTHING = "nothing to compare with"
MOST_INCIDENTS = 24


def parts(found: Material, name: str) -> Parts:
    """Everything about one brand."""
    now, before = found.measures(name), found.measures(name, earlier=True)
    cover = _cover(now, before)
    return (
        _headline(found, name, cover),
        _summary(found, name, cover, now, before),
        [
            Figures(figures=_figures(found, cover)),
            course(found, now, before),
            *voice(found, name),
            _labels("What people wanted", now.tally.intents.common(SHOWN), Measures.intent, now, before),
            _tones(now, before),
            _labels("What they felt", now.tally.emotions.common(SHOWN), Measures.emotion, now, before),
            *_risks(now, before),
            words(now, before),
            stories(found, now),
            _authors(now),
            _sources(now, before),
            *answers.blocks(found, name),
        ],
    )


def digest(found: Material, name: str) -> Parts:
    """The short form for an hour or a day."""
    now, before = found.measures(name), found.measures(name, earlier=True)
    cover = _cover(now, before)
    blocks: list[Block] = [
        Figures(figures=_figures(found, cover)),
        stories(found, now),
        _authors(now),
        _sources(now, before),
    ]
    return _headline(found, name, cover), _summary(found, name, cover, now, before), blocks


def _headline(found: Material, name: str, cover: dict[str, Record]) -> Sentence:
    counts, tones = (cover["mentions"], cover["mentions before"]), (cover["net"], cover["net before"])
    return sentences.headline(name, counts, tones, _length(found))


def _cover(now: Measures, before: Measures) -> dict[str, Record]:
    cover = {
        "mentions": now.mentions(),
        "mentions before": before.mentions(),
        "net": now.net(),
        "net before": before.net(),
    }
    return {**cover, "change": now.change(cover["mentions before"], cover["mentions"])}


def _length(found: Material) -> str:
    return {"7 days": "week"}.get(found.ask.length or "", found.ask.length or "period")


def earlier(found: Material) -> str:
    """The period before, in words."""
    return f"the {_length(found)} before"


def _summary(
    found: Material, name: str, cover: dict[str, Record], now: Measures, before: Measures
) -> Sequence[Sentence]:
    records, then = found.records, earlier(found)
    said = [sentences.loudness(name, cover["mentions"], cover["mentions before"], cover["change"], then)]
    said.append(sentences.tone(cover["net"], cover["net before"], records.size(cover["net"]), "net sentiment", then))
    complaint, complained = now.intent("complaint"), before.intent("complaint")
    said.append(sentences.tone(complaint, complained, records.size(complaint), "the share of complaints", then))
    if len(found.voices) > 1 and name in found.voices:
        voice, voiced = _voices(found, name)
        said.append(sentences.tone(voice, voiced, records.size(voice), "share of voice", then))
    return said


def _voices(found: Material, name: str) -> tuple[Record, Record]:
    return found.measures(name).voice(found.told), found.measures(name, earlier=True).voice(found.told_before)


def _figures(found: Material, cover: dict[str, Record]) -> Sequence[Figure]:
    name = found.ask.brands[0] if cover["mentions"].scope == Scope.brand(found.ask.brands[0]) else None
    name = name or cover["mentions"].scope.partition(":")[2]
    now, before, then = found.measures(name), found.measures(name, earlier=True), earlier(found)
    shown = [
        Figure(label="Mentions", now=cover["mentions"], note=_changed(cover["change"], cover["mentions before"])),
        Figure(label="Net sentiment", now=cover["net"], note=_from(cover["net before"])),
    ]
    if len(found.voices) > 1 and name in found.voices:
        voice, voiced = _voices(found, name)
        shown.append(Figure(label="Share of voice", now=voice, note=_from(voiced, then)))
    shown += answers.cover(found, name)
    rating = now.rating()
    if rating.n:
        shown.append(Figure(label="Mean rating", now=rating, note=_from(before.rating())))
    shown.append(Figure(label="Authors", now=now.authors(), note=_from(before.authors())))
    return shown[:4]


def _changed(change: Record, before: Record) -> Sentence:
    return (change, " from ", before) if before.value else (NOTHING,)


def _from(before: Record, then: str = "") -> Sentence:
    """What it was before, where anybody knows."""
    if before.value is None or not before.n:
        return (NOTHING,)
    return (before, f" {then}") if then else ("from ", before)


def course(found: Material, now: Measures, before: Measures) -> Course:
    """Mentions a day in this period and the one before, and what is usual."""
    ask = found.ask
    shown: list[tuple[str, Record]] = []
    stretches: list[Stretch] = []
    for measures, period in ((before, ask.before), (now, ask.period)):
        counted = measures.tally.days(ask.zone)
        for day, since, until in days(period, ask.zone):
            value = Count(value=counted[day], n=counted[day])
            record = found.records.add(MENTIONS, value, scope=now.scope, period=named(since, until), asks="")
            shown.append((day_of_month(day), record))
            stretches.append((since, until))
    begins = len(days(ask.before, ask.zone))
    band = usual(found, Scope.brand(now.brand), stretches, ask.period.since)
    title = "Mentions a day, and what was usual before" if any(band) else "Mentions a day"
    return Course(title=title, days=shown, begins=begins, usual=band, notes=_notes(found, now.brand))


def _notes(found: Material, brand: str) -> list[Note]:
    """What people wrote of the two periods about the brand or all, oldest first; where there are many, the newest."""
    ask, made = found.ask, []
    drawn = [each for period in (ask.before, ask.period) for each in days(period, ask.zone)]
    told = found.store.annotations(ask.before.since, ask.period.until)
    fitting = [each for each in told if each.brand in (None, brand)][-len(ascii_lowercase) :]
    for mark, each in zip(ascii_lowercase, fitting, strict=False):
        day = next(index for index, (_, _, until) in enumerate(drawn) if each.at < until)
        _, since, until = drawn[day]
        place = (day + (each.at - since) / (until - since)) / len(drawn)
        whom = Said(each.brand or "all brands")
        said = (When(moment(each.at, ask.zone)), ": ", Said(one_line(each.text, 200)), ", ", whom)
        made.append(Note(mark=mark, day=day, place=place, said=said))
    return made


def voice(found: Material, name: str) -> list[Block]:
    """Share of voice among the compared brands, where it is one of several."""
    if len(found.voices) < 2 or name not in found.voices:
        return []
    rows = [(each, *_voices(found, each)) for each in found.voices]
    rows.sort(key=lambda row: (-(row[1].value or 0), row[0]))
    made = [
        Row(name=(Said(each),), cells=((now,), (before,)), bar=now, before=before, own=each == name)
        for each, now, before in rows
    ]
    return [Table(title="Share of voice", head=("", "now", "before"), rows=made, half=True)]


def _labels(
    title: str, labels: Sequence[str], of: Callable[[Measures, str], Record], now: Measures, before: Measures
) -> Table:
    rows = []
    for label in labels:
        one, other = of(now, label), of(before, label)
        rows.append(Row(name=(label,), cells=((one,), (other,)), bar=one, before=other))
    return Table(title=title, head=("", "now", "before"), rows=rows, half=True, empty="Nothing was read.")


def _risks(now: Measures, before: Measures) -> list[Block]:
    """Nothing where no post is about a risk."""
    labels = [label for label in now.tally.risks.common(SHOWN + 1) if label != NO_RISK]
    return [_labels("Risks", labels, Measures.risk, now, before)] if labels else []


def _tones(now: Measures, before: Measures) -> Table:
    rows = [
        Row(
            name=(label,),
            cells=((now.tone(label),), (before.tone(label),)),
            bar=now.tone(label),
            before=before.tone(label),
        )
        for label in TONES
        if now.tally.tones.known()
    ]
    return Table(title="Tone", head=("", "now", "before"), rows=rows, half=True, empty="Nothing was read.")


def words(now: Measures, before: Measures) -> Table:
    """Words that rose."""
    rows = [
        Row(name=(Said(word),), cells=((posts,), (before.word(word),), (rise,)))
        for word, posts, rise in now.risen(before.tally)
    ]
    nothing = "No word rose so much that chance can be ruled out."
    return Table(title="Words that rose", head=("", "posts", "before", "times, at least"), rows=rows, empty=nothing)


def stories(found: Material, now: Measures) -> Quotes:
    """What was told most often, with the first post of each that may be quoted."""
    told = [(story, count) for story, count in now.tally.stories.most_common(STORIES) if count > 1]
    posts = found.store.mentions(now.tally.first[story] for story, _ in told)
    quotes = []
    for (story, _), stored in zip(told, posts, strict=True):
        shown = found.ask.terms.applied(stored)
        mention, text = shown.mention, " — ".join(filter(None, (shown.mention.title, shown.mention.text)))
        sources = ", ".join(dict.fromkeys(each.source for each in stored.sightings))
        quotes.append(
            Quote(
                text=one_line(text, QUOTED),
                author=one_line(mention.author.name or mention.author.handle or "somebody", 60),
                place=one_line(sources, 60),
                when=moment(mention.said_at, found.ask.zone),
                link=link(mention.url),
                told=now.story(story),
            )
        )
    return Quotes(title="Stories", quotes=quotes)


def _authors(now: Measures) -> Table:
    tally = now.tally
    best = sorted(tally.authors.items(), key=lambda each: (-each[1], each[0]))[:SHOWN]
    rows = [Row(name=(Said(one_line(tally.names[who], 40)),), cells=((now.author(who),),)) for who, _ in best]
    return Table(
        title="Authors with most posts", head=("", "posts"), rows=rows, half=True, empty="No source tells who wrote."
    )


def _sources(now: Measures, before: Measures) -> Table:
    best = sorted(now.tally.sources.items(), key=lambda each: (-each[1], each[0]))[:SHOWN]
    rows = [
        Row(name=(Said(one_line(name, 40)),), cells=((now.source(name),), (before.source(name),))) for name, _ in best
    ]
    return Table(title="Sources with most posts", head=("", "now", "before"), rows=rows, half=True)


def incidents(found: Material) -> list[Block]:
    """Incidents of the period, and how long it took until somebody had them."""
    ask = found.ask
    scopes = {Scope.brand(name) for name in ask.brands}
    opened = [
        each
        for each in found.store.incidents(limit=1000)
        if not each.drill
        and ask.period.since <= each.opened_at < ask.period.until
        and any(alert.scope in scopes or alert.scope.kind != "brand" for alert in each.alerts)
    ]
    rows = [
        Row(
            name=(Said(one_line(each.title, 90)),),
            cells=((When(moment(each.opened_at, ask.zone)),), (each.state,), (Said(each.acknowledged_by or "nobody"),)),
        )
        for each in sorted(opened, key=lambda each: each.opened_at)[:MOST_INCIDENTS]
    ]
    head = ("", "opened", "state", "taken by")
    table = Table(title="Incidents", head=head, rows=rows, empty="No incident was opened.")
    if not opened:
        return [table]
    when = ("now", ask.period.since, ask.period.until)
    value = median(map(to_acknowledge, opened))
    taken = found.records.add(TIME_TO_ACKNOWLEDGE, value, scope="all", period=when, style="time")
    said: list[Sentence] = [("Nobody has taken one of them.",)]
    if taken.value is not None:
        said = [("Half of those that were taken were so within ", taken, ".")]
    if len(opened) > MOST_INCIDENTS:
        said.append(("There were more; all stand on the page of incidents.",))
    return [table, Prose(title="", sentences=said)]
