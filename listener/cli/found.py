"""How a found mention is shown: where it came from, and its words, on a terminal with those that matched marked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from listener.cli.output import clean
from listener.wording.moments import full_stamp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from rich.text import Text

    from listener.trials.search import FoundMention
    from storage.records import Span


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a mention, or its whole text; `marks` are the places of the words that matched."""

    text: str
    style: str
    marks: tuple[tuple[int, int], ...] = ()


def show_found(found: Sequence[FoundMention], zone: tzinfo) -> None:
    """Some mentions below each other, a blank line after each; in a pipe nothing is marked and no line is broken."""
    if sys.stdout.isatty():
        _show_on_terminal(found, zone)
        return
    for each in found:
        for line in _lines(each, zone):
            typer.echo(line.text)
        typer.echo("")


def _show_on_terminal(found: Sequence[FoundMention], zone: tzinfo) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    for each in found:
        for line in _lines(each, zone):
            console.print(_styled(line))
        console.print("")


def _styled(line: _Line) -> Text:
    from rich.text import Text

    shown = Text(line.text, style=line.style)
    for start, end in line.marks:
        shown.stylize("reverse", start, end)
    return shown


def _lines(found: FoundMention, zone: tzinfo) -> Iterator[_Line]:
    stored, mention = found.stored, found.stored.mention
    reading = stored.classification
    read = [reading.label("sentiment"), reading.label("intent"), reading.risk] if reading else []
    head = [
        str(stored.id),
        full_stamp(mention.said_at, zone),
        ", ".join(dict.fromkeys(sighting.source for sighting in stored.sightings)),
        mention.author.handle or mention.author.name or "",
        *(label for label in read if label),
    ]
    yield _Line(clean(" · ".join(part for part in head if part)), "dim")
    if mention.title:
        yield _marked(mention.title, "title", found.spans, "bold")
    yield _marked(mention.text, "text", found.spans, "")
    if mention.url:
        yield _Line(clean(mention.url), "blue")


def _marked(text: str, field: str, spans: Sequence[Span], style: str) -> _Line:
    plain = "".join(map(clean, text))  # one by one: positions stay
    return _Line(plain, style, tuple((start, end) for name, start, end in spans if name == field))
