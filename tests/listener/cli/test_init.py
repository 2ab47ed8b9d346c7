"""`listener init`: a configuration to begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.worlds.terminal import run

pytestmark = pytest.mark.usefixtures("config")


def test_init_never_overwrites(config: Path):
    before = config.read_text(encoding="utf-8")
    assert "--force" in run("init", "Acme", code=2).stderr
    assert config.read_text(encoding="utf-8") == before
    run("init", "Acme", "--output", "acme.toml")
    run("check", "--offline", "--config", "acme.toml")
    run("init", "Acme Two", "--output", "acme.toml", "--force")
    assert "Acme Two" in Path("acme.toml").read_text(encoding="utf-8")
