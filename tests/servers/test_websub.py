"""A hub of other people announces what is new to the service as it runs, which reads it without waiting."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.worlds.pipeline import free_port
from tests.worlds.service import eventually, service, write_service
from tests.worlds.terminal import lines, run
from tests.worlds.websub_hub import websub_hub

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]


def test_what_the_hub_announces_is_stored_long_before_the_next_poll(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hub").mkdir()
    port = free_port()
    with websub_hub(tmp_path / "hub") as hub:
        config = write_service(tmp_path, hub.feed, port)
        text = config.read_text().replace("https://listener.example.org", f"http://127.0.0.1:{port}")
        config.write_text(text.replace('every = "5m"', 'every = "6h"'))
        monkeypatch.chdir(tmp_path)
        with service(config):
            eventually(lambda: hub.polls)
            [callback] = eventually(lambda: hub.callbacks, patience=150)  # hubs are asked once a minute
            assert callback.startswith(f"http://127.0.0.1:{port}/hooks/websub/feed/")
            before = hub.polls
            hub.publish("Acme closes")
            eventually(lambda: hub.polls > before)
            eventually(lambda: "Acme closes" in {row["title"] for row in lines(run("export", "--config", str(config)))})
            assert hub.polls == before + 1
