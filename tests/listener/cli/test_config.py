"""`listener config`: what is printed is a configuration that says the same."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.worlds.terminal import run


def test_the_export_is_read_again_and_says_the_same(config: Path) -> None:
    run("people", "add", "Zoë", "--mail", "zoe@example.org", "--role", "manager")
    printed = run("config", "export").stdout
    assert tomllib.loads(printed)["people"][-1]["name"] == "Zoë"
    other = config.with_name("other.toml")
    other.write_text(printed, encoding="utf-8")
    before, after = (tomllib.loads(path.read_text(encoding="utf-8")) for path in (config, other))
    assert {key: value for key, value in after.items() if key != "people"} == {
        key: value for key, value in before.items() if key != "people"
    }
