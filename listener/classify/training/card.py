"""Writes a bundle's MODEL_CARD.md from what `listener evaluate` measures on the validation sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from listener.classify.bundled import Bundled
from listener.classify.datasets import Sample, read_dataset
from listener.classify.evaluation import Report, evaluate
from listener.classify.training import data, intents, release, reliability
from listener.classify.training.measures import Tally
from listener.classify.training.recipes import TOWARD_HEAD, Recipe
from listener.classify.training.tasks import TOWARD

TEXTS = Path(__file__).parent
PLOT = "calibration.svg"


def write(folder: Path, recipe: Recipe, bundle: Path, tallies: Mapping[str, Tally]) -> None:
    """Measures the bundle on every validation set under `folder` and writes its card, and the plot beside it."""
    model = Bundled(bundle)
    sets = {head: samples(folder, recipe, head, below) for head, below in recipe.validation}
    reports = {head: evaluate(model, found, head, by=columns(found)) for head, found in sets.items()}
    sections = {
        "model": model.model,
        "summary": table(summary(model, sets, reports, tallies)),
        "classes": "\n\n".join(f"**{head}**\n\n{table(classes(report))}" for head, report in reports.items()),
        "languages": table(languages(model, reports)),
        "sources": table(groups(reports["intent"], "source")),
        "calibration": table(calibration(tallies["sentiment"])),
        "plot": PLOT,
        "overall": f"{overall(model, sets['toward']):.3f}",
        "toward": f"{reports['toward'].macro_recall:.3f}",
        "named": named(model, folder / recipe.named) if recipe.named else "",
    }
    text = (TEXTS / recipe.card).read_text(encoding="utf-8")
    for name, content in sections.items():
        text = text.replace("{{" + name + "}}", content)
    (bundle / "MODEL_CARD.md").write_text(text, encoding="utf-8")
    plot = reliability.draw({head: tally.bins for head, tally in tallies.items()})
    (bundle / PLOT).write_text(plot, encoding="utf-8")


def samples(folder: Path, recipe: Recipe, head: str, below: str) -> list[Sample]:
    """The validation set of a head, with the annotated texts where the recipe says so."""
    found = read_dataset(folder / below, split="validation")
    if head not in recipe.annotated:
        return found
    texts = intents.annotated(folder)
    return found + [
        Sample(text=row["text"], label=row["label"], language=row["language"], fields={"language": row["language"]})
        for row in texts
    ]


def columns(found: Sequence[Sample]) -> tuple[str, ...]:
    """The columns that a set has of those by which figures are given."""
    return tuple(name for name in ("language", "source") if any(name in sample.fields for sample in found))


def named(model: Bundled, folder: Path) -> str:
    """Macro F1 by language of toward the names in posts, against the posts' own sentiment."""
    items, truth = release.naming(data.read(folder / "validation.jsonl"))
    found = [
        Sample(text=item.text, label=TOWARD[label], toward=item.toward[0], fields={"language": item.language or ""})
        for item, label in zip(items, truth, strict=True)
    ]
    report = evaluate(model, found, TOWARD_HEAD, by=("language",))
    return ", ".join(f"{name} {group.macro_f1:.3f}" for name, group in report.groups["language"].items())


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
        "ECE without chance",
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
            report.ece_true,
            1 - gated.coverage,
            gated.accuracy,
        )


def classes(report: Report) -> Iterator[Sequence[object]]:
    """One row a label."""
    yield "label", "precision", "recall", "F1", "texts"
    for label, values in report.per_class.items():
        yield label, values["precision"], values["recall"], values["f1"], values["support"]


def groups(report: Report, column: str) -> Iterator[Sequence[object]]:
    """One row a value of a column; of the intent set's sources, the nearest thing to domains that the sets name."""
    yield column, "texts", "accuracy", "macro F1"
    for name, group in report.groups.get(column, {}).items():
        yield name, group.count, group.accuracy, group.macro_f1


def languages(model: Bundled, reports: Mapping[str, Report]) -> Iterator[Sequence[object]]:
    """One row a head and language, and whether the head answers in it."""
    yield (
        "head",
        "language",
        "texts",
        "macro recall",
        "macro F1",
        "ECE",
        "ECE of honesty itself",
        "ECE without chance",
        "read",
    )
    known = {**model.manifest.heads, "toward": model.manifest.toward}
    for head, report in reports.items():
        for name, group in report.groups.get("language", {}).items():
            code = name or data.ENGLISH
            read = "yes" if known[head].reads((code,)) else "no"
            yield (
                head,
                code,
                group.count,
                group.macro_recall,
                group.macro_f1,
                group.ece,
                group.ece_least,
                group.ece_true,
                read,
            )


def calibration(tally: Tally) -> Iterator[Sequence[object]]:
    """Stated probability against the share that was right."""
    yield "mean probability", "share right", "texts"
    for found in tally.bins:
        yield found.said, found.right, found.count


def overall(model: Bundled, samples: list[Sample]) -> float:
    """Macro recall of sentiment toward a topic when the post's own sentiment is used in its place."""
    plain = [Sample(text=s.text, label=s.label) for s in samples]
    return evaluate(model, plain, "sentiment").macro_recall
