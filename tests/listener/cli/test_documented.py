"""Every command, option, source, rule, target and metric is documented where people look for it."""

from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from listener.cli.reference import reference
from listener.config import kinds_reference
from listener.config.catalogue import Sort, sorts
from listener.metrics import counters
from listener.notify.base import targets
from rules.base import rules
from sources.base import sources
from tests.worlds.commands import every_command
from tests.worlds.docs import pages

ROOT = Path(__file__).parents[3]
CONFIG = (ROOT / "config.toml").read_text(encoding="utf-8")
COMMANDS = {f"listener {' '.join(words)}": each for words, each in every_command() if not hasattr(each, "commands")}
SORTS = [*sorts(sources), *sorts(rules), *sorts(targets)]


def test_the_page_of_commands_is_the_one_that_the_commands_give():
    assert pages()["commands.md"] == reference(), "write it again: make docs"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_page_of_commands_names_every_one_with_every_option(name: str):
    _, _, told = pages()["commands.md"].partition(f" {name}\n")
    told, _, _ = told.partition("\n#")
    assert told
    for parameter in COMMANDS[name].params:
        if parameter.param_type_name == "option" and parameter.name not in ("config", "help"):
            assert f"{parameter.opts[0]}" in told


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_says_what_it_does(name: str):
    for parameter in COMMANDS[name].params:
        assert parameter.help, f"{name} {parameter.name}"


@pytest.mark.parametrize("sort", [*sorts(rules), *sorts(targets)], ids=lambda sort: sort.type)
def test_the_shipped_configuration_shows_every_type(sort: Sort):
    assert f'type = "{sort.type}"' in CONFIG


@pytest.mark.parametrize("sort", sorts(sources), ids=lambda sort: sort.type)
def test_the_page_of_sources_shows_every_kind_with_a_block_to_paste(sort: Sort):
    assert f'type = "{sort.type}"' in pages()["sources.md"]


def test_the_page_of_sources_is_the_one_that_the_sources_give():
    assert pages()["sources.md"] == kinds_reference.reference(), "write it again: make docs"


@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.type)
def test_every_type_and_setting_says_what_it_means(sort: Sort):
    assert sort.meaning
    for setting in sort.settings:
        assert setting.meaning, f"{sort.type}.{setting.name}"
        assert setting.kind, f"{sort.type}.{setting.name}"


@pytest.mark.parametrize("rule", sorted(rules.all()))
def test_the_concepts_name_every_rule(rule: str):
    assert f"`{rule}`" in pages()["concepts.md"]


def test_the_page_on_operating_names_every_metric():
    assert counters
    kept = {metric.name: metric.type for metric in REGISTRY.collect() if metric.name.startswith("listener_")}
    assert len(kept) >= 10
    for name, sort in kept.items():
        assert f"`{name}{'_total' if sort == 'counter' else ''}`" in pages()["operating.md"]
