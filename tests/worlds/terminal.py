"""The command line as a person or a script uses it."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner, Result

from listener.cli import app


def run(*words: str, code: int = 0, text: str | bytes | None = None) -> Result:
    """What is printed when the words are typed; it must end with `code`, and never with a traceback."""
    result = CliRunner().invoke(app, list(words), input=text)
    assert result.exit_code == code, result.output + repr(result.exception)
    assert "Traceback" not in result.output
    return result


def lines(result: Result) -> list[dict[str, Any]]:
    """The JSON objects on stdout, one a line."""
    return [json.loads(line) for line in result.stdout.splitlines()]
