"""`listener routes`: who would be told."""

from __future__ import annotations

import pytest

from tests.worlds.terminal import lines, run

pytestmark = pytest.mark.usefixtures("config")


def test_routes_can_be_tried():
    assert "screen" in run("routes", "test", "--severity", "1", "--brand", "Acme").stdout
    (route,) = lines(run("routes", "test", "--severity", "1", "--json"))
    assert (route["name"], route["targets"]) == ("urgent", ["screen"])
