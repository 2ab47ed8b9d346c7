"""The rooms of plug-ins hold plug-ins and their contract, nothing else: their listing is the list of what there is."""

import importlib
import pkgutil
from typing import Any

import pytest

from listener.notify.base import targets
from listener.notify.formats.base import formats
from rules.base import rules
from sources.base import sources
from storage.plugins import Plugins

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
