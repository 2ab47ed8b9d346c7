"""`python -m listener.classify.training.risk --bundle DIR --data DIR`: gives a bundle the head `risk`.

The head is linear over what the frozen network says of a text and over the lists of risks found in it. It is taught
by risk_examples.jsonl, and by posts under `--data` in which no list finds anything: those are taken for `none`, so
that the head learns what ordinary posts are like. Temperature and bias come from the part `validation` of the examples
and as many of those posts, the threshold from more of them; the part `apart` is only measured.

Needs onnx, which nothing else here needs.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from listener.classify import figures
from listener.classify.base import Item
from listener.classify.bundle import MANIFEST, Head, Manifest
from listener.classify.bundled import Bundled, softmax
from listener.classify.datasets import Sample
from listener.classify.evaluation import Report, evaluate
from listener.classify.linear import OUTPUTS, Floats, features, lists_found
from listener.classify.training import data, measures
from storage.records.mention import NO_RISK, RISKS

LABELS = (*RISKS, NO_RISK)
FILE = "risk.npz"
EXAMPLES = Path(__file__).parent / "risk_examples.jsonl"
CARDS = {True: "risk_card.md", False: "risk_card_multilingual.md"}
"""Texts of the card, by whether the model reads English."""
ORDINARY = 4000
"""Most posts that are taken for `none`."""
NONE_SHARE = 0.3
"""What part of the loss `none` has; the risks share the rest evenly."""
FALSE_ALARMS = 0.005
"""Of ordinary posts, the part in which a risk may be read at most."""
PENALTY = 0.1
STEPS = 250
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
    from listener.classify.training.deepen import deepen

    before = Manifest.model_validate_json((bundle / MANIFEST).read_bytes())
    deeper = deepen(bundle / "model.onnx")
    same = (*before.same, before.files["model.onnx"]) if deeper else before.same
    heads = {name: head for name, head in before.heads.items() if name != "risk"}
    plain = before.model_copy(update={"heads": heads, "same": same, "version": version or before.version})
    write(bundle, plain)
    network = Bundled(bundle)
    examples = [row for row in data.read(EXAMPLES) if row["language"] in {*before.languages, "en"}]
    known = tuple(each for each in before.languages if each in {row["language"] for row in examples})
    usual = ordinary(posts, known, most) if posts else []
    taught = [*chosen(examples, "train"), *usual[0::2][:most]]
    weights, bias = learn(seen(network, taught), truth(taught))
    (bundle / FILE).write_bytes(packed(weights, bias))
    valid, others = chosen(examples, "validation"), usual[1::2][: most // 4]
    judged = [*valid, *others[: len(valid)]]
    fitted = calibrated(seen(network, judged) @ weights + bias, truth(judged))
    bounds = [in_doubt(fitted, seen(network, valid) @ weights + bias)]
    if others:
        bounds.append(quiet(fitted, seen(network, others) @ weights + bias))
    languages = None if known == before.languages else known
    head = fitted.model_copy(update={"weights": FILE, "threshold": round(max(bounds), 4), "languages": languages})
    write(bundle, plain.model_copy(update={"heads": {**heads, "risk": head}}))


def learn(vectors: Floats, labels: measures.Labels) -> tuple[Floats, Floats]:
    """Weights [F, K] and bias [K] of a softmax regression in which each label has its share of the loss.

    Accelerated gradient descent (Nesterov 1983) at the step that the largest curvature allows.
    """
    share = (shares() / np.maximum(np.bincount(labels, minlength=len(LABELS)), 1))[labels].astype(np.float32)
    share /= share.sum()
    inputs, target = np.hstack([vectors, np.ones((len(vectors), 1), np.float32)]), np.eye(len(LABELS))[labels]
    rate = 1 / (0.5 * float((share * (inputs**2).sum(axis=1)).sum()) + PENALTY)
    now = np.zeros((inputs.shape[1], len(LABELS)), np.float32)
    ahead = now
    for step in range(STEPS):
        gap = ((softmax(inputs @ ahead) - target) * share[:, None]).astype(np.float32)
        moved = ahead - rate * (inputs.T @ gap + PENALTY * ahead)
        ahead = moved + step / (step + 3) * (moved - now)
        now = moved
    return now[:-1].astype(np.float16).astype(np.float32), now[-1].astype(np.float16).astype(np.float32)


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
    found = lists_found(mixed)
    return [{"text": text, "label": NO_RISK} for text, row in zip(mixed, found, strict=True) if not row.any()]


def chosen(rows: Iterable[Row], part: str) -> list[Row]:
    """The examples of a part."""
    return [row for row in rows if row["part"] == part]


def truth(rows: Sequence[Row]) -> measures.Labels:
    """Index of each row's label."""
    return np.array([LABELS.index(str(row["label"])) for row in rows])


