"""Connections that want nothing, or never say what: they take no place from others, and nothing from the service."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_httpserver import HTTPServer

from tests.worlds.pipeline import free_port, item, publish, write_config
from tests.worlds.service import LOOK, MEASURING, eventually

FILES = 512


@pytest.fixture(autouse=True)
def _many_files() -> Iterator[None]:
    """The attacker may open more files than usual."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] < 4096:
        pytest.skip("this machine does not let one process open 4,096 files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(4096, before[0]), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@contextmanager
def service(folder: Path, feed: str, port: int) -> Iterator[Path]:
    """`listener run` with few files; gives where its log stands."""
    config, log = write_config(folder, feed, "127.0.0.1:9"), folder / "log"
    text = config.read_text(encoding="utf-8").replace('every = "5m"', 'every = "2s"')
    listen = f'[listener]\nlisten = "127.0.0.1:{port}"\nmetrics_token = "{LOOK}"'
    config.write_text(text.replace("[listener]", listen), encoding="utf-8")
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({FILES}, {FILES}))"
    program = f"{limited}; from listener.cli import main; main()"
    with log.open("wb") as file:
        command = [sys.executable, "-c", program, "run", "--config", str(config)]
        with subprocess.Popen(command, stdout=file, stderr=file) as process:
            try:
                yield log
            finally:
                process.kill()


def health(port: int) -> dict[str, Any]:
    """What a viewer is told who comes now."""
    return dict(httpx.get(f"http://127.0.0.1:{port}/health", headers=MEASURING, trust_env=False, timeout=5).json())


def test_a_crowd_that_says_nothing_stops_neither_pages_nor_collecting(tmp_path: Path, httpserver: HTTPServer) -> None:
    port = free_port()
    publish(httpserver, item(1, "Acme in the news"))
    with service(tmp_path, httpserver.url_for("/feed"), port) as log, ExitStack() as crowd:
        eventually(lambda: health(port)["totals"]["mentions"] == 1)
        for number in range(1_100):
            idle = crowd.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            idle.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " if number % 2 else b"")
        publish(httpserver, item(1, "Acme in the news"), item(2, "Acme again"))
        assert health(port)["totals"]["mentions"] == 1, "whoever asks is answered at once"
        eventually(lambda: health(port)["totals"]["mentions"] == 2)
        assert log.stat().st_size < 10_000
