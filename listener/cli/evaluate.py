"""`listener evaluate`: how well does the model read labelled texts?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from listener.cli.options import Json
from listener.cli.output import emit, say, show
from listener.wording.figures import counted, per_cent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from listener.classify.evaluation import Report


def evaluate(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="JSONL, CSV, or a folder of splits.")],
    head: Annotated[
        str, typer.Option(help="sentiment, intent, emotion, irony, offensive, risk or toward.")
    ] = "sentiment",
    split: Annotated[str | None, typer.Option(help="Of a folder: train, val or test.", metavar="NAME")] = None,
    text: Annotated[str, typer.Option(help="Column of the texts.", metavar="COLUMN")] = "text",
    label: Annotated[str, typer.Option(help="Column of the right answers.", metavar="COLUMN")] = "label",
    by: Annotated[str, typer.Option(help="Figures for each value of these columns, too.", metavar="COLUMN,…")] = "",
    abstain: Annotated[bool, typer.Option("--abstain", help="Let the model abstain; else it must answer.")] = False,
    model: Annotated[str, typer.Option(help="Another model: a folder, or a hub id.", metavar="MODEL")] = "bundled",
    json: Json = False,
) -> None:
    """Measure the model: accuracy, macro recall and F1 with intervals, calibration error, per class, confusion.

    Example: listener evaluate reviews.csv --head sentiment --text body --label tone --by language
    """
    from listener.classify.evaluation import evaluate as measured
    from listener.classify.evaluation import read_dataset
    from listener.classify.worker import reader_of

    samples = read_dataset(dataset, split=split, text=text, label=label)
    classifier = reader_of(model, head)
    columns = [column.strip() for column in by.split(",") if column.strip()]
    report = measured(classifier, samples, head, by=columns, abstain=abstain)
    emit(report.to_dict()) if json else _print(report)


def _print(report: Report) -> None:
    say(f"{report.model}, {report.head}: {counted(report.count, 'text')}, {per_cent(report.coverage, 1)} answered")
    for name in ("accuracy", "macro_recall", "macro_f1"):
        low, high = report.intervals.get(name, (0.0, 0.0))
        found = per_cent(getattr(report, name), 1)
        say(f"{name.replace('_', ' ')}: {found} ({per_cent(low, 1)} to {per_cent(high, 1)})")
    say(
        f"calibration error: {per_cent(report.ece, 1)} (a perfect model shows {per_cent(report.ece_least, 1)} on "
        f"as many texts; without chance {per_cent(report.ece_true, 1)})"
    )
    say(f"speed: {report.per_second:,.0f} texts/s\n")
    _print_classes(report)
    _print_confusion(report)
    for column, groups in report.groups.items():
        shares = [
            [
                value,
                each.count,
                *(per_cent(share, 1) for share in (each.coverage, each.macro_recall, each.macro_f1, each.ece)),
            ]
            for value, each in groups.items()
        ]
        _show(column, ("texts", "answered", "macro recall", "macro f1", "calibration error"), shares)


def _print_classes(report: Report) -> None:
    figures = ("precision", "recall", "f1")
    rows = [
        [name, *(per_cent(each[figure], 1) for figure in figures), each["support"]]
        for name, each in report.per_class.items()
    ]
    _show("class", (*figures, "texts"), rows)


def _print_confusion(report: Report) -> None:
    answers = list(report.confusion)
    rows = [[right, *(found.get(answer, 0) for answer in answers)] for right, found in report.confusion.items()]
    _show("right \\ read as", answers, rows)


def _show(first: str, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    show((first, *headers), ([str(cell) for cell in row] for row in rows))
    say("")
