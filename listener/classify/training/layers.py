"""A head over several layers of a network that stays as it is: taught beside it, then made part of its graph, alone or
added to one that is there.

In each layer K·Q queries attend to a text's tokens, and what each finds is weighed: with q and v of width D, and x a
layer's tokens, it adds Σ softmax(x · q) · (x · v). A label's logit is the sum over layers and its Q queries, and a
bias. The last layer alone was taught what other heads ask; lower ones still know what a text is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from transformers import PreTrainedTokenizerFast

from listener.classify import bundle
from listener.classify.base import Item
from listener.classify.network import batches, feed, session
from listener.classify.training.measures import Floats, Labels
from listener.classify.windows import clean, windows

PARTS = 4
"""Layers that are attended to: the embeddings, and those after each third of the network."""
QUERIES = 2
"""Of each label in each layer, in a run."""
RUNS = 3
"""From other starts, in another order; what is released is their mean, which is as one head with the queries of all."""
LONGEST = 96
"""Tokens of a text that teach; the rest of it is left out."""
SIZE, EPOCHS, RATE, DECAY, DROPOUT = 64, 8, 2e-3, 0.05, 0.3
WARM = 0.1
"""Part of the steps in which the rate rises; it falls to nothing after."""
STRETCH = 2048
"""Texts among which those of one length are put together."""
Tokens = NDArray[np.float16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Of K labels: queries and values [L, D, K·Q], the Q of one label side by side, and bias [K]."""

    queries: Floats
    values: Floats
    bias: Floats

    @property
    def each(self) -> int:
        """Q, the queries of a label in a layer."""
        return int(self.queries.shape[2]) // len(self.bias)

    def times(self, factor: float) -> Weights:
        """Those whose logits are as many times as large."""
        return replace(self, values=self.values * np.float32(factor), bias=self.bias * np.float32(factor))

    @classmethod
    def mean(cls, runs: Sequence[Weights]) -> Weights:
        """Those whose logits are the mean of the logits of several."""
        split = (*runs[0].queries.shape[:2], len(runs[0].bias), -1)

        def beside(parts: Sequence[Floats]) -> Floats:
            found: Floats = np.concatenate([part.reshape(split) for part in parts], axis=3)
            return found.reshape(*split[:2], -1)

        return cls(
            queries=beside([run.queries for run in runs]),
            values=beside([run.values / np.float32(len(runs)) for run in runs]),
            bias=np.mean([run.bias for run in runs], axis=0),
        )


class Attention(nn.Module):  # type: ignore[misc, unused-ignore]  # torch is absent by default
    """The head while it learns."""

    def __init__(self, scales: Floats, width: int, labels: int, queries: int = QUERIES) -> None:
        super().__init__()
        self.scales = torch.from_numpy(scales)[:, None, None]
        self.queries = nn.Parameter(torch.randn(PARTS, width, labels * queries) * 0.02)
        self.values = nn.Parameter(torch.zeros(PARTS, width, labels * queries))
        self.bias = nn.Parameter(torch.zeros(labels))
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """tokens [B, L, T, D], mask [B, T] -> logits [B, K]."""
        tokens = tokens * self.scales
        scores = (tokens @ self.queries).masked_fill(~mask[:, None, :, None], -1e9)
        found = (scores.softmax(dim=2) * (self.dropout(tokens) @ self.values)).sum(dim=(1, 2))
        return found.unflatten(1, (len(self.bias), -1)).sum(2) + self.bias


