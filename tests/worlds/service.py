"""The service as a process of its own, on loopback."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx

from tests.worlds.pipeline import write_config

T = TypeVar("T")
LOOK = "look-at-4ll-of-it"
MEASURING = {"Authorization": f"Bearer {LOOK}"}
"""What a program sends that watches a service of these tests."""
PATIENCE = 60.0


def write_service(folder: Path, feed: str, port: int, **more: Any) -> Path:
    """A configuration whose pages are at a free port."""
    path = write_config(folder, feed, "127.0.0.1:9", **more)
    listen = f'store = "listener.db"\nlisten = "127.0.0.1:{port}"\nmetrics_token = "{LOOK}"'
    path.write_text(path.read_text().replace('store = "listener.db"', listen))
    return path


@contextmanager
def service(config: Path) -> Iterator[subprocess.Popen[str]]:
    """`listener run` as a process of its own."""
    command = [sys.executable, "-m", "listener", "run", "--config", str(config)]
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, **streams, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def health(port: int) -> dict[str, Any]:
    """What /health answers."""
    found: dict[str, Any] = httpx.get(f"http://127.0.0.1:{port}/health", headers=MEASURING, trust_env=False).json()
    return found


def eventually(look: Callable[[], T | None], patience: float = PATIENCE) -> T:
    """What `look` returns once it is something that counts as true, within so many seconds."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            found = look()
        except httpx.HTTPError:
            found = None
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError("it did not happen in time")
