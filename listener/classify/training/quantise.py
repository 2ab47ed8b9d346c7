"""Turns the float graph into int8 with activation scales fixed from training texts.

Weights are int8 per output channel, activations uint8 with one scale and zero point a tensor, their channels first
evened out by constant factors. A text's reading depends neither on its neighbours in a batch nor on the number of
threads: the integer products are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

from listener.classify.training.product import Floats, Inputs, Integers, fit, per_channel

SMALLEST = 384 * 384
FACTORED = ("LayerNormalization", "Gelu")
STRIDE = 17


def quantise(path: Path, out: Path, feeds: Iterable[Mapping[str, Any]]) -> None:
    """Writes the int8 graph; `feeds` are batches of training texts that set the activations' scales."""
    model = onnx.load(path)
    weights = {w.name: numpy_helper.to_array(w) for w in model.graph.initializer}
    products: dict[str, list[Any]] = {}
    for node in model.graph.node:
        if _large(node, weights):
            products.setdefault(node.input[0], []).append(node)
    for source, inputs in observe(path, list(products), feeds).items():
        _products(model.graph, weights, products[source], inputs)
    _embedding(model, weights)
    _prune(model)
    if not any(entry.domain == "com.microsoft" for entry in model.opset_import):
        model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    unplaced(model)
    onnx.save(model, out)


def unplaced(model: Any) -> None:
    """Takes away from which line of which file of the training machine each step came; nothing is computed from it."""
    for node in model.graph.node:
        node.ClearField("metadata_props")
        node.ClearField("doc_string")


def observe(path: Path, names: list[str], feeds: Iterable[Mapping[str, Any]]) -> dict[str, Inputs]:
    """What each named tensor holds for the texts' tokens: extremes of its channels, and every STRIDE-th token."""
    model = onnx.load(path)
    model.graph.output.extend(helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, None) for n in names)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    seen: dict[str, list[Inputs]] = {name: [] for name in names}
    for feed in feeds:
        real = np.asarray(feed["mask"]).astype(bool)
        for name, value in zip(names, session.run(names, dict(feed)), strict=True):
            seen[name].append(Inputs.of(value[real], every=STRIDE))
    return {name: Inputs.union(parts) for name, parts in seen.items()}


def _large(node: Any, weights: Mapping[str, Floats]) -> bool:
    return node.op_type == "MatMul" and node.input[1] in weights and weights[node.input[1]].size >= SMALLEST


def _products(graph: Any, weights: Mapping[str, Floats], nodes: list[Any], inputs: Inputs) -> None:
    """Replaces the large products that read one tensor, and the biases added to them, by integer products."""
    source = nodes[0].input[0]
    origin = next(n.op_type for n in graph.node if source in n.output)
    parts = [weights[node.input[1]] for node in nodes]
    found = fit(inputs, np.concatenate(parts, axis=1), factored=origin in FACTORED)
    _integers(graph, nodes[0], found, factored=origin in FACTORED)
    ends = np.cumsum([part.shape[1] for part in parts])
    for node, end, part in zip(nodes, ends, parts, strict=True):
        own = slice(end - part.shape[1], end)
        _product(graph, weights, node, found.weights[:, own], found.scales[own], found.correction[own])


def _integers(graph: Any, before: Any, found: Integers, *, factored: bool) -> None:
    """Quantises the tensor that `before` reads, its channels first evened out."""
    source = even = before.input[0]
    if factored:
        even = f"{source}_even"
        _constant(graph, f"{source}_factors", found.factors)
        _insert(graph, before, helper.make_node("Mul", [source, f"{source}_factors"], [even]))
    _constant(graph, f"{source}_scale", found.scale)
    _constant(graph, f"{source}_zero", found.zero)
    parts = [even, f"{source}_scale", f"{source}_zero"]
    _insert(graph, before, helper.make_node("QuantizeLinear", parts, [f"{source}_int"]))


def _product(
    graph: Any, weights: Mapping[str, Floats], node: Any, integers: Any, scales: Floats, correction: Floats
) -> None:
    """Replaces one product and the bias added to it."""
    source, name = node.input[0], node.output[0]
    bias = next(n for n in graph.node if n.op_type == "Add" and name in n.input)
    added = next(weights[i] for i in bias.input if i in weights)
    _constant(graph, f"{name}_w", integers)
    _constant(graph, f"{name}_s", scales)
    _constant(graph, f"{name}_z", np.zeros(len(scales), np.int8))
    _constant(graph, f"{name}_b", added + correction)
    parts = [f"{source}_int", f"{name}_w", f"{source}_scale", f"{name}_s", f"{source}_zero", f"{name}_z", f"{name}_b"]
    new = helper.make_node("MatMulIntegerToFloat", parts, [bias.output[0]], domain="com.microsoft")
    _insert(graph, node, new)
    graph.node.remove(node)
    graph.node.remove(bias)


def _embedding(model: Any, weights: Mapping[str, Floats]) -> None:
    """Stores the word table as int8 with one scale a word."""
    graph = model.graph
    node = next(n for n in graph.node if n.op_type == "Gather" and weights.get(n.input[0], np.zeros(1)).size > 10**6)
    scales, integers = per_channel(weights[node.input[0]], axis=1)
    _constant(graph, "words_int", integers)
    _constant(graph, "words_scale", scales[:, None])
    ids, target = node.input[1], node.output[0]
    for new in (
        helper.make_node("Gather", ["words_int", ids], ["word_int"]),
        helper.make_node("Gather", ["words_scale", ids], ["word_scale"]),
        helper.make_node("Cast", ["word_int"], ["word_float"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Mul", ["word_float", "word_scale"], [target]),
    ):
        _insert(graph, node, new)
    graph.node.remove(node)


def _constant(graph: Any, name: str, value: Any) -> None:
    graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))


def _insert(graph: Any, before: Any, node: Any) -> None:
    graph.node.insert(list(graph.node).index(before), node)


def _prune(model: Any) -> None:
    """Drops the float weights that nothing reads any more, and the notes on shapes."""
    used = {name for node in model.graph.node for name in node.input}
    kept = [w for w in model.graph.initializer if w.name in used]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    del model.graph.value_info[:]
