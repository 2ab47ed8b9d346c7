"""`listener query precision`: how many of a query's hits are meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from listener.cli.found import show_found
from listener.cli.options import DEFAULT_CONFIG, ConfigFile, Json, Until
from listener.cli.output import complain, emit, say, show
from listener.cli.query.catch import Back, Expr, Name, complain_of_limit, opened
from listener.wording.figures import counted, per_cent

if TYPE_CHECKING:
    from datetime import tzinfo

    from listener.trials.catch import Lists
    from listener.trials.precision import Sample, Sampled
    from listener.trials.search import FoundMention
    from rules.query.precision import QueryPrecision
    from storage.records import Query
    from storage.store import Querying

Verdict = tuple["FoundMention", bool]
_KEYS = ("y", "n", "s", "q")


Size = Annotated[int, typer.Option("--sample", min=1, max=10_000, help="How many hits to judge.")]
Seed = Annotated[int, typer.Option(help="Another number draws other hits.")]
Verdicts = Annotated[
    Path | None, typer.Option(metavar="FILE", help='Ask nothing: take NDJSON with "id" and "yes" from there.')
]
Save = Annotated[Path | None, typer.Option(metavar="FILE", help="Add the answers to this file, for --verdicts.")]


def precision(
    name: Name = None,
    expr: Expr = None,
    since: Back = "30d",
    until: Until = None,
    size: Size = 50,
    seed: Seed = 0,
    verdicts: Verdicts = None,
    save: Save = None,
    config: ConfigFile = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """Ask of a random sample of a query's hits whether they are meant, and say how precise the query is.

    Proposes words whose exclusion by NOT would take away most of the rest for the least loss, and other ways to write
    the query: {Brand} where case tells it apart, neighbouring phrases to exclude, words that must stand near.

    For scripts: --json alone prints the sample, one mention a line. Add "yes": true or false to each line and give the
    file to --verdicts. Verdicts outlive a change of the query: those on mentions that it still catches count.

    Example: listener query precision acme --save judged.ndjson
    """
    from listener.cli.opening import reading
    from listener.trials.precision import draw, judge

    loaded, query, start, end = opened(config, name, expr, since, until)
    with reading(loaded) as store:
        if verdicts:
            judged = _given(verdicts, store, query, loaded.lists)
        else:
            sample = draw(store, query, loaded.lists, since=start, until=end, size=size, seed=seed)
    if not verdicts:
        complain_of_limit(sample.caught, loaded.zone)
        if json:
            _emit_sample(sample.drawn)
            return
        judged = _answered(sample, save, loaded.zone)
    judgement = judge(query.expression, judged, loaded.lists)
    _emit(judgement, query) if json else _print(judgement)


def _given(file: Path, store: Querying, query: Query, lists: Lists) -> list[Verdict]:
    """The verdicts of a file on what the query still catches."""
    from listener.trials.precision import hits, verdicts

    try:
        with file.open("rb") as lines:
            given = verdicts(lines)
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise typer.BadParameter(f"{file}, {error}") from None
    found = hits(store, query, lists, given)
    if len(found) < len(given):
        left = len(given) - len(found)
        complain(f"verdicts left out, as not stored any more or not caught by this query: {left:,}")
    return [(each, given[each.stored.id]) for each in found]


def _answered(sample: Sample, save: Path | None, zone: tzinfo) -> list[Verdict]:
    """Ask about each; what was answered counts also where the asking is broken off."""
    if sample.drawn:
        say(f"{len(sample.drawn):,} of {counted(len(sample.caught.ids), 'hit')}, drawn at random. Is each one meant?\n")
    try:
        with save.open("a", encoding="utf-8") if save else nullcontext() as file:
            return list(_answers(sample.drawn, file, zone))
    except OSError as error:
        raise typer.BadParameter(f"{save} cannot be written: {error.strerror}") from None


def _answers(drawn: Sequence[FoundMention], file: IO[str] | None, zone: tzinfo) -> Iterator[Verdict]:
    for number, found in enumerate(drawn, 1):
        show_found([found], zone)
        answer = _answer(f"{number} of {len(drawn)}: y yes, n no, s skip, q stop")
        if answer == "q":
            return
        if answer != "s":
            yield found, answer == "y"
            if file:
                file.write(dumps({"id": found.stored.id, "yes": answer == "y"}) + "\n")
                file.flush()


def _answer(question: str) -> str:
    """One of y, n, s, q; the end of the input and Ctrl-C stop."""
    try:
        while (answer := typer.prompt(question, default="", show_default=False).strip().lower()[:1]) not in _KEYS:
            say("y, n, s or q")
    except typer.Abort:
        say("")
        return "q"
    return str(answer)


def _emit_sample(drawn: Sequence[FoundMention]) -> None:
    from listener.exports.ndjson import row

    for found in drawn:
        emit({**row(found.stored), "spans": [list(span) for span in found.spans]})


def _emit(judgement: Sampled, query: Query) -> None:
    emit({
        "query": query.name or None,
        "expression": query.expression,
        "meant": judgement.meant,
        **_row(judgement.precision),
        "exclusions": [asdict(each) for each in judgement.exclusions],
        "suggestion": judgement.expression if judgement.exclusions else None,
        "after": _row(judgement.after) if judgement.exclusions else None,
        "proposals": [
            {**asdict(each.proposal), "noise": each.noise, "loss": each.loss} for each in judgement.proposals
        ],
    })  # fmt: skip


def _row(found: QueryPrecision) -> dict[str, float]:
    return {"judged": found.judged, "precision": found.value, "low": found.low, "high": found.high}


def _print(judgement: Sampled) -> None:
    found = judgement.precision
    if not found.judged:
        say("Nothing was judged.")
        return
    say(f"Precision {_worded(found)}: {judgement.meant:,} of {counted(found.judged, 'hit')} are meant.")
    if judgement.exclusions:
        say("")
        show(
            ("exclude", "not meant, would go", "meant, would go too"),
            [(each.term, f"{each.noise:,}", f"{each.loss:,}") for each in judgement.exclusions],
        )
        say(f"\nOf the hits judged, {judgement.after.judged:,} would stay; precision {_worded(judgement.after)}.")
        say(f"write: {judgement.expression}")
    elif judgement.meant < found.judged:
        say("No word stands in enough of the others and in few enough of these to be worth excluding.")
    if judgement.proposals:
        say("\nOther ways to write it, each by itself:\n")
        show(
            ("change", "not meant, would go", "meant, would go too", "write"),
            [
                (each.proposal.part, f"{each.noise:,}", f"{each.loss:,}", each.proposal.expression)
                for each in judgement.proposals
            ],
        )


def _worded(found: QueryPrecision) -> str:
    return f"{per_cent(found.value)} (95 % interval {per_cent(found.low)} to {per_cent(found.high)})"
