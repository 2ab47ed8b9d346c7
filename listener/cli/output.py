"""What commands print: text without control characters, JSON a line, tables."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import typer

from listener.wording.masking import masked

STDIN, STDOUT, STDERR = range(3)
STREAMS = (STDOUT, STDERR, STDIN)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Text from outside that shows no secret and can change neither the terminal nor the direction of writing."""
    return _CONTROL.sub("�", masked(text).replace("\r\n", "\n"))


def say(text: str) -> None:
    """One message on stdout."""
    typer.echo(clean(text))


def complain(text: str) -> None:
    """One message on stderr."""
    typer.echo(clean(text), err=True)


def is_heard() -> bool:
    """Whether any of the standard streams still leads to a terminal."""
    return any(map(os.isatty, STREAMS))


def whisper(text: str) -> bool:
    """One message on the terminal alone, whichever of the standard streams still leads there; False where none does."""
    line = f"{clean(text)}\n".encode()
    for stream in filter(os.isatty, STREAMS):
        with suppress(OSError):
            os.write(stream, line)
            return True
    return False


def emit(value: Any) -> None:
    """One line of JSON."""
    data = masked(json.dumps(value, ensure_ascii=False, default=_plain)).encode("utf-8", "replace")
    sys.stdout.buffer.write(data + b"\n")


def show(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table, fitted to the terminal; in a pipe plain columns, nothing cut."""
    cleaned = [[clean(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _show_on_terminal(headers, cleaned)
        return
    widths = [max(map(len, column)) for column in zip(headers, *cleaned, strict=True)]
    for row in [headers, *cleaned]:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _show_on_terminal(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*headers, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console(markup=False, highlight=False).print(table)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)
