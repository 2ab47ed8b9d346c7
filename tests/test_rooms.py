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
SAME_AS_IN_THE_PROGRAM = {package: set[str]() for package in PACKAGES} | {
    "tests": {path.name for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_dir()}
}
"""Folders of tests that are drawn where what they test is drawn."""
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


@pytest.mark.parametrize("package", [*PACKAGES, "tests"])
def test_every_room_stands_on_the_map_and_every_room_in_a_room(package: str):
    files = [path.relative_to(ROOT / package) for path in (ROOT / package).rglob("*.py")]
    rooms = {part for path in files for part in path.parts[:-1][:2]}
    assert rooms <= drawn_rooms()[package] | SAME_AS_IN_THE_PROGRAM[package]


def test_the_map_draws_no_room_that_is_not_there():
    for package, drawn in drawn_folders().items():
        there = {path.name for path in (ROOT / package).rglob("*") if path.is_dir()}
        assert drawn <= there, package


@pytest.mark.parametrize("package", ["listener", "storage"])
def test_modules_that_lie_loose_stand_on_the_map(package: str):
    loose = {path.stem for path in (ROOT / package).glob("*.py")} - {"__init__", "__main__"}
    assert loose <= drawn_rooms()[package]


def test_few_modules_lie_loose_in_the_application():
    loose = {path.stem for path in (ROOT / "listener").glob("*.py")} - {"__init__", "__main__"}
    assert len(loose) <= 10


def test_the_way_to_every_place_leads_somewhere():
    _, _, table = pages()["architecture.md"].partition("where would I add")
    told = re.findall(r"`((?:listener|sources|rules|storage|tests)/[^`]*)`", table)
    assert len(told) > 20
    for place in told:
        assert (ROOT / re.sub(r"NAME\.\w+$", "", place)).exists(), place


def drawn_rooms() -> dict[str, set[str]]:
    """The words of the map, by package."""
    return _drawn(r"\w+")


def drawn_folders() -> dict[str, set[str]]:
    """The words that have a stroke after them: folders."""
    return {package: found - {package} for package, found in _drawn(r"\w+(?=/)").items()}


def _drawn(pattern: str) -> dict[str, set[str]]:
    [map_] = [block for block in examples("architecture.md", "") if block.startswith("listener/")]
    drawn: dict[str, set[str]] = {}
    package = ""
    for line in map_.splitlines():
        package = line.partition("/")[0] if not line.startswith(" ") else package
        drawn.setdefault(package, set()).update(re.findall(pattern, line))
    return drawn
