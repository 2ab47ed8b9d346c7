"""Cuts an expression into the terminals of the grammar, by one look a terminal.

Lark's own lexer looks once more for each space and counts lines and columns, which expressions do not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lark import Token, UnexpectedCharacters
from lark.lexer import Lexer

if TYPE_CHECKING:
    from lark.common import LexerConf
    from lark.lexer import LexerState

_END, _UNREADABLE = "END", "UNREADABLE"


class Lexemes(Lexer):
    """A lexer of lark; terminals of higher priority are tried first, those of the same in the order of the grammar."""

    __future_interface__ = 2

    def __init__(self, lexer_conf: LexerConf) -> None:
        ignored = set(lexer_conf.ignore)
        terminals = sorted(lexer_conf.terminals, key=lambda terminal: -terminal.priority)
        skipped = "|".join(each.pattern.to_regexp() for each in terminals if each.name in ignored)
        read = [f"(?P<{each.name}>{each.pattern.to_regexp()})" for each in terminals if each.name not in ignored]
        read += [rf"(?P<{_END}>\Z)", rf"(?P<{_UNREADABLE}>[\s\S])"]
        self._next = re.compile(rf"(?:{skipped})*+(?:{'|'.join(read)})")

    def lex(self, lexer_state: LexerState, parser_state: Any) -> Iterator[Token]:  # noqa: ARG002 - lark's contract
        """The tokens with their places. Raises UnexpectedCharacters."""
        text = lexer_state.text.text
        for found in self._next.finditer(text):
            kind = found.lastgroup or _END
            start, end = found.span(kind)
            if kind == _END:
                return
            if kind == _UNREADABLE:
                raise UnexpectedCharacters(text, start, 1, start + 1)  # type: ignore[no-untyped-call]
            yield Token(kind, text[start:end], start)
