"""The trained network as an ONNX graph for reading, with one fused attention a layer."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from listener.classify.training.model import Network

POSITIONS = 128
INPUTS = ("ids", "mask", "pair_row", "pair_span")


class Layer(nn.Module):  # type: ignore[misc, unused-ignore]  # torch is absent by default
    """One transformer layer."""

    def __init__(self, layer: Any, heads: int) -> None:
        super().__init__()
        own = layer.attention.self
        self.query, self.key, self.value = own.query, own.key, own.value
        self.out, self.out_norm = layer.attention.output.dense, layer.attention.output.LayerNorm
        self.up, self.down, self.norm = layer.intermediate.dense, layer.output.dense, layer.output.LayerNorm
        self.heads = heads

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x [B, T, D], mask [B, T] int32 -> [B, T, D]."""
        attended = torch.onnx.ops.symbolic(
            "com.microsoft::MultiHeadAttention",
            (self.query(x), self.key(x), self.value(x), None, mask),
            attrs={"num_heads": self.heads},
            dtype=x.dtype,
            shape=x.shape,
            version=1,
        )
        x = self.out_norm(x + self.out(attended))
        return cast("Tensor", self.norm(x + self.down(functional.gelu(self.up(x)))))


class Graph(nn.Module):  # type: ignore[misc, unused-ignore]  # torch is absent by default
    """The reading half of a Network; outputs one tensor a kept head, then `pooled`, then `toward`."""

    def __init__(self, network: Network, kept: tuple[str, ...]) -> None:
        super().__init__()
        encoder = cast("Any", network.encoder)
        heads = int(encoder.config.num_attention_heads)
        embeddings = encoder.embeddings
        self.words = nn.Parameter(embeddings.word_embeddings.weight.detach())
        places = embeddings.position_embeddings.weight[:POSITIONS] + embeddings.token_type_embeddings.weight[0]
        self.places = nn.Parameter(places.detach())
        self.norm = embeddings.LayerNorm
        self.layers = nn.ModuleList(Layer(layer, heads) for layer in encoder.encoder.layer)
        self.network = network
        self.kept = kept

    def forward(self, ids: Tensor, mask: Tensor, pair_row: Tensor, pair_span: Tensor) -> tuple[Tensor, ...]:
        """As Network.forward, without training's extras."""
        x = self.norm(functional.embedding(ids, self.words) + self.places[: ids.shape[1]])
        narrow = mask.to(torch.int32)
        for layer in self.layers:
            x = layer(x, narrow)
        out = self.network.answer(x, mask, pair_row, pair_span)
        return tuple(out[name] for name in (*self.kept, "pooled", "toward"))


def export(network: Network, kept: tuple[str, ...], path: Path) -> None:
    """Writes the float graph to `path`; batch, length and number of pairs stay free."""
    ids = torch.randint(1000, 2000, (3, 9))
    span = torch.zeros(2, 9, dtype=torch.long)
    span[:, 3] = 1
    batch, length, pairs = (
        torch.export.Dim("batch"),
        torch.export.Dim("length", max=POSITIONS),
        torch.export.Dim("pairs"),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Graph(network.eval(), kept),
            (ids, torch.ones_like(ids), torch.tensor([0, 2]), span),
            str(path),
            input_names=list(INPUTS),
            output_names=[*kept, "pooled", "toward"],
            dynamic_shapes=({0: batch, 1: length}, {0: batch, 1: length}, {0: pairs}, {0: pairs, 1: length}),
            opset_version=20,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
