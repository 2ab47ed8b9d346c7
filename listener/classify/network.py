"""Runs a bundle's int8 network over texts and returns plain logits; torch is never imported."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from listener.classify.base import Item
from listener.classify.bundle import Bundle
from listener.classify.text import Normalised
from listener.classify.windows import Window, windows
from storage.errors import ClassifierError

BATCH_TOKENS = 256
ELSEWHERE = 1e-6
Floats = NDArray[np.float32]
Prepared = tuple[int, Item, Normalised]


class Sums:
    """Outputs of windows summed into those of their texts, weighted by length."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._sums: dict[str, Floats] = {}
        self._weights: dict[str, Floats] = {}

    def add(self, name: str, owners: Sequence[int], weights: Sequence[float], rows: Floats) -> None:
        """Adds rows [W, K] of the texts `owners` [W]."""
        if name not in self._sums:
            self._sums[name] = np.zeros((self._size, rows.shape[1]), np.float32)
            self._weights[name] = np.zeros(self._size, np.float32)
        scale = np.asarray(weights, np.float32)
        np.add.at(self._sums[name], owners, rows * scale[:, None])
        np.add.at(self._weights[name], owners, scale)

    def shift(self, name: str, owners: Sequence[int], rows: Floats) -> None:
        """Adds rows [W, K] to the means of the texts `owners` [W], each of which stands there once."""
        self._sums[name][owners] += rows * self._weights[name][owners][:, None]

    def has(self, *names: str) -> bool:
        """Whether all of these were added."""
        return all(name in self._sums for name in names)

    def means(self, name: str, owners: Sequence[int]) -> Floats:
        """The weighted means [W, K] of the texts `owners` [W], which must have been added."""
        means: Floats = self._sums[name][owners] / self._weights[name][owners][:, None]
        return means


class Network:
    """A loaded network and its tokenizer.

    Args:
        threads: of the network, set once.

    Raises:
        ClassifierError: onnxruntime or the tokenizer refuses the files.
    """

    def __init__(self, bundle: Bundle, *, threads: int | None = None) -> None:
        threads = threads or min(4, os.cpu_count() or 1)
        self._max_tokens = bundle.manifest.max_tokens
        self._tokenizer = _tokenizer(bundle.folder)
        self._session = session(bundle.weights)
        # A batch a thread, each on its own, wastes less time waiting than all threads on one batch.
        self._batches = ThreadPoolExecutor(threads, thread_name_prefix="reading")

    def run(self, texts: Sequence[Prepared], outputs: Sequence[str], size: int) -> Sums:
        """Outputs of each text by its index below `size`; `toward` stands under `toward BRAND`."""
        return self.begin(texts, outputs, size)()

    def begin(self, texts: Sequence[Prepared], outputs: Sequence[str], size: int) -> Callable[[], Sums]:
        """The same begun; what is returned waits for the end."""
        parts = list(batches(windows(self._tokenizer, texts, self._max_tokens))) if texts else []
        answers = self._batches.map(lambda part: self._session.run(list(outputs), feed(part)), parts)
        return lambda: _summed(zip(parts, answers, strict=True), outputs, size)


def _summed(answers: Iterable[tuple[Sequence[Window], Sequence[Floats]]], outputs: Sequence[str], size: int) -> Sums:
    sums = Sums(size)
    for part, answer in answers:
        owners, lengths = [window.item for window in part], [len(window.ids) for window in part]
        for name, rows in zip(outputs, answer, strict=True):
            if name == "toward":
                _add_pairs(sums, part, rows)
            else:
                sums.add(name, owners, lengths, rows)
    return sums


def _add_pairs(sums: Sums, part: Sequence[Window], rows: Floats) -> None:
    """A window that does not name the brand counts only where none does."""
    for (row, brand, named), logits in zip(_pairs(part), rows, strict=False):
        sums.add(f"toward {brand}", [part[row].item], [1.0 if named else ELSEWHERE], logits[None])


def batches(found: list[Window]) -> Iterator[list[Window]]:
    """Windows by length, so many at once that BATCH_TOKENS is not exceeded with padding."""
    part: list[Window] = []
    for window in sorted(found, key=lambda w: len(w.ids)):
        if part and len(window.ids) * (len(part) + 1) > BATCH_TOKENS:
            yield part
            part = []
        part.append(window)
    if part:
        yield part


def feed(part: Sequence[Window]) -> dict[str, NDArray[np.int64]]:
    """The network's inputs for windows: ids, mask [B, T], pair_row [P], pair_span [P, T]."""
    longest = max(len(window.ids) for window in part)
    ids = np.zeros((len(part), longest), np.int64)
    mask = np.zeros_like(ids)
    for row, window in enumerate(part):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
    pairs = _pairs(part)
    # The graph wants one pair at least; where there is none, its answer is not asked for.
    rows = np.array([row for row, _, _ in pairs] or [0], np.int64)
    spans = np.zeros((len(rows), longest), np.int64)
    for index, (row, brand, _) in enumerate(pairs):
        spans[index, list(part[row].brands[brand]) or [0]] = 1
    return {"ids": ids, "mask": mask, "pair_row": rows, "pair_span": spans}


def _pairs(part: Sequence[Window]) -> list[tuple[int, str, bool]]:
    """(row, brand, whether the window names it) of every pair to answer."""
    return [(row, brand, bool(tokens)) for row, window in enumerate(part) for brand, tokens in window.brands.items()]


def _tokenizer(folder: Path) -> Any:
    # transformers would say on every start that torch, which is not needed, is missing.
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
    from transformers import PreTrainedTokenizerFast

    try:
        return PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    except Exception as error:
        raise ClassifierError(f"the tokenizer in {folder} cannot be read: {error}") from error


def adds_exactly(described: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor is known to add products of bytes as they are (VNNI), as Linux describes it.

    Others add them in pairs and cut what exceeds 16 bits. There onnxruntime must be told to be exact, or they would
    read otherwise; where it need not be told, that would take two to three times the time.
    """
    try:
        words = described.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        return False
    return not {"avx512_vnni", "avx_vnni"}.isdisjoint(words)


def session(weights: bytes) -> Any:
    """A network as onnxruntime runs it: on one thread, exactly.

    Raises:
        ClassifierError: onnxruntime refuses the file.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if not adds_exactly():
        options.add_session_config_entry("session.x64quantprecision", "1")
    try:
        return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ClassifierError(f"the model cannot be loaded: {error}") from error
