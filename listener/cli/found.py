"""How a found mention is shown on a terminal: where it came from, and its words with those that matched marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listener.cli.output import clean
from listener.wording.moments import full_stamp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from rich.text import Text

    from listener.trials.search import FoundMention
    from storage.records import Span


def show_found(found: Sequence[FoundMention], zone: tzinfo) -> None:
    """Some mentions below each other, a blank line after each."""
    from rich.console import Console

    console = Console(highlight=False)
    for each in found:
        console.print(_shown(each, zone), "", sep="\n")


def _shown(found: FoundMention, zone: tzinfo) -> Text:
    from rich.text import Text

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
    lines = [Text(clean(" · ".join(part for part in head if part)), style="dim")]
    lines += [_marked(mention.title, "title", found.spans, "bold")] if mention.title else []
    lines.append(_marked(mention.text, "text", found.spans, ""))
    lines += [Text(clean(mention.url), style="blue")] if mention.url else []
    return Text("\n").join(lines)


def _marked(text: str, field: str, spans: Sequence[Span], style: str) -> Text:
    from rich.text import Text

    shown = Text("".join(map(clean, text)), style=style)  # one by one: positions stay
    for name, start, end in spans:
        if name == field:
            shown.stylize("reverse", start, end)
    return shown
