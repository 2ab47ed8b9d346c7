"""There is one version, whoever asks for it."""

from importlib.metadata import version

from typer.testing import CliRunner

from listener.cli import app


def test_what_is_installed_is_what_the_program_says():
    assert CliRunner().invoke(app, ["--version"]).stdout == f"listener {version('listener')}\n"
