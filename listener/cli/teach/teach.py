"""`listener teach`: correct the model, and give it labels of your own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.exits import FAILED
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json
from listener.cli.output import complain, emit, say, show

if TYPE_CHECKING:
    from listener.actions.teaching import Teaching
    from listener.classify.lessons import Outcome

app = typer.Typer(help="Correct the model, and give it labels of your own.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV or JSONL, a text a row.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help='As "risk:safety" or "topic:delivery".')]
Text = Annotated[str, typer.Option(help="Column of the texts.", metavar="COLUMN")]
Label = Annotated[str, typer.Option(help="Column of the right answers.", metavar="COLUMN")]
Head = Annotated[str, typer.Option(help="sentiment, intent, emotion, irony or offensive.")]
Background = Annotated[
    Path | None, typer.Option(help="More texts, to learn what is usual; else stored mentions alone.", metavar="FILE")
]


@app.command()
def corrections(
    file: File,
    head: Head = "sentiment",
    text: Text = "text",
    label: Label = "label",
    background: Background = None,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Correct a head: the texts get their right label at once; from 5 on the head learns, if that makes it better.

    Whether it does is found by cross-validation on the corrections and on texts that nobody corrected. It learns from
    those of the file and from earlier ones whose texts are still stored.

    Example: listener teach corrections wrong.csv --head sentiment
    """
    from listener.classify.lessons import labelled

    found = labelled(file, text, label)
    with _school(config) as school:
        outcome, changed = school.correct(head, found, school.background(background, text))
    _show_outcome(outcome, changed, json)


@app.command()
def mention(
    id: Annotated[int, typer.Argument(metavar="ID", help="Of a stored mention, as `listener search` shows it.")],
    label: Annotated[str, typer.Argument(metavar="LABEL", help="The right one.")],
    head: Head = "sentiment",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Correct what was read in a stored mention; it and its copies have the right label at once.

    From 5 corrections of a head on the head learns from all of them, if that makes it better.

    Example: listener teach mention 17 positive
    """
    with _school(config) as school:
        outcome, changed = school.correct(head, [(school.text(id), label)], school.background(None, ""))
    _show_outcome(outcome, changed, json)


@app.command("label")
def own_label(
    name: Name,
    file: File,
    text: Text = "text",
    label: Label = "label",
    background: Background = None,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Teach a label of your own from 5 to 50 examples; rows whose label is "no" are texts without it.

    What else it is told apart from are stored mentions. Exits with 1 if nothing could be learned.

    Example: listener teach label topic:delivery parcels.csv
    """
    from listener.classify.lessons import own_label as learned
    from listener.classify.lessons import pairs

    found = pairs(file, text, label)
    with _school(config) as school:
        outcome = learned(school.model, school.shelf, name, found, school.background(background, text))
        changed = school.apply(text for text, _ in found) if outcome.adopted else 0
    _show_outcome(outcome, changed, json)
    if not outcome.adopted:
        raise typer.Exit(FAILED)


@app.command("list")
def list_(config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show what was taught, and what of it cannot be used.

    Example: listener teach list
    """
    with _school(config) as school:
        found = school.shelf.usable()
    if json:
        for each in found:
            emit(
                {
                    "head": each.lesson.head,
                    "version": each.version,
                    "learned": not each.idle,
                    "macro_f1_before": each.lesson.before,
                    "macro_f1": each.lesson.after,
                    "corrections": len(each.corrected),
                    "problem": each.problem or None,
                }
            )
        return
    rows = [
        (
            each.lesson.head,
            str(each.version),
            "-" if each.idle else f"{each.lesson.before:.1%} to {each.lesson.after:.1%}",
            str(len(each.corrected)),
            each.problem,
        )
        for each in found
    ]
    show(("head", "version", "macro F1", "corrections", "problem"), rows)


@app.command()
def undo(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A head, or a label of your own.")],
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Take the last lesson of a head or label back; its texts are read again as before.

    Example: listener teach undo topic:delivery
    """
    with _school(config) as school:
        left, changed = school.undo(name)
    if json:
        emit({"head": name, "versions_left": left, "mentions_changed": changed})
    else:
        say(f"{name}: the last lesson is taken back; {left} remain, {changed} stored mentions were read again")


@contextmanager
def _school(config: Path) -> Iterator[Teaching]:
    from listener.actions.teaching import Teaching
    from listener.config.loading import load

    with Teaching.of(load(config, read_queries=False)) as school:
        yield school


def _show_outcome(outcome: Outcome, changed: int, json: bool) -> None:
    lesson, version = outcome.lesson, outcome.taught.version if outcome.taught else None
    if json:
        emit(
            {
                "head": outcome.head,
                "version": version,
                "adopted": outcome.adopted,
                "macro_f1_before": lesson.before if lesson else None,
                "macro_f1": lesson.after if lesson else None,
                "mentions_changed": changed,
            }
        )
        return
    (say if outcome.taught else complain)(f"{outcome.head}: {_sentence(outcome)}")
    if outcome.taught:
        back = f"listener teach undo {quote(outcome.head)}"
        say(f"version {version}; {changed} stored mentions were read again; take it back with: {back}")


def _sentence(outcome: Outcome) -> str:
    lesson = outcome.lesson
    if lesson is None:
        return "too few corrections to learn from; they hold for their own texts"
    figures = f"macro F1 {lesson.before:.1%} before, {lesson.after:.1%} after (cross-validated)"
    if outcome.adopted:
        return f"learned and adopted: {figures}"
    return f"what was learned is no better and not adopted: {figures}"
