"""Finding plug-ins: one file each, found by looking into a package, and by entry point for other people's."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import Generic, TypeVar

T = TypeVar("T")


class Plugins(Generic[T]):
    """The plug-ins of one sort, by name.

    A module of `package` registers its class with the decorator that `register` makes. Nothing is imported until
    the first look-up. Packages of other people name their module in the entry-point group `group`; one that cannot be
    loaded is complained of in the log and left out.
    """

    def __init__(self, package: str, *, group: str) -> None:
        self.package, self.group = package, group
        self._found: dict[str, type[T]] = {}
        self._complete = False

    def register(self, name: str) -> Callable[[type[T]], type[T]]:
        """Decorator that makes a class known under `name`; a name taken twice is a ValueError."""

        def add(cls: type[T]) -> type[T]:
            present = self._found.get(name)
            if present and present.__qualname__ != cls.__qualname__:
                raise ValueError(f"{name!r} is registered by {present.__module__} and by {cls.__module__}")
            self._found[name] = cls
            return cls

        return add

    def all(self) -> dict[str, type[T]]:
        """Every plug-in, by name in alphabetical order."""
        if not self._complete:
            self._discover()
        return dict(sorted(self._found.items()))

    def get(self, name: str) -> type[T]:
        """The plug-in of that name, else a KeyError that lists those that exist.

        A plug-in whose file is named after it is found without importing the others.
        """
        if name not in self._found:
            self._import_named(name.replace("-", "_"))
        found = self._found if name in self._found else self.all()
        if name not in found:
            raise KeyError(f"no {name!r} among: {', '.join(found)}")
        return found[name]

    def _import_named(self, module: str) -> None:
        package = importlib.import_module(self.package)
        if module in {found.name for found in pkgutil.iter_modules(package.__path__) if not found.ispkg}:
            importlib.import_module(f"{self.package}.{module}")

    def _discover(self) -> None:
        package = importlib.import_module(self.package)
        for module in pkgutil.iter_modules(package.__path__):
            if not module.ispkg and not module.name.startswith("_"):
                importlib.import_module(f"{self.package}.{module.name}")
        for entry in entry_points(group=self.group):
            _load(entry)
        self._complete = True


def _load(entry: EntryPoint) -> None:
    try:
        entry.load()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one package of others, the program goes on
        import logging

        package = entry.dist.name if entry.dist else "an unknown package"
        logging.getLogger(__name__).warning(
            "the plug-in %s of %s (%s) cannot be loaded and is left out: %s: %s; correct or uninstall %s",
            *(f'"{entry.name}"', package, entry.group, type(error).__name__, error, package),
        )
