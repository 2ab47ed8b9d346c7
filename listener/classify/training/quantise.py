"""Turns the float graph into int8 with activation scales fixed from training texts.

Weights are int8 per output channel, activations uint8 with one scale and zero point a tensor, so that a text's
reading depends neither on its neighbours in a batch nor on the number of threads: the integer products are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import helper, numpy_helper

SMALLEST = 384 * 384
Range = tuple[float, float]
Floats = NDArray[np.float32]


def quantise(path: Path, out: Path, feeds: Iterable[Mapping[str, Any]]) -> None:
    """Writes the int8 graph; `feeds` are batches of training texts that set the activations' scales."""
    model = onnx.load(path)
    weights = {w.name: numpy_helper.to_array(w) for w in model.graph.initializer}
    products = [n for n in model.graph.node if _large(n, weights)]
    ranges = calibrate(path, sorted({n.input[0] for n in products}), feeds)
    _products(model, weights, products, ranges)
    _embedding(model, weights)
    _prune(model)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1)) if not _has_contrib(model) else None
    onnx.save(model, out)


def calibrate(path: Path, names: list[str], feeds: Iterable[Mapping[str, Any]]) -> dict[str, Range]:
    """The range of each named tensor over real tokens: outermost 0.01 % per batch clipped, then averaged."""
    model = onnx.load(path)
    model.graph.output.extend(helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, None) for n in names)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    seen: dict[str, list[Range]] = {name: [] for name in names}
    for feed in feeds:
        real = np.asarray(feed["mask"]).astype(bool)
        for name, value in zip(names, session.run(names, dict(feed)), strict=True):
            low, high = np.percentile(value[real], (0.01, 99.99))
            seen[name].append((float(low), float(high)))
    return {name: tuple(np.mean(np.array(found), axis=0)) for name, found in seen.items()}


def _large(node: Any, weights: Mapping[str, Floats]) -> bool:
    return node.op_type == "MatMul" and node.input[1] in weights and weights[node.input[1]].size >= SMALLEST


def _products(model: Any, weights: Mapping[str, Floats], products: list[Any], ranges: Mapping[str, Range]) -> None:
    """Replaces each large product and the bias added to it by one integer product."""
    graph = model.graph
    done: set[str] = set()
    for index, node in enumerate(products):
        source, name = node.input[0], f"product_{index}"
        if source not in done:
            done.add(source)
            low, high = min(ranges[source][0], 0.0), max(ranges[source][1], 0.0)
            scale = np.float32((high - low) / 255)
            _constant(graph, f"{source}_scale", scale)
            _constant(graph, f"{source}_zero", np.uint8(round(-low / float(scale))))
            _insert(
                graph,
                node,
                helper.make_node("QuantizeLinear", [source, f"{source}_scale", f"{source}_zero"], [f"{source}_int"]),
            )
        scales, integers = per_channel(weights[node.input[1]], axis=0)
        _constant(graph, f"{name}_w", integers)
        _constant(graph, f"{name}_s", scales)
        _constant(graph, f"{name}_z", np.zeros(len(scales), np.int8))
        inputs = [f"{source}_int", f"{name}_w", f"{source}_scale", f"{name}_s", f"{source}_zero", f"{name}_z"]
        bias = next(
            (n for n in graph.node if node.output[0] in n.input and n.op_type == "Add" and set(n.input) & set(weights)),
            None,
        )
        target = node.output[0]
        if bias is not None:
            inputs.append(next(i for i in bias.input if i in weights))
            target = bias.output[0]
        _insert(graph, node, helper.make_node("MatMulIntegerToFloat", inputs, [target], domain="com.microsoft"))
        for old in (node, bias):
            if old is not None:
                graph.node.remove(old)


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


def per_channel(weight: Floats, *, axis: int) -> tuple[Floats, NDArray[np.int8]]:
    """Symmetric int8: (scale of each slice, integers), the largest value along `axis` becoming 127."""
    scales = np.maximum(np.abs(weight).max(axis=axis, keepdims=True), 1e-8) / 127
    return scales.reshape(-1).astype(np.float32), np.round(weight / scales).astype(np.int8)


def _constant(graph: Any, name: str, value: Any) -> None:
    graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))


def _insert(graph: Any, before: Any, node: Any) -> None:
    graph.node.insert(list(graph.node).index(before), node)


def _has_contrib(model: Any) -> bool:
    return any(entry.domain == "com.microsoft" for entry in model.opset_import)


def _prune(model: Any) -> None:
    """Drops the float weights that nothing reads any more, and the notes on shapes."""
    used = {name for node in model.graph.node for name in node.input}
    kept = [w for w in model.graph.initializer if w.name in used]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    del model.graph.value_info[:]
