"""A head over several layers finds what stands anywhere in a text, and its graph answers as it did.

Needs torch and onnx, which the default install lacks.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

import onnxruntime  # noqa: E402
import torch  # noqa: E402

from listener.classify.base import BUNDLED, Item  # noqa: E402
from listener.classify.bundle import labels  # noqa: E402
from listener.classify.bundled import Bundled  # noqa: E402
from listener.classify.training import deeper, layers, parts, risk  # noqa: E402

TEXTS = ("the kettle caught fire", "lovely shoes and a quick parcel, thank you so much", "nobody can log in", "ok")


def planted(count: int) -> tuple[list[layers.Tokens], np.ndarray]:
    """Texts of noise in which one token of one layer tells the label."""
    source = np.random.default_rng(1)
    labels = source.integers(0, 3, count)
    seen = []
    for label in labels:
        text = source.normal(size=(layers.PARTS, int(source.integers(5, 30)), 16))
        text[1, source.integers(0, text.shape[1]), label] += 12
        seen.append(text.astype(np.float16))
    return seen, labels


def answers(weights: layers.Weights, seen: list[layers.Tokens]) -> np.ndarray:
    even = np.ones(layers.PARTS, np.float32)
    head = layers.Attention(even, seen[0].shape[-1], len(weights.bias), weights.each).eval()
    head.load_state_dict({name: torch.from_numpy(getattr(weights, name)) for name in ("queries", "values", "bias")})
    with torch.no_grad():
        return head(*layers.padded(seen)).numpy()


def test_one_token_among_many_is_found_and_the_same_texts_teach_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "RUNS", 1)
    seen, labels = planted(600)
    weights = layers.learn(seen[:400], labels[:400], np.full(3, 1 / 3, np.float32))
    again = layers.learn(seen[:400], labels[:400], np.full(3, 1 / 3, np.float32))
    assert (answers(weights, seen[400:]).argmax(axis=1) == labels[400:]).mean() > 0.8
    assert np.array_equal(weights.queries, again.queries)


def test_the_mean_of_runs_answers_with_the_mean_of_their_answers() -> None:
    seen, source = planted(20)[0], np.random.default_rng(1)
    shape = (layers.PARTS, 16, 3 * layers.QUERIES)
    runs = [
        layers.Weights(
            queries=source.normal(size=shape).astype(np.float32),
            values=source.normal(size=shape).astype(np.float32),
            bias=source.normal(size=3).astype(np.float32),
        )
        for _ in range(3)
    ]
    whole = answers(layers.Weights.mean(runs), seen)
    assert whole == pytest.approx(np.mean([answers(run, seen) for run in runs], axis=0), abs=1e-4)


def test_every_text_teaches_once_a_round() -> None:
    seen, _ = planted(150)
    parts = list(layers.shuffled(seen, np.random.default_rng(2)))
    assert sorted(index for part in parts for index in part) == list(range(150))


def test_the_graph_answers_as_the_head_did_and_all_else_stays(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BUNDLED, tmp_path / "model"))
    before = Bundled(folder)
    source, size, width = np.random.default_rng(1), len(risk.LABELS), 384
    shape = (layers.PARTS, width, size * layers.QUERIES)
    queries, values = ((source.normal(size=shape) / 9).astype(np.float16).astype(np.float32) for _ in range(2))
    weights = layers.Weights(queries=queries, values=values, bias=source.normal(size=size).astype(np.float32))
    layers.attach(folder / "model.onnx", risk.NAME, weights)
    parts.write(folder, before.manifest)
    after, items = Bundled(folder), [Item(text=text) for text in TEXTS]
    said = after.logits(items, risk.NAME)
    assert said == pytest.approx(answers(weights, layers.tokens(folder, TEXTS)), abs=0.02)
    for other in ("sentiment", "pooled"):
        assert np.array_equal(after.logits(items, other), before.logits(items, other))
    graph = onnx.load(folder / "model.onnx").graph
    assert [output.name for output in graph.output].count(risk.NAME) == 1
    assert onnxruntime.InferenceSession(str(folder / "model.onnx")).get_outputs()


def test_what_lower_layers_say_is_added_once_and_the_last_layers_word_is_kept(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BUNDLED, tmp_path / "model"))
    before, items = Bundled(folder), [Item(text=text) for text in TEXTS]
    source, size = np.random.default_rng(1), len(before.manifest.heads["irony"].labels)
    shape = (layers.PARTS, 384, size * layers.QUERIES)
    for _ in range(2):
        queries, values = ((source.normal(size=shape) / 9).astype(np.float16).astype(np.float32) for _ in range(2))
        weights = layers.Weights(queries=queries, values=values, bias=source.normal(size=size).astype(np.float32))
        layers.add(folder / "model.onnx", "irony", weights)
    parts.write(folder, before.manifest)
    after = Bundled(folder).outputs(items, ["irony", layers.last("irony"), layers.more("irony"), "risk", "pooled"])
    assert np.array_equal(after[layers.last("irony")], before.logits(items, "irony"))
    assert after[layers.more("irony")] == pytest.approx(answers(weights, layers.tokens(folder, TEXTS)), abs=0.02)
    assert after["irony"] == pytest.approx(after[layers.last("irony")] + after[layers.more("irony")], abs=1e-5)
    assert all(np.array_equal(after[name], before.logits(items, name)) for name in ("risk", "pooled"))


def test_weights_multiplied_answer_multiplied() -> None:
    seen, _ = planted(20)
    weights = layers.Weights(
        queries=np.ones((layers.PARTS, 16, 6), np.float32),
        values=np.ones((layers.PARTS, 16, 6), np.float32),
        bias=np.ones(3, np.float32),
    )
    assert answers(weights.times(2.5), seen) == pytest.approx(2.5 * answers(weights, seen), rel=1e-4)


def test_lower_layers_are_heard_by_the_heads_that_the_command_teaches() -> None:
    outputs = {output.name for output in onnx.load(Path(BUNDLED) / "model.onnx").graph.output}
    assert {head for head in labels() if layers.last(head) in outputs} == set(deeper.HEADS["english"])
