"""Every command, option, source, rule and target is documented where people look for it."""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from listener.cli import app
from listener.config.catalogue import Sort, sorts
from listener.notify.base import targets
from rules.base import rules
from sources.base import sources

ROOT = Path(__file__).parents[3]
CONFIG = (ROOT / "config.toml").read_text(encoding="utf-8")
SORTS = [*sorts(sources), *sorts(rules), *sorts(targets)]


def commands() -> dict[str, Any]:
    found: dict[str, Any] = {}
    waiting = [("listener", get_command(app))]
    while waiting:
        name, command = waiting.pop()
        inner = getattr(command, "commands", {})
        waiting += [(f"{name} {word}", each) for word, each in inner.items()]
        if not inner:
            found[name] = command
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_the_readme_names_every_command(name: str):
    *group, word = name.split()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"\b{' '.join(group)}\b[^|\n]*\b{word}\b", readme)


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_option_says_what_it_does(name: str):
    for parameter in commands()[name].params:
        assert parameter.help, f"{name} {parameter.name}"


@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.type)
def test_the_shipped_configuration_shows_every_type(sort: Sort):
    assert f'type = "{sort.type}"' in CONFIG


@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.type)
def test_every_type_and_setting_says_what_it_means(sort: Sort):
    assert sort.meaning
    for setting in sort.settings:
        assert setting.meaning, f"{sort.type}.{setting.name}"
        assert setting.kind, f"{sort.type}.{setting.name}"
