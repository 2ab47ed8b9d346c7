"""What holds for all commands: their help, their exit codes, and how they fail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from typer.testing import CliRunner

from listener.cli import app
from listener.cli.exits import MEANINGS
from tests.worlds.commands import every_command
from tests.worlds.terminal import run

FIXTURES = Path(__file__).parents[2] / "fixtures" / "configs"
pytestmark = pytest.mark.usefixtures("config")


@pytest.mark.parametrize("command", [words for words, _ in every_command()], ids=" ".join)
def test_every_command_has_help_with_an_example(command: tuple[str, ...]):
    shown = run(*command, "--help").stdout
    if "COMMAND [ARGS]" not in shown:
        assert re.search(rf"Example:.*listener {' '.join(command)}", shown, re.DOTALL)


def test_the_exit_codes_stand_in_the_help():
    shown = run("--help").stdout
    for code, meaning in MEANINGS.items():
        assert f"{code}  {meaning}" in shown


def test_wrong_configuration_is_told_on_stderr_with_code_2():
    result = run("status", "--config", str(FIXTURES / "references.toml"), code=2)
    assert result.stdout == ""
    assert 'did you mean "acme"?' in result.stderr


def test_debug_shows_where_an_error_came_from(tmp_path: Path):
    result = CliRunner().invoke(app, ["--debug", "status", "--config", str(tmp_path / "none.toml")])
    assert type(result.exception).__name__ == "ConfigError"


def test_nothing_stored_yet_is_code_4():
    assert "listener poll" in run("status", code=4).stderr


def test_unknown_names_are_usage_errors_with_a_suggestion(feed: HTTPServer):
    for words in (["poll", "nwes"], ["export", "--query", "acm"], ["sources", "rs"]):
        assert "did you mean" in run(*words, code=2).stderr
