"""`python -m listener.classify.training.risk --bundle DIR --data DIR`: gives a bundle the head `risk`.

The head attends to the tokens of several layers of the network, which stays as it is (layers.py). It is taught by
risk_examples.jsonl, and by posts under `--data` in which no list of risks finds anything: those are taken for `none`,
so that the head learns what ordinary posts are like. Temperature and bias come from the part `validation` of the
examples and as many of those posts, the threshold from more of them; the part `apart` is only measured.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from listener.classify import figures
from listener.classify.base import Item
from listener.classify.bundle import MANIFEST, Head, Manifest
from listener.classify.bundled import Bundled
from listener.classify.datasets import Sample
from listener.classify.evaluation import Report, evaluate
from listener.classify.training import data, measures, parts
from listener.classify.training.measures import Floats
from rules.query import Matcher
from rules.query.shipped import by_language
from storage.records import Mention, Query
from storage.records.mention import NO_RISK, RISKS

LABELS = (*RISKS, NO_RISK)
NAME = "risk"
EXAMPLES = Path(__file__).parent / "risk_examples.jsonl"
CARDS = {True: "risk_card.md", False: "risk_card_multilingual.md"}
"""Texts of the card, by whether the model reads English."""
ORDINARY = 4000
"""Most posts that are taken for `none`."""
NONE_SHARE = 0.3
"""What part of the loss `none` has; the risks share the rest evenly."""
FALSE_ALARMS = 0.005
"""Of ordinary posts, the part in which a risk may be read at most."""
STRENGTHS = (0.0, 0.25, 0.5, 0.75, 1.0)
Row = data.Row


def main() -> None:
    """Reads the command line, teaches the head, and writes its card: how it does on examples that were kept apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, required=True, help="the model's folder, which is changed")
    parser.add_argument("--data", type=Path, help="folder of posts without labels; without it only examples teach")
    parser.add_argument("--version", help="written into the bundle; without it the version stays")
    parser.add_argument("--ordinary", type=int, default=ORDINARY, help="most posts that are taken for none")
    options = parser.parse_args()
    teach(options.bundle, options.data, options.version, options.ordinary)
    figures = card(options.bundle, options.data, options.ordinary)
    print(figures)


def card(bundle: Path, posts: Path | None, most: int = ORDINARY) -> str:
    """Writes the head's card into the bundle; the figures in it."""
    model = Bundled(bundle)
    figures = "\n".join(f"- {line}" for line in told(model, posts, most))
    sections = {"model": model.model, "examples": f"{len(data.read(EXAMPLES)):,}", "figures": figures}
    name = CARDS[data.ENGLISH in model.manifest.languages]
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    for name, content in sections.items():
        text = text.replace("{{" + name + "}}", content)
    (bundle / "RISK_CARD.md").write_text(text, encoding="utf-8")
    return figures


def teach(bundle: Path, posts: Path | None, version: str | None = None, most: int = ORDINARY) -> None:
    """Gives a bundle the head; where it has one already, it is taught anew."""
    from listener.classify.training import layers  # needs torch and onnx

    before = Manifest.model_validate_json((bundle / MANIFEST).read_bytes())
    examples = [row for row in data.read(EXAMPLES) if row["language"] in {*before.languages, data.ENGLISH}]
    known = tuple(each for each in before.languages if each in {row["language"] for row in examples})
    usual = ordinary(posts, known, most) if posts else []
    taught = [*chosen(examples, "train"), *usual[0::2][:most]]
    weights = layers.learn(layers.tokens(bundle, [row["text"] for row in taught]), truth(taught), shares())
    layers.attach(bundle / "model.onnx", NAME, weights)
    heads = {name: head for name, head in before.heads.items() if name != NAME}
    same = dict.fromkeys([*before.same, before.files["model.onnx"]])
    plain = before.model_copy(update={"heads": heads, "same": tuple(same), "version": version or before.version})
    parts.write(bundle, plain)
    network = Bundled(bundle)
    valid, others = chosen(examples, "validation"), usual[1::2][:most]
    judged = [*valid, *others[: len(valid)]]
    fitted = calibrated(logits(network, judged), truth(judged))
    bounds = [in_doubt(fitted, logits(network, valid))]
    if others:
        bounds.append(quiet(fitted, logits(network, others)))
    languages = None if known == before.languages else known
    head = fitted.model_copy(update={"threshold": round(max(bounds), 4), "languages": languages})
    parts.write(bundle, plain.model_copy(update={"heads": {**heads, NAME: head}}))


def shares() -> Floats:
    """What part of the loss each label has."""
    return np.array([(1 - NONE_SHARE) / len(RISKS)] * len(RISKS) + [NONE_SHARE], np.float32)


