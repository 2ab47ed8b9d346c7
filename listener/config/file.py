"""Reads config.toml as text and as TOML, and says in plain words why it cannot be read."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from storage.errors import ConfigError, Problem

_LARGEST = 4_000_000
_ENDLESS = re.compile(r"[0-9][0-9_]{4299,}")
_HABITS = (
    (re.compile(r"=\s*[A-Za-z/@#]"), 'text stands in quotes: name = "Acme"'),
    (re.compile(r"^\s*[\w.-]+\s*:"), "a value follows an equals sign, not a colon"),
    (re.compile(r"=\s*\"[^\"]*\"[^\"]+\""), "quotes inside text: wrap it in single quotes, '\"acme cola\" OR acme'"),
    (
        re.compile(r"^\s*\[\[?[^\]]*\]?\s*$"),
        "a section's name stands in [one] or [[two]] brackets, closed on the same line",
    ),
)


def read_text(path: Path) -> str:
    """The whole file. Raises ConfigError."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise _refused(
            path, "there is no such file", "write one with: listener init BRAND; or name another with --config"
        ) from None
    except OSError as error:
        raise _refused(path, f"it cannot be read: {error.strerror}", "name a file that this user may read") from None
    if len(data) > _LARGEST:
        raise _refused(path, f"it is {len(data):,} bytes long", "a configuration is a text file of a few pages")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(path, "it is not UTF-8 text", "save it again with the encoding UTF-8", line) from None


def read_document(path: Path, text: str) -> dict[str, Any]:
    """The tables of a text. Raises ConfigError with the line and the place in it."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, text, str(error)) from None
    except ValueError:
        raise _endless_number(path, text) from None
    except RecursionError:
        raise _refused(path, "brackets are nested too deeply", "close each bracket that is opened") from None


def _endless_number(path: Path, text: str) -> ConfigError:
    """Python reads no integers of more than 4,300 digits."""
    found = _ENDLESS.search(text)
    line = text.count("\n", 0, found.start()) + 1 if found else None
    return _refused(path, "a number has more digits than can be read", "write a smaller one", line)


def _unreadable(path: Path, text: str, message: str) -> ConfigError:
    what, _, place = message.partition(" (at ")
    numbers = [int(number) for number in re.findall(r"\d+", place)]
    if not numbers:
        return _refused(
            path, f"{what} at the end", "something opened with a quote or bracket is not closed", text.count("\n") + 1
        )
    line, column = numbers
    shown = text.split("\n")[line - 1].rstrip("\r")
    habit = next((hint for pattern, hint in _HABITS if pattern.search(shown)), "")
    return _refused(path, what[:1].lower() + what[1:], f"{shown}\n    {' ' * (column - 1)}^ {habit}".rstrip(), line)


def _refused(path: Path, what: str, hint: str, line: int | None = None) -> ConfigError:
    return ConfigError(str(path), (Problem(line=line, key="file", what=what, hint=hint),))
