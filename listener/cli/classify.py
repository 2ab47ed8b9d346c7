"""`listener classify`: read texts with the model, without storing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.exits import FAILED
from listener.cli.opening import lines_of
from listener.cli.options import Json
from listener.cli.output import complain, emit, show
from listener.wording.figures import per_cent

if TYPE_CHECKING:
    from listener.classify.base import Item
    from storage.records import Classification


def classify(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help='NDJSON with "text" and optionally "toward"; - for stdin.')
    ] = "-",
    model: Annotated[str, typer.Option(help="Another model: a folder, or a hub id.", metavar="MODEL")] = "bundled",
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="Read as this installation does.", metavar="FILE")
    ] = None,
    json: Json = False,
) -> None:
    """Read each text: sentiment, intent and more with probabilities, toward brands where asked.

    With --json one reading a line, in the order of the input. With --config as an installation's service reads: with
    its model, languages and what it was taught. Exits with 1 if a line is no text.

    Example: echo '{"text": "The new Acme is a joke", "toward": "Acme"}' | listener classify - --json
    """
    from listener.trials.readings import Row, read_lines

    read, failed, rows = _reader(model, config), 0, list[Row]()
    with lines_of(file) as lines:
        for row in read_lines(lines, read):
            failed += "error" in row
            emit(row) if json else rows.append(row)
    if not json:
        _print(rows)
    if failed:
        complain(f"{failed} lines could not be read")
        raise typer.Exit(FAILED)


def _reader(model: str, config: Path | None) -> Callable[[list[Item]], Sequence[Classification]]:
    from listener.classify.worker import classify_batch

    if config is None:
        return lambda items: classify_batch(model, items)
    from listener.config.loading import load

    loaded = load(config, read_queries=False)
    settings, extensions = loaded.classify, loaded.classify.extensions(loaded.store)
    return lambda items: classify_batch(settings.model, items, settings.languages, extensions)


def _print(rows: list[dict[str, object]]) -> None:
    show(("reading", "toward", "abstained"), ([_heads(row, "heads"), _heads(row, "toward"), _why(row)] for row in rows))


def _heads(row: dict[str, object], part: str) -> str:
    heads = row.get(part)
    readings = heads.items() if isinstance(heads, dict) else ()
    return ", ".join(f"{name} {reading['label']} {per_cent(reading['probability'])}" for name, reading in readings)


def _why(row: dict[str, object]) -> str:
    return str(row.get("error") or row.get("abstained") or "")
