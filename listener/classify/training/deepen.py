"""Gives a bundle's network one more output: `depth`, what its lower layers say of a text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

NAME = "depth"
PARTS = 3
"""Layers whose means are told: the embeddings, and those after each further third of the network but the last."""


def deepen(path: Path) -> bool:
    """Adds the output to a network's file; False where it is there already.

    The output [B, PARTS·D] holds, one after the other, the means over a text's tokens of what each of these layers
    gives; all other outputs stay as they are.
    """
    model = onnx.load(path)
    graph = model.graph
    if NAME in {output.name for output in graph.output}:
        return False
    norms = [node.output[0] for node in graph.node if node.op_type == "LayerNormalization"]
    layers = (len(norms) - 1) // 2
    chosen = [norms[2 * (layers * part // PARTS)] for part in range(PARTS)]
    for name, axis in (("depth_tokens", 1), ("depth_width", 2)):
        graph.initializer.append(numpy_helper.from_array(np.array([axis]), name))
    graph.node.extend([
        helper.make_node("Cast", ["mask"], ["depth_mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["depth_mask", "depth_width"], ["depth_weights"]),
        helper.make_node("ReduceSum", ["depth_mask", "depth_tokens"], ["depth_length"], keepdims=1),
        *(node for number, layer in enumerate(chosen) for node in _mean(layer, number)),
        helper.make_node("Concat", [f"depth_{number}" for number in range(PARTS)], [NAME], axis=1),
    ])  # fmt: skip
    graph.output.append(helper.make_tensor_value_info(NAME, TensorProto.FLOAT, None))
    onnx.save(model, path)
    return True


def _mean(layer: str, number: int) -> list[onnx.NodeProto]:
    """The mean [B, D] of a layer [B, T, D] over the tokens that are no padding."""
    return [
        helper.make_node("Mul", [layer, "depth_weights"], [f"depth_{number}_masked"]),
        helper.make_node("ReduceSum", [f"depth_{number}_masked", "depth_tokens"], [f"depth_{number}_sum"], keepdims=0),
        helper.make_node("Div", [f"depth_{number}_sum", "depth_length"], [f"depth_{number}"]),
    ]
