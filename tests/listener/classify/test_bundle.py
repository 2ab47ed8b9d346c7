"""A damaged or incomplete model is one clear error, never a strange reading."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from listener.classify import bundle
from listener.classify.base import BUNDLED, HEADS, MULTILINGUAL
from storage.errors import ClassifierError

MODEL = Path(BUNDLED)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODEL, tmp_path / "model"))


def test_the_shipped_model_is_whole() -> None:
    manifest = bundle.load(MODEL).manifest
    assert set(manifest.heads) == set(HEADS)
    assert all(len(head.labels) == len(head.bias) for head in (*manifest.heads.values(), manifest.toward))


def test_the_shipped_model_is_small() -> None:
    assert sum(path.stat().st_size for path in MODEL.iterdir()) < 30e6


def test_the_second_model_is_whole() -> None:
    manifest = bundle.load(Path(MULTILINGUAL)).manifest
    heads = {**manifest.heads, "toward": manifest.toward}
    assert all(len(head.labels) == len(head.bias) for head in heads.values())
    assert all(any(head.reads((code,)) for head in heads.values()) for code in manifest.languages)


@pytest.mark.parametrize("folder", [BUNDLED, MULTILINGUAL])
def test_a_wheel_holds_the_models(folder: str) -> None:
    root = Path(__file__).parents[3]
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    packed = {path for glob in settings["package-data"]["listener"] for path in (root / "listener").glob(glob)}
    files = {Path(folder) / name for name in (*bundle.manifest(Path(folder)).files, bundle.MANIFEST)}
    assert files <= packed


def test_one_changed_byte_is_noticed(copy: Path) -> None:
    weights = bytearray((copy / "model.onnx").read_bytes())
    weights[len(weights) // 2] ^= 1
    (copy / "model.onnx").write_bytes(weights)
    for read in (bundle.load, bundle.require_whole):
        with pytest.raises(ClassifierError, match=r"model\.onnx is damaged"):
            read(copy)


@pytest.mark.parametrize("folder", [BUNDLED, MULTILINGUAL])
def test_looking_whether_a_model_is_whole_takes_no_room(folder: str) -> None:
    tracemalloc.start()
    try:
        bundle.require_whole(Path(folder))
        assert tracemalloc.get_traced_memory()[1] < 5e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "manifest.json"])
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    for read in (bundle.load, bundle.require_whole):
        with pytest.raises(ClassifierError, match=name):
            read(copy)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"name": "x"', "\x00"])
def test_a_broken_manifest_is_one_error(copy: Path, content: str) -> None:
    (copy / "manifest.json").write_text(content)
    with pytest.raises(ClassifierError, match="cannot be read") as raised:
        bundle.load(copy)
    assert "manifest.json" in str(raised.value)
    assert "install the model again" in str(raised.value)
    assert "http" not in str(raised.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": None}, '"name" in {} should be a valid string; install the model again'),
        ({"toward": {"labels": ["a"]}}, '"toward.bias" in {} is missing; install the model again'),
        ({"speed": 1}, '"speed" in {} is not known here: the model was made for another version of Listener'),
    ],
)
def test_what_is_wrong_with_a_manifest_is_said_with_its_place(copy: Path, change: dict[str, Any], said: str) -> None:
    file = copy / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(ClassifierError, match=re.escape(said.format(file))) as raised:
        bundle.load(copy)
    assert "\n" not in str(raised.value)


def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match="incomplete"):
        bundle.load(tmp_path)
