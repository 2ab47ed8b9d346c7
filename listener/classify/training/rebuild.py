"""A network in float again from a released bundle, so that training can go on where a version ended.

What the int8 graph did to each product is undone: x @ W = (x · factors) @ (W / factors), and W / factors was kept as
integers with one scale an output channel. The bias keeps the mean of what the integers lost, a thousandth of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from listener.classify.training.model import Network
from listener.classify.training.product import Floats
from listener.classify.training.recipes import ENGLISH

PRODUCTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
HELPERS = tuple(task.name for task in ENGLISH.tasks if not task.kept)
Kept = Mapping[str, Any]


def start(network: Network, path: Path) -> None:
    """Loads the weights of a bundle's folder, or of a checkpoint file (`averaged.pt`), into the network in place."""
    network.load_state_dict(weights(network, path))


def weights(network: Network, path: Path) -> dict[str, Tensor]:
    """Those of a bundle's folder or of a checkpoint file; what a bundle lacks is as in the network."""
    if path.is_dir():
        return {**network.state_dict(), **dict(released(path / "model.onnx", network))}
    found: dict[str, Tensor] = torch.load(path, weights_only=True)
    return found


def mean(network: Network, paths: Sequence[Path]) -> dict[str, Tensor]:
    """The plain average of several weights that one start has led to (Wortsman et al. 2022)."""
    found = [weights(network, path) for path in paths]
    return {name: _average([each[name] for each in found]) for name in found[0]}


def _average(values: Sequence[Tensor]) -> Tensor:
    return torch.stack(list(values)).mean(0) if values[0].is_floating_point() else values[0]


def released(path: Path, network: Network) -> Iterator[tuple[str, Tensor]]:
    """(name, value) of every weight of a network that the int8 graph at `path` tells; not the unreleased heads."""
    model = onnx.load(path)
    kept = {w.name: numpy_helper.to_array(w) for w in model.graph.initializer}
    yield from named(kept, network)
    yield from products(model, kept)
    words = kept["words_int"].astype(np.float32) * kept["words_scale"]
    yield "encoder.embeddings.word_embeddings.weight", torch.from_numpy(words)
    yield from places(kept["places"], network)


def named(kept: Kept, network: Network) -> Iterator[tuple[str, Tensor]]:
    """The weights that the graph kept in float under their own names; the helping heads' queries stay fresh."""
    fresh = [network.names.index(name) for name in HELPERS if name in network.names]
    for name, value in network.state_dict().items():
        if f"network.{name}" not in kept:
            continue
        found = torch.from_numpy(kept[f"network.{name}"].copy())
        if name == "queries":
            found[:, fresh] = value[:, fresh]
        yield name, found


def products(model: Any, kept: Kept) -> Iterator[tuple[str, Tensor]]:
    """Weight and bias of every large product, in the order in which the graph holds them: layer by layer."""
    nodes = [node for node in model.graph.node if node.op_type == "MatMulIntegerToFloat"]
    for index, node in enumerate(nodes):
        layer, place = divmod(index, len(PRODUCTS))
        name = f"encoder.encoder.layer.{layer}.{PRODUCTS[place]}"
        yield f"{name}.weight", torch.from_numpy(floats(node, kept).T.copy())
        yield f"{name}.bias", torch.from_numpy(kept[node.input[6]].copy())


def floats(node: Any, kept: Kept) -> Floats:
    """The float weight [D, N] of one integer product, the evening out of its channels undone."""
    source, integers, _, scales, *_ = node.input
    weight: Floats = kept[integers].astype(np.float32) * kept[scales]
    factors = kept.get(f"{source.removesuffix('_int')}_factors")
    return weight if factors is None else weight * factors[:, None]


def places(kept: Floats, network: Network) -> Iterator[tuple[str, Tensor]]:
    """The table of positions: the graph keeps the sum of it and of the one token type, whose part is left out."""
    name = "encoder.embeddings.position_embeddings.weight"
    state = network.state_dict()
    table = state[name].clone()
    table[: len(kept)] = torch.from_numpy(kept.copy()) - state["encoder.embeddings.token_type_embeddings.weight"][0]
    yield name, table
