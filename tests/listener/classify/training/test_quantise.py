"""The int8 graph answers as the float graph does. Needs onnx, which the default install lacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")

import onnxruntime  # noqa: E402
from onnx import helper, numpy_helper  # noqa: E402

from listener.classify import network  # noqa: E402
from listener.classify.training import quantise  # noqa: E402

WIDTH, WORDS = 384, 2700


def small_graph(path: Path) -> None:
    """Words, normalised, through two products that read the same tensor."""
    source = np.random.default_rng(1)
    gain = np.ones(WIDTH, np.float32)
    gain[7] = 30
    values = {
        "words": source.normal(size=(WORDS, WIDTH)),
        "gain": gain,
        "shift": source.normal(size=WIDTH) / 4,
        **{f"w{i}": source.normal(size=(WIDTH, WIDTH)) / 20 for i in (1, 2)},
        **{f"b{i}": source.normal(size=WIDTH) for i in (1, 2)},
    }
    nodes = [
        helper.make_node("Gather", ["words", "ids"], ["x"]),
        helper.make_node("LayerNormalization", ["x", "gain", "shift"], ["n"]),
    ]
    for i in (1, 2):
        nodes += [
            helper.make_node("MatMul", ["n", f"w{i}"], [f"p{i}"], doc_string="line 7 of a file of somebody's machine"),
            helper.make_node("Add", [f"p{i}", f"b{i}"], [f"y{i}"]),
        ]
    int64, real = onnx.TensorProto.INT64, onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info(name, int64, ["batch", "length"]) for name in ("ids", "mask")],
        [helper.make_tensor_value_info(f"y{i}", real, ["batch", "length", WIDTH]) for i in (1, 2)],
        [numpy_helper.from_array(np.asarray(value, np.float32), name) for name, value in values.items()],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10), path)


def feed(ids: Any) -> dict[str, Any]:
    return {"ids": ids, "mask": np.ones_like(ids)}


def answers(path: Path, ids: Any) -> list[Any]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return list(session.run(None, feed(ids)))


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("graphs")
    plain, small = folder / "float.onnx", folder / "int8.onnx"
    small_graph(plain)
    source = np.random.default_rng(2)
    quantise.quantise(plain, small, [feed(source.integers(0, WORDS, (20, 10))) for _ in range(8)])
    return plain, small


def test_the_int8_graph_is_smaller_and_answers_alike(paths: tuple[Path, Path]) -> None:
    plain, small = paths
    assert small.stat().st_size < 0.3 * plain.stat().st_size
    ids = np.random.default_rng(5).integers(0, WORDS, (6, 12))
    for exact, found in zip(answers(plain, ids), answers(small, ids), strict=True):
        assert np.square(found - exact).mean() < 1e-3 * exact.var()


def test_where_it_was_made_is_not_in_it(paths: tuple[Path, Path]) -> None:
    plain, small = (path.read_bytes() for path in paths)
    assert b"somebody's machine" in plain
    assert b"somebody's machine" not in small


def test_a_text_is_read_alone_as_in_company(paths: tuple[Path, Path]) -> None:
    ids = np.random.default_rng(6).integers(0, WORDS, (6, 12))
    for whole, alone in zip(answers(paths[1], ids), answers(paths[1], ids[2:3]), strict=True):
        np.testing.assert_array_equal(whole[2:3], alone)


def test_a_network_adds_the_largest_integers_exactly_on_every_processor() -> None:
    byte, int32 = onnx.TensorProto.UINT8, onnx.TensorProto.INT32
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["x", "w"], ["y"])],
        "largest",
        [helper.make_tensor_value_info("x", byte, ["rows", WIDTH])],
        [helper.make_tensor_value_info("y", int32, ["rows", 2])],
        [numpy_helper.from_array(np.tile(np.array([127, -127], np.int8), (WIDTH, 1)), "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    session = network.session(model.SerializeToString())
    found = session.run(None, {"x": np.full((3, WIDTH), 255, np.uint8)})[0]
    np.testing.assert_array_equal(found, np.tile([255 * 127 * WIDTH, -255 * 127 * WIDTH], (3, 1)))