def chosen(graph: Any) -> list[str]:
    """The outputs of the layers that are attended to, in a network's graph."""
    norms = [node.output[0] for node in graph.node if node.op_type == "LayerNormalization"]
    layers = (len(norms) - 1) // 2
    return [norms[2 * (layers * part // (PARTS - 1))] for part in range(PARTS)]


def tokens(folder: Path, texts: Sequence[str]) -> list[Tokens]:
    """[L, T, D] of the first window of each text: what the layers of a bundle's network say of its tokens."""
    loaded = bundle.load(folder)
    model = onnx.load_from_string(loaded.weights)
    names = chosen(model.graph)
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    exact = session(model.SerializeToString())
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    items = [(i, item := Item(text=text), clean(item)) for i, text in enumerate(texts)]
    cut = list(windows(tokenizer, items, loaded.manifest.max_tokens))
    first = {window.item: window for window in reversed(cut)}
    found: dict[int, Tokens] = {}
    for part in batches(list(first.values())):
        answers = np.stack(exact.run(names, feed(part)), axis=1).astype(np.float16)
        for window, answer in zip(part, answers, strict=True):
            found[window.item] = answer[:, : min(len(window.ids), LONGEST)].copy()
    return [found[index] for index in range(len(texts))]


def learn(seen: Sequence[Tokens], labels: Labels, shares: Floats) -> Weights:
    """Weights under which each label has its share [K] of the loss; the same for the same texts."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return Weights.mean([_learned(seen, labels, shares, seed) for seed in range(RUNS)])
    finally:
        torch.set_num_threads(threads)


def _learned(seen: Sequence[Tokens], labels: Labels, shares: Floats, seed: int) -> Weights:
    torch.manual_seed(seed)
    source = np.random.default_rng(seed)
    scales = even(seen)
    head = Attention(scales, seen[0].shape[-1], len(shares))
    counts = np.maximum(np.bincount(labels, minlength=len(shares)), 1)
    weights = torch.from_numpy((shares / counts * len(labels)).astype(np.float32))
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * sum(1 for _ in shuffled(seen, source))
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=WARM)
    for _ in range(EPOCHS):
        for part in shuffled(seen, source):
            logits = head(*padded([seen[index] for index in part]))
            wrong = nn.functional.cross_entropy(logits, torch.from_numpy(labels[part]), reduction="none")
            loss = (wrong * weights[labels[part]]).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            plan.step()
    queries, values, bias = (part.detach().numpy() for part in (head.queries, head.values, head.bias))
    return Weights(queries=queries * scales[:, None, None], values=values * scales[:, None, None], bias=bias)


def even(seen: Sequence[Tokens]) -> Floats:
    """Factors [L] that bring each layer's tokens to a spread of 1, so that one rate fits all layers and networks."""
    return np.array([1 / np.concatenate(layer).std(dtype=np.float64) for layer in zip(*seen, strict=True)], np.float32)


def shuffled(seen: Sequence[Tokens], source: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Batches of the texts in another order each time; texts of about one length are together, so little is padding."""
    order = source.permutation(len(seen))
    for start in range(0, len(order), STRETCH):
        some = order[start : start + STRETCH]
        some = some[np.argsort([seen[index].shape[1] for index in some], kind="stable")]
        parts = [some[begin : begin + SIZE] for begin in range(0, len(some), SIZE)]
        yield from (parts[number] for number in source.permutation(len(parts)))


def padded(some: Sequence[Tokens]) -> tuple[Tensor, Tensor]:
    """Tokens [B, L, T, D] of texts, and a mask [B, T] of those that are no padding."""
    longest = max(each.shape[1] for each in some)
    found = np.zeros((len(some), PARTS, longest, some[0].shape[-1]), np.float32)
    mask = np.zeros((len(some), longest), bool)
    for row, each in enumerate(some):
        found[row, :, : each.shape[1]] = each
        mask[row, : each.shape[1]] = True
    return torch.from_numpy(found), torch.from_numpy(mask)


def attach(path: Path, name: str, weights: Weights) -> None:
    """Gives a network's file the head as its output `name` [B, K], in place of one that it has; all others stay."""
    model = onnx.load(path)
    _attach(model.graph, name, weights)
    onnx.save(model, path)


def add(path: Path, name: str, weights: Weights) -> None:
    """Adds the head to the logits of the network's own head `name`; what that one says alone is `last(name)`."""
    model = onnx.load(path)
    graph, alone = model.graph, last(name)
    if alone in {output.name for output in graph.output}:
        _keep(graph.node, lambda node: node.output[0] != name)
    else:
        next(node for node in graph.node if node.output[0] == name).output[0] = alone
        graph.output.append(helper.make_tensor_value_info(alone, TensorProto.FLOAT, None))
    _attach(graph, more(name), weights)
    graph.node.append(helper.make_node("Add", [alone, more(name)], [name]))
    onnx.save(model, path)


def last(name: str) -> str:
    """The output of a head of a network to which `add` has added, as the last layer alone has it."""
    return f"{name}_last"


def more(name: str) -> str:
    """The output of what `add` has added to a head."""
    return f"{name}_deeper"


def _attach(graph: Any, name: str, weights: Weights) -> None:
    layers = chosen(graph)
    detach(graph, name)
    size = len(weights.bias)
    constants = {"axis_tokens": [1], "axis_queries": [2], "shape": [0, size, weights.each], "bias": weights.bias}
    for key, value in constants.items():
        graph.initializer.append(numpy_helper.from_array(np.asarray(value), f"{name}_{key}"))
    graph.node.extend([
        helper.make_node("Cast", ["mask"], [f"{name}_mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", [f"{name}_mask", f"{name}_axis_queries"], [f"{name}_real"]),
        helper.make_node("Log", [f"{name}_real"], [f"{name}_block"]),
    ])  # fmt: skip
    for part, layer in enumerate(layers):
        pair = np.concatenate([weights.queries[part], weights.values[part]], axis=1).astype(np.float16)
        graph.initializer.append(numpy_helper.from_array(pair, f"{name}_{part}_narrow"))
        graph.node.extend(_attending(name, part, layer))
    graph.node.extend([
        helper.make_node("Sum", [f"{name}_{part}_sum" for part in range(len(layers))], [f"{name}_found"]),
        helper.make_node("Reshape", [f"{name}_found", f"{name}_shape"], [f"{name}_split"]),
        helper.make_node("ReduceSum", [f"{name}_split", f"{name}_axis_queries"], [f"{name}_whole"], keepdims=0),
        helper.make_node("Add", [f"{name}_whole", f"{name}_bias"], [name]),
    ])  # fmt: skip
    graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))


def detach(graph: Any, name: str) -> None:
    """Takes such a head out of a graph, where it is there."""
    _keep(graph.node, lambda node: not node.output[0].startswith(f"{name}_") and node.output[0] != name)
    _keep(graph.initializer, lambda value: not value.name.startswith(f"{name}_"))
    _keep(graph.output, lambda output: output.name != name)


def _attending(name: str, part: int, layer: str) -> Iterator[onnx.NodeProto]:
    """What the queries find in one layer [B, T, D], summed over its tokens [B, K·Q]."""
    own = f"{name}_{part}"
    yield helper.make_node("Cast", [f"{own}_narrow"], [f"{own}_weights"], to=TensorProto.FLOAT)
    yield helper.make_node("MatMul", [layer, f"{own}_weights"], [f"{own}_pair"])
    yield helper.make_node("Split", [f"{own}_pair"], [f"{own}_scores", f"{own}_values"], axis=2, num_outputs=2)
    yield helper.make_node("Add", [f"{own}_scores", f"{name}_block"], [f"{own}_blocked"])
    yield helper.make_node("Softmax", [f"{own}_blocked"], [f"{own}_attention"], axis=1)
    yield helper.make_node("Mul", [f"{own}_attention", f"{own}_values"], [f"{own}_weighed"])
    yield helper.make_node("ReduceSum", [f"{own}_weighed", f"{name}_axis_tokens"], [f"{own}_sum"], keepdims=0)


def _keep(rows: Any, wanted: Any) -> None:
    kept = [row for row in rows if wanted(row)]
    del rows[:]
    rows.extend(kept)
