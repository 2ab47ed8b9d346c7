"""`listener run` before it runs; tests/listener/test_service.py has it as a process."""

from __future__ import annotations

import json
from pathlib import Path
from unittest.mock import patch

import pytest
from typer.testing import CliRunner

from listener.cli.commands import app
from storage.opening import locate, open_store
from tests.worlds.terminal import run

pytestmark = pytest.mark.usefixtures("config")


def test_a_second_service_on_one_store_is_code_3(tmp_path: Path):
    store = open_store(locate(tmp_path / "data" / "listener.db"), "service")
    try:
        assert "Traceback" not in run("run", code=3).stderr
    finally:
        store.close()


def test_what_is_wrong_in_the_configuration_is_said_before_anything_is_stored(config: Path, store_path: Path):
    config.write_text(config.read_text(encoding="utf-8") + "nonsense = 1\n", encoding="utf-8")
    assert "nonsense" in run("run", code=2).stderr
    assert not store_path.exists()


def test_a_fault_of_ours_ends_the_log_with_one_line_that_holds_its_traceback():
    with patch("listener.service.serve", side_effect=ZeroDivisionError("nothing to divide by")):
        told = json.loads(CliRunner().invoke(app, ["run"]).stderr)
    assert told["level"] == "critical"
    assert "nothing to divide by" in told["exception"]
