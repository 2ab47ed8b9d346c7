"""Says on which line of a TOML file a key stands, so that a person can be sent there."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from functools import cached_property

Key = tuple[str | int, ...]

_TRIVIA = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANKS = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\r\n]+")
_STRING = re.compile(
    r'"""(?:\\[\s\S]|(?!""")[^\\])*"{3,5}'
    r"|'''(?:(?!''')[\s\S])*'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
)


class Lines:
    """The 1-based line of every key of a document that tomllib has accepted.

    Keys are paths as `("sources", 2, "url")`; items of arrays are counted from 0.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._found: dict[Key, int] = {}
        self._tables: dict[Key, int] = {}
        self._position = 0

    def of(self, key: Key) -> int | None:
        """Line of the key, or of the nearest table around it; None where nothing of it stands in the file."""
        while key:
            if key in self._lines:
                return self._lines[key]
            key = key[:-1]
        return None

    @cached_property
    def _lines(self) -> dict[Key, int]:
        """Looked for when a place is first asked for: of a file that is right none ever is."""
        self._document()
        return self._found

    def _document(self) -> None:
        table: Key = ()
        self._skip(_TRIVIA)
        while self._position < len(self._text):
            if self._text[self._position] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_TRIVIA)

    def _header(self) -> Key:
        start = self._position
        repeated = self._text.startswith("[[", start)
        self._position += 2 if repeated else 1
        *parents, last = self._key()
        table: Key = ()
        for name in parents:
            self._note((*table, name), start)
            table = self._latest((*table, name))
        table = (*table, last)
        if repeated:
            self._note(table, start)
            self._tables[table] = self._tables.get(table, -1) + 1
            table = self._latest(table)
        self._note(table, start)
        self._position += 2 if repeated else 1
        return table

    def _latest(self, table: Key) -> Key:
        return (*table, self._tables[table]) if table in self._tables else table

    def _pair(self, table: Key) -> None:
        start = self._position
        for name in self._key():
            table = (*table, name)
            self._note(table, start)
        self._position += 1  # the equals sign
        self._skip(_BLANKS)
        self._value(table)

    def _key(self) -> list[str]:
        names = []
        while True:
            self._skip(_BLANKS)
            names.append(self._name())
            self._skip(_BLANKS)
            if self._text[self._position] != ".":
                return names
            self._position += 1

    def _name(self) -> str:
        bare = _BARE.match(self._text, self._position)
        if bare:
            self._position = bare.end()
            return bare.group()
        start = self._position
        self._skip(_STRING)
        return str(tomllib.loads(f"name = {self._text[start : self._position]}")["name"])

    def _value(self, key: Key) -> None:
        opening = self._text[self._position]
        if opening == "[":
            self._array(key)
        elif opening == "{":
            self._inline_table(key)
        else:
            self._skip(_STRING if opening in "\"'" else _SCALAR)

    def _array(self, key: Key) -> None:
        index = 0
        while self._more("]"):
            self._note((*key, index), self._position)
            self._value((*key, index))
            index += 1

    def _inline_table(self, key: Key) -> None:
        while self._more("}"):
            self._pair(key)

    def _more(self, closing: str) -> bool:
        """Step over an opening bracket or a comma; False, behind the closing bracket, when nothing follows."""
        self._skip(_TRIVIA)
        if self._text[self._position] in "[{,":
            self._position += 1
            self._skip(_TRIVIA)
        ended = self._text[self._position] == closing
        self._position += ended
        return not ended

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._position)
        self._position = found.end() if found else self._position

    def _note(self, key: Key, position: int) -> None:
        self._found.setdefault(key, bisect_right(self._starts, position))
