"""The parser that expression.lark describes, kept beside Python's own compiled files: building it takes too long.

What is kept is trusted as those files are, and like them only made anew where the grammar or lark has changed.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.util import cache_from_source
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lark import Lark

_GRAMMAR = Path(__file__).with_name("expression.lark")
_SEAL = 32


@cache
def expressions() -> Lark:
    """The parser of expressions."""
    return read(_GRAMMAR.read_text(encoding="utf-8"), Path(cache_from_source(__file__)).with_suffix(".lark"))


def read(grammar: str, kept: Path) -> Lark:
    """The parser of a grammar, from the file where it is kept if that is whole and of this grammar."""
    from lark import Lark, __version__

    from rules.query.lexemes import Lexemes

    key = f"{__version__}\n{grammar}".encode()
    sealed = _content(kept)
    if sealed[:_SEAL] == _seal(key, sealed[_SEAL:]):
        return Lark.load(BytesIO(sealed[_SEAL:]))
    parser = Lark(grammar, parser="lalr", lexer=Lexemes)
    saved = BytesIO()
    parser.save(saved)
    if not sys.dont_write_bytecode:
        _keep(kept, _seal(key, saved.getvalue()) + saved.getvalue())
    return parser


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
