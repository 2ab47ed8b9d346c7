"""The copy beside the store, so that a new start costs seconds: files of columns, a dictionary, and a stamp by which
they are known to be right. What is not right is read anew; nothing is lost with them."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import uuid4
from zlib import crc32

import numpy as np
import structlog
from numpy.lib import format as npy

from listener.explore import columns, traits
from listener.explore.columns import VOICE, WORD, Block, Dictionary, Words, dictionary
from listener.explore.copy import State
from listener.explore.traits import TRAITS
from listener.exports.files import replacing
from listener.metrics import engagement, risen_terms, stars
from rules.query import facts
from storage.errors import ExportError
from storage.exploring import Exploring
from storage.records import countries, mention

log = structlog.get_logger()

CONTENTS = "contents.json"
MEANING = (columns, traits, facts, mention, countries, engagement, risen_terms, stars)
"""Modules that decide what a column says: where they change, everything is read anew."""


@dataclass(frozen=True, slots=True)
class _File:
    """A block and where it is kept."""

    block: Block
    name: str
    sum: int


class Kept:
    """A folder that one process writes into."""

    def __init__(self, folder: Path, store: Exploring) -> None:
        self._folder, self._store = folder, store
        self._files: list[_File] = []
        self._number = -1

    def load(self) -> State | None:
        """What was saved last, where it is right."""
        try:
            if not (self._folder / CONTENTS).exists():
                return None
            contents = json.loads((self._folder / CONTENTS).read_text("utf-8"))
            if contents["stamp"] != self._stamp(contents["until"]):
                log.info("the copy beside the store is not of this store or version: it is made anew")
                return None
            return self._loaded(contents)
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            log.warning("the copy beside the store cannot be read: it is made anew", error=str(error))
            return None

    def save(self, state: State) -> None:
        """Keep a state; what has not changed is not written again. Where the disk does not take it, what was there
        before counts: nothing but the speed of the next start depends on it."""
        stamp = self._stamp(state.until)
        if state.number == self._number or not stamp:
            return
        try:
            self._save(state, stamp)
        except (ExportError, OSError) as error:
            log.warning("the copy is not kept beside the store: the next start reads everything", error=str(error))

    def _save(self, state: State, stamp: str) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = {id(each.block): each for each in self._files}
        files = [known.get(id(each)) or self._written(each) for each in state.blocks]
        contents = {
            "stamp": stamp, "until": state.until, "since": state.since, "values": _values(state),
            "files": [[each.name, each.sum] for each in files],
        }  # fmt: skip
        with replacing(self._folder / CONTENTS) as out:
            out.write(json.dumps(contents).encode())
        self._files, self._number = files, state.number
        self._tidy()

    def _stamp(self, until: int) -> str:
        """What must be the same for it to be right; "" where the log of the store does not say."""
        mark = self._store.log_mark(until)
        return f"{_meaning()} {mark}" if mark else ""

    def _written(self, block: Block) -> _File:
        content, name = _packed(block), f"{uuid4().hex}.block"
        with replacing(self._folder / name) as out:
            out.write(content)
        return _File(block, name, crc32(content))

    def _tidy(self) -> None:
        wanted = {CONTENTS, *(each.name for each in self._files)}
        for each in self._folder.iterdir():
            if each.name not in wanted:
                each.unlink(missing_ok=True)

    def _loaded(self, contents: dict[str, Any]) -> State:
        known = dictionary()
        for name, said in contents["values"].items():
            known[name].fill(_tupled(said))
        self._files = [_File(self._block(name, sum, known), name, sum) for name, sum in contents["files"]]
        self._number = 0
        blocks = tuple(each.block for each in self._files)
        return State(0, blocks, known, int(contents["since"]), int(contents["until"]))

    def _block(self, name: str, sum: int, known: Dictionary) -> Block:
        content = (self._folder / Path(name).name).read_bytes()
        if crc32(content) != sum:
            raise ValueError(f"{name} is not what was written")
        return _unpacked(content, known)


def _packed(block: Block) -> bytes:
    out = io.BytesIO()
    for each in _columns(block):
        npy.write_array(out, each, allow_pickle=False)
    return out.getvalue()


def _columns(block: Block) -> Iterator[np.ndarray]:
    yield from (block.ids, block.stories, block.authors, block.voices)
    yield from (block.codes[name] for name in TRAITS)
    yield from (block.words.codes, block.words.ends)


def _unpacked(content: bytes, known: Dictionary) -> Block:
    source = io.BytesIO(content)
    read: Callable[[], np.ndarray] = lambda: npy.read_array(source, allow_pickle=False)  # noqa: E731
    ids, stories, authors, voices = (read() for _ in range(4))
    codes = {name: read() for name in TRAITS}
    found = Block(ids, stories, authors, voices, codes, Words(read(), read()))
    _check(found, known)
    return found


def _check(found: Block, known: Dictionary) -> None:
    rows = (found.ids, found.stories, found.authors, found.voices, *found.codes.values(), found.words.ends)
    named = [
        (found.words.codes, WORD),
        (found.voices, VOICE),
        *((column, name) for name, column in found.codes.items()),
    ]
    if any(each.shape != (len(found),) for each in rows):
        raise ValueError("columns of different lengths")
    if any(len(each) and int(each.max()) >= len(known[name].said) for each, name in named):
        raise ValueError("a column holds what no dictionary says")


def _values(state: State) -> dict[str, Sequence[Any]]:
    """What is said in each field; words that nobody says any more, as after a deletion, are not kept."""
    said = {name: list(values.said) for name, values in state.known.items()}
    used = np.zeros(len(said[WORD]), bool)
    for each in state.blocks:
        used[each.words.codes] = True
    return {**said, WORD: [word if is_said else "" for word, is_said in zip(said[WORD], used.tolist(), strict=True)]}


def _tupled(said: Any) -> Any:
    """JSON has lists where the dictionary has tuples."""
    return [_tuple(each) for each in said]


def _tuple(each: Any) -> Any:
    return tuple(map(_tuple, each)) if isinstance(each, list) else each


@cache
def _meaning() -> str:
    """What the code makes of a mention, as a digest of the code that does, and of numpy's byte order."""
    sources = [Path(each.__file__ or "").read_bytes() for each in MEANING]
    return blake2b(b"\0".join([sys.byteorder.encode(), *sources]), digest_size=12).hexdigest()
