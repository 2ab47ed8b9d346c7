"""Brands side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from listener.reports import sentences
from listener.reports.document import Block, Course, Prose, Row, Said, Sentence, Table
from listener.reports.material import Material, Parts
from listener.reports.measure import Measures
from listener.reports.parts import brand
from listener.reports.record import Record
from storage.errors import ExportError

MOST_COURSES, TITLED, NAMED = 4, 3, 8
"""Brands whose course is drawn, that the title names, and that a sentence names."""


def parts(found: Material) -> Parts:
    """A line a brand, the words that each has risen by, and what surely differs from the first."""
    names = list(dict.fromkeys([*found.ask.brands, *found.voices]))
    if len(names) < 2:
        raise ExportError("there is one brand alone; a comparison needs two: name them in `brands`")
    own = names[0]
    rows = [_row(found, name, own) for name in names]
    head = ("", "mentions", "share of voice", "net sentiment", "negative", "authors")
    return (
        (Said(own), " beside ", *_named(names[1:], TITLED)),
        list(_differences(found, own, names[1:])),
        [
            Table(title="Where they stand", head=head, rows=rows),
            *brand.voice(found, own),
            _shares(found, names, "Negative posts", lambda measures: measures.tone("negative")),
            _shares(found, names, "Complaints", lambda measures: measures.intent("complaint")),
            _shares(found, names, "Questions", lambda measures: measures.intent("question")),
            *(_course(found, name) for name in names[:MOST_COURSES]),
            *_words(found, names),
        ],
    )


def _named(names: Sequence[str], most: int) -> Sentence:
    """Some names; of many the first."""
    said = Said(", ".join(names[:most]))
    return (said, " and others") if len(names) > most else (said,)


def _shares(found: Material, names: Sequence[str], title: str, of: Callable[[Measures], Record]) -> Table:
    """One share of each brand beside that before."""
    rows = []
    for name in names:
        now, before = of(found.measures(name)), of(found.measures(name, earlier=True))
        rows.append(Row(name=(Said(name),), cells=((now,), (before,)), bar=now, before=before, own=name == names[0]))
    return Table(title=title, head=("", "now", "before"), rows=rows, half=True)


def _course(found: Material, name: str) -> Course:
    made = brand.course(found, found.measures(name), found.measures(name, earlier=True))
    return replace(made, title=f"{made.title}: {name}")


def _row(found: Material, name: str, own: str) -> Row:
    now = found.measures(name)
    voice = now.voice(found.told) if name in found.voices else None
    cells = ((now.mentions(),), (voice or "not compared",), (now.net(),), (now.tone("negative"),), (now.authors(),))
    return Row(name=(Said(name),), cells=cells, bar=voice, own=name == own)


def _words(found: Material, names: Sequence[str]) -> Iterator[Block]:
    """A table for each brand of which a word rose; of the others one sentence."""
    made = {name: brand.words(found.measures(name), found.measures(name, earlier=True)) for name in names}
    risen = [replace(table, title=f"{table.title}: {name}") for name, table in made.items() if table.rows]
    yield from risen or [made[names[0]]]
    if risen and (calm := [name for name, table in made.items() if not table.rows]):
        yield Prose(title="", sentences=[("No word rose so surely in posts about ", *_named(calm, NAMED), ".")])


def _differences(found: Material, own: str, others: Sequence[str]) -> Iterator[Sentence]:
    """What surely differs, each for itself; then what does not, and of whom too little was read."""
    one, nets = found.measures(own).net(), {name: found.measures(name).net() for name in others}
    known = [name for name in others if min(one.n, nets[name].n) >= sentences.LEAST]
    clear = [name for name in known if sentences.differs(one, nets[name])]
    for name in clear:
        better = "better" if (one.value or 0) > (nets[name].value or 0) else "worse"
        begin: Sentence = ("Posts about ", Said(own), f" are of a {better} tone than those about ", Said(name))
        yield (*begin, " (", one, " and ", nets[name], ").")
    if alike := [name for name in known if name not in clear]:
        numbers: Sentence = (" (", one, " and ", nets[alike[0]], ")") if len(alike) == 1 else ()
        about: Sentence = ("The tone of posts about ", Said(own), " and about ", *_named(alike, NAMED))
        yield (*about, " does not clearly differ", *numbers, ".")
    if little := [name for name in others if name not in known]:
        yield ("Too little was read to compare the tone toward ", Said(own), " and ", *_named(little, NAMED), ".")