def calibrated(logits: Floats, labels: measures.Labels) -> Head:
    """The head whose bias −s·log(share) gives the best macro F1, with its temperature fitted."""
    prior = -np.log(shares())

    def quality(strength: float) -> float:
        answers = (logits + strength * prior).argmax(axis=1)
        return float(figures.macro(figures.confusion(labels, answers, len(LABELS)))["macro_f1"])

    strength = max(STRENGTHS, key=quality)
    return measures.fit(LABELS, logits, labels, (strength * prior).astype(np.float32))


def in_doubt(head: Head, logits: Floats) -> float:
    """The probability below which the least sure part of examples lies; ordinary posts would hide how unsure it is."""
    _, sure = measures.answered(head, logits)
    return float(np.quantile(sure, measures.ABSTAINS))


def quiet(head: Head, logits: Floats) -> float:
    """The least probability at which a risk is read in no more than FALSE_ALARMS of ordinary posts."""
    answers, sure = measures.answered(head, logits)
    alarms = np.sort(sure[answers != LABELS.index(NO_RISK)])[::-1]
    allowed = int(FALSE_ALARMS * len(logits))
    return float(alarms[allowed]) + 1e-4 if len(alarms) > allowed else 0.0


def ordinary(folder: Path, languages: Sequence[str], most: int = ORDINARY) -> list[Row]:
    """Up to three times `most` posts of these languages in which no list finds a thing, each once, in an order of their
    own."""
    rows = [row for path in sorted(folder.rglob("train.jsonl")) for row in data.read(path)]
    texts = dict.fromkeys(str(row["text"]) for row in rows if row.get("language", "en") in languages)
    mixed = sorted(texts, key=lambda text: hashlib.sha256(text.encode()).hexdigest())[: 3 * most]
    lists = Matcher([Query(name=name, brand=name, expression=f"@{name}") for name in by_language()])
    return [{"text": text, "label": NO_RISK} for text in mixed if not lists.match(_post(text))]


def _post(text: str) -> Mention:
    return Mention(kind="social", native_id="", text=text, collected_at=datetime(2000, 1, 1, tzinfo=UTC))


def chosen(rows: Iterable[Row], part: str) -> list[Row]:
    """The examples of a part."""
    return [row for row in rows if row["part"] == part]


def truth(rows: Sequence[Row]) -> measures.Labels:
    """Index of each row's label."""
    return np.array([LABELS.index(str(row["label"])) for row in rows])


def logits(network: Bundled, rows: Sequence[Row]) -> Floats:
    """What the network's head says of each row's text, before calibration."""
    return network.logits([Item(text=row["text"]) for row in rows], NAME)


def told(model: Bundled, posts: Path | None, most: int = ORDINARY) -> Iterator[str]:
    """How the head does on the examples that were kept apart, and what it says of posts that nobody chose."""
    rows = [
        row
        for row in data.read(EXAMPLES)
        if row["part"] == "apart"
        and model.manifest.heads[NAME].reads((row["language"],))
        and row["language"] in model.manifest.languages
    ]
    samples = [
        Sample(text=row["text"], label=row["label"], language=row["language"], fields=_fields(row)) for row in rows
    ]
    whole = evaluate(model, samples, NAME, by=("language", "writer"))
    groups = [("all", whole), *whole.groups["language"].items(), *whole.groups["writer"].items()]
    yield from (f"{name}: {_figures(report)}" for name, report in groups)
    for label, values in whole.per_class.items():
        yield f"{label}: precision {values['precision']:.3f} recall {values['recall']:.3f} F1 {values['f1']:.3f}"
    gated = evaluate(model, samples, NAME, abstain=True)
    yield f"in doubt: {1 - gated.coverage:.3f}, accuracy of the rest {gated.accuracy:.3f}"
    if posts:
        known = model.manifest.heads[NAME].languages or model.manifest.languages
        usual = [Item(text=row["text"], language=known[0]) for row in ordinary(posts, known, most)]
        found = [reading.label(NAME) for reading in model.classify(usual[2 * most :][:2000])]
        risky = sum(label not in (None, NO_RISK) for label in found)
        yield f"posts without a word of a list: {len(found)}, read as a risk {risky}, in doubt {found.count(None)}"


def _fields(row: Row) -> dict[str, str]:
    """By what the figures are told apart."""
    writer = "posts of people who wrote nothing that teaches" if row.get("by") else "posts of one who taught too"
    return {"language": row["language"], "writer": writer}


def _figures(report: Report) -> str:
    low, high = report.intervals["macro_f1"]
    return (
        f"{report.count} texts, accuracy {report.accuracy:.3f}, macro F1 {report.macro_f1:.3f} "
        f"({low:.3f}-{high:.3f}), ECE {report.ece:.3f} (honesty itself {report.ece_least:.3f})"
    )


if __name__ == "__main__":
    main()
