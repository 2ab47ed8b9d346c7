"""Heavy servers are started only where they are asked for: `make test-servers`."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "servers" in config.option.markexpr:
        return
    heavy = [item for item in items if item.get_closest_marker("servers")]
    if heavy:
        config.hook.pytest_deselected(items=heavy)
        items[:] = [item for item in items if item not in heavy]
