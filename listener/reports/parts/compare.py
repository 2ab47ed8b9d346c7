"""Brands side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from listener.reports import sentences
from listener.reports.document import Course, Row, Said, Sentence, Table
from listener.reports.material import Material, Parts
from listener.reports.measure import Measures
from listener.reports.parts import brand
from listener.reports.record import Record
from storage.errors import ExportError

MOST_COURSES = 4


def parts(found: Material) -> Parts:
    """A line a brand, the words that each has risen by, and what surely differs from the first."""
    names = list(dict.fromkeys([*found.ask.brands, *found.voices]))
    if len(names) < 2:
        raise ExportError("there is one brand alone; a comparison needs two: name them in `brands`")
    own = names[0]
    rows = [_row(found, name, own) for name in names]
    head = ("", "mentions", "share of voice", "net sentiment", "negative", "authors")
    words = [_words(found, name) for name in names]
    return (
        (Said(own), " beside ", Said(", ".join(names[1:]))),
        [_difference(found, own, name) for name in names[1:]],
        [
            Table(title="Where they stand", head=head, rows=rows),
            *brand.voice(found, own),
            _shares(found, names, "Negative posts", lambda measures: measures.tone("negative")),
            _shares(found, names, "Complaints", lambda measures: measures.intent("complaint")),
            _shares(found, names, "Questions", lambda measures: measures.intent("question")),
            *(_course(found, name) for name in names[:MOST_COURSES]),
            *words,
        ],
    )


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


def _words(found: Material, name: str) -> Table:
    made = brand.words(found.measures(name), found.measures(name, earlier=True))
    return Table(title=f"{made.title}: {name}", head=made.head, rows=made.rows, empty=made.empty)


def _difference(found: Material, own: str, other: str) -> Sentence:
    one, two = found.measures(own).net(), found.measures(other).net()
    if min(one.n, two.n) < sentences.LEAST:
        return ("Too little was read to compare the tone toward ", Said(own), " and ", Said(other), ".")
    if not sentences.differs(one, two):
        return (
            "The tone of posts about ",
            Said(own),
            " and ",
            Said(other),
            " does not clearly differ (",
            one,
            " and ",
            two,
            ").",
        )
    better = "better" if (one.value or 0) > (two.value or 0) else "worse"
    return (
        "Posts about ",
        Said(own),
        f" are of a {better} tone than those about ",
        Said(other),
        " (",
        one,
        " and ",
        two,
        ").",
    )