def seen(network: Bundled, rows: Sequence[Row]) -> Floats:
    """What the head sees of each row's text."""
    outputs = network.outputs([Item(text=row["text"]) for row in rows], OUTPUTS)
    return features(outputs["depth"], outputs["pooled"], lists_found([row["text"] for row in rows]))


def packed(weights: Floats, bias: Floats) -> bytes:
    """The bytes of the head's file, the same for the same numbers."""
    content = io.BytesIO()
    np.savez(content, weights=weights.astype(np.float16), bias=bias.astype(np.float16))
    return content.getvalue()


def write(bundle: Path, manifest: Manifest) -> None:
    """Writes the manifest with the hashes of the files as they now are."""
    names = dict.fromkeys([*manifest.files, *(head.weights for head in manifest.heads.values() if head.weights)])
    files = {name: hashlib.sha256((bundle / name).read_bytes()).hexdigest() for name in names}
    plain = manifest.model_copy(update={"files": files}).model_dump(mode="json", exclude_defaults=True)
    (bundle / MANIFEST).write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


def told(model: Bundled, posts: Path | None, most: int = ORDINARY) -> Iterator[str]:
    """How the head does on the examples that were kept apart, and what it says of posts that nobody chose."""
    rows = [
        row
        for row in data.read(EXAMPLES)
        if row["part"] == "apart"
        and model.manifest.heads["risk"].reads((row["language"],))
        and row["language"] in model.manifest.languages
    ]
    samples = [
        Sample(text=row["text"], label=row["label"], language=row["language"], fields={"language": row["language"]})
        for row in rows
    ]
    whole = evaluate(model, samples, "risk", by=("language",))
    yield from (f"{name}: {_figures(report)}" for name, report in [("all", whole), *whole.groups["language"].items()])
    for label, values in whole.per_class.items():
        yield f"{label}: precision {values['precision']:.3f} recall {values['recall']:.3f} F1 {values['f1']:.3f}"
    gated = evaluate(model, samples, "risk", abstain=True)
    yield f"in doubt: {1 - gated.coverage:.3f}, accuracy of the rest {gated.accuracy:.3f}"
    if posts:
        known = model.manifest.heads["risk"].languages or model.manifest.languages
        usual = [Item(text=row["text"], language=known[0]) for row in ordinary(posts, known, most)]
        found = [reading.label("risk") for reading in model.classify(usual[2 * most :][:2000])]
        risky = sum(label not in (None, NO_RISK) for label in found)
        yield f"posts without a word of a list: {len(found)}, read as a risk {risky}, in doubt {found.count(None)}"


def _figures(report: Report) -> str:
    low, high = report.intervals["macro_f1"]
    return (
        f"{report.count} texts, accuracy {report.accuracy:.3f}, macro F1 {report.macro_f1:.3f} "
        f"({low:.3f}-{high:.3f}), ECE {report.ece:.3f} (honesty itself {report.ece_least:.3f})"
    )


if __name__ == "__main__":
    main()
