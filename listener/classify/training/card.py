"""Writes a bundle's MODEL_CARD.md from what `listener evaluate` measures on the validation sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from listener.classify.base import HEADS
from listener.classify.bundled import Bundled
from listener.classify.datasets import Sample, read_dataset
from listener.classify.evaluation import Report, evaluate
from listener.classify.training import reliability
from listener.classify.training.measures import Tally

TEXT = Path(__file__).parent / "card.md"
PLOT = "calibration.svg"


def write(folder: Path, bundle: Path, tallies: Mapping[str, Tally]) -> None:
    """Measures the bundle on every validation set under `folder` and writes its card, and the plot beside it."""
    model = Bundled(bundle)
    own = [head for head in HEADS if head in model.manifest.heads and not model.manifest.heads[head].weights]
    sets = {head: read_dataset(folder / head, split="validation") for head in (*own, "toward")}
    reports = {head: evaluate(model, samples, head) for head, samples in sets.items()}
    sections = {
        "model": model.model,
        "summary": table(summary(model, sets, reports, tallies)),
        "classes": "\n\n".join(f"**{head}**\n\n{table(classes(report))}" for head, report in reports.items()),
        "sources": table(sources(evaluate(model, sets["intent"], "intent", by=("source",)))),
        "calibration": table(calibration(tallies["sentiment"])),
        "plot": PLOT,
        "overall": f"{overall(model, sets['toward']):.3f}",
        "toward": f"{reports['toward'].macro_recall:.3f}",
    }
    text = TEXT.read_text(encoding="utf-8")
    for name, content in sections.items():
        text = text.replace("{{" + name + "}}", content)
    (bundle / "MODEL_CARD.md").write_text(text, encoding="utf-8")
    plot = reliability.draw({head: tally.bins for head, tally in tallies.items()})
    (bundle / PLOT).write_text(plot, encoding="utf-8")


def table(rows: Iterator[Sequence[object]]) -> str:
    """A Markdown table; floats with three digits, the first row as its head."""
    lines = ["| " + " | ".join(f"{c:.3f}" if isinstance(c, float) else str(c) for c in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * (lines[0].count("|") - 1), *lines[1:]])


def summary(
    model: Bundled, sets: Mapping[str, list[Sample]], reports: Mapping[str, Report], tallies: Mapping[str, Tally]
) -> Iterator[Sequence[object]]:
    """One row a head."""
    yield (
        "head",
        "texts",
        "accuracy",
        "macro recall",
        "macro F1",
        "95 % of macro F1",
        "ECE",
        "ECE by halves",
        "ECE of honesty itself",
        "abstains",
        "accuracy then",
    )
    for head, report in reports.items():
        low, high = report.intervals["macro_f1"]
        gated = evaluate(model, sets[head], head, abstain=True)
        yield (
            head,
            report.count,
            report.accuracy,
            report.macro_recall,
            report.macro_f1,
            f"{low:.3f}–{high:.3f}",
            report.ece,
            tallies[head].ece,
            tallies[head].ece_least,
            1 - gated.coverage,
            gated.accuracy,
        )


def classes(report: Report) -> Iterator[Sequence[object]]:
    """One row a label."""
    yield "label", "precision", "recall", "F1", "texts"
    for label, values in report.per_class.items():
        yield label, values["precision"], values["recall"], values["f1"], values["support"]


def sources(report: Report) -> Iterator[Sequence[object]]:
    """One row a source of the intent set, the nearest thing to domains that the sets name."""
    yield "source", "texts", "accuracy", "macro F1"
    for name, group in report.groups["source"].items():
        yield name, group.count, group.accuracy, group.macro_f1


def calibration(tally: Tally) -> Iterator[Sequence[object]]:
    """Stated probability against the share that was right."""
    yield "mean probability", "share right", "texts"
    for found in tally.bins:
        yield found.said, found.right, found.count


def overall(model: Bundled, samples: list[Sample]) -> float:
    """Macro recall of sentiment toward a topic when the post's own sentiment is used in its place."""
    plain = [Sample(text=s.text, label=s.label) for s in samples]
    return evaluate(model, plain, "sentiment").macro_recall
