"""`listener search`: find stored mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Since, Until, moment
from listener.cli.output import clean, complain, emit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from listener.search import Answer, Found
    from storage.records import Span


def search(
    expression: Annotated[str, typer.Argument(metavar="EXPR", help="In the language of the queries.")],
    config: ConfigFile = DEFAULT_CONFIG,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Most mentions to show.")] = 20,
    json: Json = False,
) -> None:
    """Show stored mentions that satisfy an expression, newest first, the matching words marked.

    Example: listener search '"acme cola" AND (recall OR sick*)' --since 7d
    """
    from listener.cli.opening import reading
    from listener.config import load
    from listener.search import search as find
    from storage.clock import WallClock

    loaded, now = load(config, read_queries=False), WallClock().now()
    after, before = moment(since, loaded, now), moment(until, loaded, now)
    with reading(loaded) as store:
        answer = find(store, expression, lists=loaded.lists, since=after, until=before, limit=limit)
    _emit(answer) if json else _print(answer)
    if not answer.complete:
        complain(f"only the newest {answer.read:,} candidates were read; narrow the search with --since and --until")


def _emit(answer: Answer) -> None:
    from listener.report.ndjson import row

    for found in answer.found:
        emit({**row(found.stored), "spans": [list(span) for span in found.spans]})


def _print(answer: Answer) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    for found in answer.found:
        console.print(_shown(found), "", sep="\n")
    if not answer.found:
        console.print("Nothing found.")


def _shown(found: Found) -> Text:
    from rich.text import Text

    stored, mention = found.stored, found.stored.mention
    read = [stored.classification.label(head) for head in ("sentiment", "intent")] if stored.classification else []
    head = [
        f"{mention.said_at:%Y-%m-%d %H:%M}",
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
