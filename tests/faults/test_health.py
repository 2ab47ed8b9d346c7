"""While something is wrong, nobody says that all is well: a full disk, a store that is taken away, a dead service."""

from __future__ import annotations

import json
import resource
import signal
from pathlib import Path
from typing import Any

from pytest_httpserver import HTTPServer

from tests.worlds.pipeline import free_port, item, publish
from tests.worlds.service import eventually, health, service, write_service
from tests.worlds.terminal import run

FULL, FREE = (4096, resource.RLIM_INFINITY), (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
"""How large a file the service may write: on a disk that is full, none can grow."""


def standing(config: Path, code: int) -> Any:
    """What `listener status` says."""
    return json.loads(run("status", "--json", "--config", str(config), code=code).stdout)


def test_a_full_disk_and_then_a_dead_service(tmp_path: Path, httpserver: HTTPServer) -> None:
    port = free_port()
    publish(httpserver, item(0, "Acme"))
    config = write_service(tmp_path, httpserver.url_for("/feed"), port, classify=False)
    config.write_text(config.read_text().replace('every = "5m"', 'every = "10s"'))
    with service(config) as process:
        eventually(lambda: health(port)["totals"]["mentions"] == 1)
        assert standing(config, 0)["status"] == "ok"

        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, FULL)
        publish(httpserver, *(item(number, f"Acme said {number} things") for number in range(300)))
        told = eventually(lambda: (found := health(port))["status"] != "ok" and found)
        assert "check the disk" in str(told["troubles"]) or "no space is left" in str(told["troubles"])
        down = eventually(lambda: (found := health(port))["status"] == "down" and found)
        assert down["troubles"][0].startswith("nothing can be stored")
        assert down["totals"]["mentions"] == 1

        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, FREE)
        eventually(lambda: (found := health(port))["totals"]["mentions"] == 300 and found["status"] == "ok")

        process.send_signal(signal.SIGKILL)
        process.wait()
        dead = standing(config, 1)
    assert dead["status"] == "down"
    assert dead["troubles"][0].startswith("no service is running; its last sign of life was on")
    assert "! no service is running" in run("status", "--config", str(config), code=1).stdout


def test_a_store_that_is_deleted_while_it_is_in_use(tmp_path: Path, httpserver: HTTPServer) -> None:
    port = free_port()
    publish(httpserver, item(0, "Acme"))
    config = write_service(tmp_path, httpserver.url_for("/feed"), port, classify=False)
    store, away = tmp_path / "listener.db", tmp_path / "away.db"
    with service(config):
        eventually(lambda: health(port)["totals"]["mentions"] == 1)
        store.rename(away)
        down = eventually(lambda: (found := health(port))["status"] == "down" and found)
        assert "deleted, moved or replaced while in use" in str(down["troubles"])
        run("status", "--config", str(config), code=4)
        away.rename(store)
        eventually(lambda: health(port)["status"] == "ok")
