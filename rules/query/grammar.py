"""The tables of expression.lark, kept beside Python's own compiled files: making them takes too long.

What is kept is trusted as those files are, and like them only made anew where the grammar, or this file, has changed.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rules.query.syntax import END, UNREADABLE, Reduction, Syntax, Tables

if TYPE_CHECKING:
    from lark import Lark

_GRAMMAR = Path(__file__).with_name("expression.lark")
_SEAL = 32


@cache
def expressions() -> Syntax:
    """The syntax of expressions."""
    return read(_GRAMMAR.read_text(encoding="utf-8"), Path(cache_from_source(__file__)).with_suffix(".json"))


def read(grammar: str, kept: Path) -> Syntax:
    """The syntax of a grammar, from the file where its tables are kept if that is whole and was made here of it."""
    # An upgrade takes away only what it has installed: what an earlier maker has kept is still there.
    key = f"{Tables._fields} {Reduction._fields}\n{grammar}\n".encode() + _content(Path(__file__))
    sealed = _content(kept)
    if sealed[:_SEAL] == _seal(key, sealed[_SEAL:]):
        tables = Tables(*json.loads(sealed[_SEAL:]))
        return Syntax(tables._replace(reductions=[Reduction(*each) for each in tables.reductions]))
    tables = _made(grammar)
    if not sys.dont_write_bytecode:
        saved = json.dumps(tables).encode()
        _keep(kept, _seal(key, saved) + saved)
    return Syntax(tables)


def _made(grammar: str) -> Tables:
    from lark import Lark

    lark = Lark(grammar, parser="lalr", lexer="basic")
    made = lark.parser.parser.serialize(None)
    names, reductions = made["tokens"], list[Reduction]()

    def step(reduces: int, to: Any) -> int:
        if not reduces:
            return int(to)
        reductions.append(_reduction(to))
        return ~(len(reductions) - 1)

    states = [
        {END if names[name] == "$END" else names[name]: step(*what) for name, what in follows.items()}
        for _, follows in sorted(made["states"].items())
    ]
    return Tables(_terminals(lark), made["start_states"]["start"], made["end_states"]["start"], states, reductions)


def _reduction(rule: dict[str, Any]) -> Reduction:
    """A rule as lark writes it down."""
    origin = rule["origin"]["name"]
    name = rule["alias"] or ("" if origin.startswith("_") else origin)
    return Reduction(origin, len(rule["expansion"]), name, rule["options"]["expand1"] and not rule["alias"])


def _terminals(lark: Lark) -> str:
    """Those of higher priority are tried first, those of the same in the order of the grammar."""
    terminals = sorted(lark.terminals, key=lambda each: -each.priority)
    ignored = [each.pattern.to_regexp() for each in terminals if each.name in lark.ignore_tokens]
    read = [f"(?P<{each.name}>{each.pattern.to_regexp()})" for each in terminals if each.name not in lark.ignore_tokens]
    read += [rf"(?P<{END}>\Z)", rf"(?P<{UNREADABLE}>[\s\S])"]
    return f"(?:{'|'.join(ignored)})*+(?:{'|'.join(read)})"


def _seal(key: bytes, data: bytes) -> bytes:
    return blake2b(data, key=blake2b(key).digest(), digest_size=_SEAL).digest()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _keep(path: Path, data: bytes) -> None:
    """Whole or not at all; where it cannot be kept, it is built each time."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()
