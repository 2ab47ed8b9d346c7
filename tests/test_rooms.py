"""A newcomer finds the way: every room says what it is for and stands on the map; plug-in rooms hold plug-ins only."""

import ast
import importlib
import pkgutil
import re
from typing import Any

import pytest

from listener.notify.base import targets
from listener.notify.formats.base import formats
from rules.base import rules
from sources.base import sources
from storage.plugins import Plugins
from tests.worlds.docs import ROOT, examples, pages

PACKAGES = ("listener", "sources", "rules", "storage")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
ROOMS: list[Plugins[Any]] = [sources, rules, targets, formats]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.package)
def test_every_module_beside_the_contract_is_a_plug_in(room: Plugins[Any]):
    package = importlib.import_module(room.package)
    modules = {found.name for found in pkgutil.iter_modules(package.__path__) if not found.ispkg}
    plugged = {model.__module__ for model in room.all().values()}
    assert {f"{room.package}.{name}" for name in modules - {"base"}} == plugged


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.package)
def test_a_plug_in_stands_in_the_file_that_bears_its_name(room: Plugins[Any]):
    for name, model in room.all().items():
        assert model.__module__ == f"{room.package}.{name.replace('-', '_')}"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.package)
def test_the_documentation_names_the_entry_points_of_a_room(room: Plugins[Any]):
    assert any(room.group in pages()[name] for name in pages() if name.startswith("writing-a-"))


def test_every_module_opens_with_what_it_is_for():
    silent = [path for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_room_stands_on_the_map(package: str):
    drawn = drawn_rooms()[package]
    assert {path.parent.name for path in (ROOT / package).glob("*/__init__.py")} <= drawn


def test_few_modules_lie_loose_in_the_application_and_each_stands_on_the_map():
    loose = {path.stem for path in (ROOT / "listener").glob("*.py")} - {"__init__", "__main__"}
    assert len(loose) <= 10
    assert loose <= drawn_rooms()["listener"]


def test_the_way_to_every_place_leads_somewhere():
    _, _, table = pages()["architecture.md"].partition("where would I add")
    told = re.findall(r"`((?:listener|sources|rules|storage|tests)/[^`]*)`", table)
    assert len(told) > 20
    for place in told:
        assert (ROOT / re.sub(r"NAME\.\w+$", "", place)).exists(), place


def drawn_rooms() -> dict[str, set[str]]:
    """The words of the map, by package."""
    [map_] = [block for block in examples("architecture.md", "") if block.startswith("listener/")]
    drawn: dict[str, set[str]] = {}
    package = ""
    for line in map_.splitlines():
        package = line.partition("/")[0] if not line.startswith(" ") else package
        drawn.setdefault(package, set()).update(re.findall(r"\w+", line))
    return drawn
