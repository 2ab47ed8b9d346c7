"""All metrics, found by being in this room."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from listener.metrics.base import Metric


def catalogue() -> tuple[Metric, ...]:
    """Every metric, by name in alphabetical order."""
    import listener.metrics as room

    modules = [import_module(f"{room.__name__}.{found.name}") for found in pkgutil.iter_modules(room.__path__)]
    found = {value.name: value for module in modules for value in vars(module).values() if isinstance(value, Metric)}
    return tuple(metric for _, metric in sorted(found.items()))
