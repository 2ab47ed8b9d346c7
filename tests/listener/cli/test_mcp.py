"""`listener mcp`: where it answers is checked before anything is opened to anybody."""

from __future__ import annotations

import pytest

from tests.worlds.terminal import run

pytestmark = pytest.mark.usefixtures("config")


@pytest.mark.parametrize("address", ["8351", "localhost:", ":8351", "localhost:http"])
def test_an_address_that_is_none_is_refused(address: str):
    pytest.importorskip("mcp", reason="the extra mcp is not installed: pip install 'listener[mcp]'")
    run("poll")
    assert "HOST:PORT" in run("mcp", "--http", address, code=2).stderr
