"""A log that cannot be written, as on a full disk, stops nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from pytest_httpserver import HTTPServer

from tests.worlds.pipeline import free_port, item, publish
from tests.worlds.service import PATIENCE, eventually, health, write_service


def test_a_service_whose_log_is_on_a_full_disk_goes_on(tmp_path: Path, httpserver: HTTPServer) -> None:
    port = free_port()
    publish(httpserver, item(0, "Acme"))
    config = write_service(tmp_path, httpserver.url_for("/feed"), port)
    missing = f'\n[[sources]]\nname = "missing"\ntype = "rss"\nurl = "{httpserver.url_for("/missing")}"\n'
    config.write_text(config.read_text() + missing)
    command = [sys.executable, "-m", "listener", "run", "--config", str(config)]
    with Path("/dev/full").open("w") as full, subprocess.Popen(command, stderr=full) as process:
        try:
            eventually(lambda: health(port)["totals"]["mentions"] == 1)
            eventually(lambda: health(port)["sources"]["missing"] == "broken")
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
