"""`listener teach`: correct the model, and give it labels of your own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.exits import FAILED
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, acting
from listener.cli.options import Name as Who
from listener.cli.output import complain, emit, say, show
from listener.wording.figures import counted, per_cent

if TYPE_CHECKING:
    from listener.actions.teaching import Teaching
    from listener.classify.lessons import Effect, Outcome

app = typer.Typer(help="Correct the model, and give it labels of your own.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV or JSONL, a text a row.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help='As "topic:delivery" or "risk:allergy".')]
Text = Annotated[str, typer.Option(help="Column of the texts.", metavar="COLUMN")]
Label = Annotated[str, typer.Option(help="Column of the right answers.", metavar="COLUMN")]
Head = Annotated[str, typer.Option(help="sentiment, intent, emotion, irony, offensive or risk.")]
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
    who: Who = "somebody",
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
    with _teaching(config, who) as lessons:
        _show_effect(lessons.correct(head, found, lessons.background(background, text)), json)


@app.command()
def mention(
    id: Annotated[int, typer.Argument(metavar="ID", help="Of a stored mention, as `listener search` shows it.")],
    label: Annotated[str, typer.Argument(metavar="LABEL", help="The right one.")],
    head: Head = "sentiment",
    story: Annotated[bool, typer.Option("--story", help="Also every other post of its story.")] = False,
    who: Who = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Correct what was read in a stored mention; it and its copies have the right label at once.

    From 5 corrections of a head on the head learns from all of them, if that makes it better. Posts of the same story
    that are read otherwise are named, and corrected with --story.

    Example: listener teach mention 17 positive
    """
    with _teaching(config, who) as lessons:
        ids = [id, *(each.id for each in lessons.siblings(id, head, label))] if story else [id]
        found = list(dict.fromkeys((lessons.text(each), label) for each in ids))
        effect = lessons.correct(head, found, lessons.background(None, ""))
        left = [each.id for each in lessons.siblings(id, head, label)]
    _show_effect(effect, json, {"siblings": left})
    if left and not json:
        again = f"listener teach mention {id} {quote(label)} --head {head} --story"
        say(f"{len(left)} more of the same story are read otherwise ({', '.join(map(str, left))}): {again}")


@app.command("label")
def own_label(
    name: Name,
    file: File,
    text: Text = "text",
    label: Label = "label",
    background: Background = None,
    who: Who = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Teach a label of your own from 5 to 50 examples; rows whose label is "no" are texts without it.

    What is usual is learned from the newest stored mentions and from --background. Of those the half that is least
    like the examples is taken to be without the label; the other half may have it and is left out. Where it finds too
    much, add such texts with the label "no". Exits with 1 if nothing could be learned.

    Example: listener teach label topic:delivery parcels.csv
    """
    from listener.classify.lessons import own_label as learned
    from listener.classify.lessons import pairs
    from listener.wording.figures import counted

    found = pairs(file, text, label)
    with _teaching(config, who) as lessons:
        lessons.allowed()
        outcome = learned(lessons.model, lessons.shelf, name, found, lessons.background(background, text))
        changed = lessons.apply(text for text, _ in found) if outcome.adopted else 0
        lessons.written(f"taught {name} from {counted(len(found), 'text')}")
    _show_outcome(outcome, changed, json)
    if outcome.adopted and not json:
        say("what comes is read with it; to find it in what was read before: listener reread --all --since 30d")
    if not outcome.adopted:
        raise typer.Exit(FAILED)


@app.command("list")
def list_(config: ConfigFile = DEFAULT_CONFIG, json: Json = False) -> None:
    """Show what was taught, and what of it cannot be used.

    Example: listener teach list
    """
    with _teaching(config, "somebody") as lessons:
        found = lessons.shelf.usable()
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
            "-" if each.idle else f"{per_cent(each.lesson.before, 1)} to {per_cent(each.lesson.after, 1)}",
            str(len(each.corrected)),
            each.problem,
        )
        for each in found
    ]
    show(("head", "version", "macro F1", "corrections", "problem"), rows)


@app.command()
def undo(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A head, or a label of your own.")],
    who: Who = "somebody",
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Take the last lesson of a head or label back; what it corrected, and what was read with it, is read again.

    Example: listener teach undo topic:delivery
    """
    with _teaching(config, who) as lessons:
        left, changed = lessons.undo(name)
    if json:
        emit({"head": name, "versions_left": left, "mentions_changed": changed})
    else:
        say(f"{name}: the last lesson is taken back; {left} remain, {changed} stored mentions were read again")


@contextmanager
def _teaching(config: Path, who: str) -> Iterator[Teaching]:
    from listener.actions.teaching import Teaching
    from listener.config.loading import load

    with Teaching.of(load(config, read_queries=False), acting(who)) as lessons:
        yield lessons


def _show_outcome(outcome: Outcome, changed: int, json: bool) -> None:
    if json:
        emit(_plain(outcome, changed))
        return
    (say if outcome.taught else complain)(f"{outcome.head}: {_sentence(outcome)}")
    _show_way_back(outcome, changed)


def _show_way_back(outcome: Outcome, changed: int) -> None:
    if outcome.taught:
        again = f"{changed} stored mentions were read again"
        back = f"listener teach undo {quote(outcome.head)}"
        say(f"version {outcome.taught.version}; {again}; take it back with: {back}")


def _plain(outcome: Outcome, changed: int) -> dict[str, object]:
    lesson = outcome.lesson
    return {
        "head": outcome.head,
        "version": outcome.taught.version if outcome.taught else None,
        "adopted": outcome.adopted,
        "macro_f1_before": lesson.before if lesson else None,
        "macro_f1": lesson.after if lesson else None,
        "without": lesson.taken if lesson else 0,
        "left_out": lesson.left if lesson else 0,
        "mentions_changed": changed,
    }


def _show_effect(effect: Effect, json: bool, more: Mapping[str, object] | None = None) -> None:
    from listener.classify.effects import in_words

    outcome = effect.outcome
    if json:
        changes = [{"mention": e.mention, "before": e.before, "after": e.after} for e in effect.changes]
        told = {"changes": changes, "others": effect.others, "others_changed": effect.differently}
        emit({**_plain(outcome, effect.read_again), **told, **(more or {})})
        return
    say(f"{outcome.head}: {in_words(effect)}")
    _show_way_back(outcome, effect.read_again)


def _sentence(outcome: Outcome) -> str:
    lesson = outcome.lesson
    assert lesson  # an own label is always learned, or refused
    figures = f"macro F1 {per_cent(lesson.before, 1)} before, {per_cent(lesson.after, 1)} after (cross-validated)"
    taken = f"{counted(lesson.taken, 'text')} least like the examples {'was' if lesson.taken == 1 else 'were'} taken"
    told = f"{figures}; {taken} to be without it, {lesson.left} left out as they may have it"
    if outcome.adopted:
        return f"learned and adopted: {told}"
    return f"what was learned is no better and not adopted: {told}"
