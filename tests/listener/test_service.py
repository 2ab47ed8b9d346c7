"""The service as a process: it answers, takes over changes, stops gracefully, and says what is wrong."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx
from pytest_httpserver import HTTPServer

from tests.worlds.pipeline import free_port, item, publish, write_config

T = TypeVar("T")
PATIENCE = 60.0


def write(folder: Path, feed: str, port: int) -> Path:
    """A configuration whose pages are at a free port."""
    path = write_config(folder, feed, "127.0.0.1:9")
    listen = f'store = "listener.db"\nlisten = "127.0.0.1:{port}"'
    path.write_text(path.read_text().replace('store = "listener.db"', listen))
    return path


@contextmanager
def service(config: Path) -> Iterator[subprocess.Popen[str]]:
    """`listener run` as a process of its own."""
    command = [sys.executable, "-m", "listener", "run", "--config", str(config)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def eventually(look: Callable[[], T | None]) -> T:
    """What `look` returns once it is not None."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            found = look()
        except httpx.HTTPError:
            found = None
        if found is not None:
            return found
        time.sleep(0.2)
    raise AssertionError("it did not happen in time")


def test_it_collects_reloads_and_stops(tmp_path: Path, httpserver: HTTPServer) -> None:
    port = free_port()
    publish(httpserver, item(1, "Acme in the news"))
    config = write(tmp_path, httpserver.url_for("/feed"), port)

    def mentions() -> int | None:
        return httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).json()["totals"]["mentions"] or None

    def reloaded() -> bool | None:
        return "second" in httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).json()["sources"] or None

    with service(config) as process:
        assert eventually(mentions) == 1
        second = f'\n[[sources]]\nname = "second"\ntype = "rss"\nurl = "{httpserver.url_for("/feed")}"\n'
        config.write_text(config.read_text() + second)
        assert eventually(reloaded)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "stopped" in said
    assert "/enter/" not in said, "a log is read by others"


def test_on_a_terminal_it_prints_the_link_that_lets_a_browser_in(tmp_path: Path, httpserver: HTTPServer) -> None:
    port = free_port()
    config = write(tmp_path, httpserver.url_for("/feed"), port)
    terminal, inside = pty.openpty()
    command = [sys.executable, "-m", "listener", "run", "--config", str(config)]
    with subprocess.Popen(command, stdout=inside, stderr=subprocess.DEVNULL) as process:
        try:
            said = os.read(terminal, 4_096).decode()
            link = next(word for word in said.split() if word.startswith(f"http://127.0.0.1:{port}/enter/"))
            with httpx.Client(trust_env=False, follow_redirects=True) as browser:
                eventually(lambda: browser.get(link).status_code == 200 or None)
                assert "What is being said" in browser.post(link).text
        finally:
            process.kill()
            os.close(terminal)
            os.close(inside)


def test_a_wrong_change_is_refused_and_the_service_goes_on(tmp_path: Path, httpserver: HTTPServer) -> None:
    port = free_port()
    publish(httpserver, item(1, "Acme in the news"))
    config = write(tmp_path, httpserver.url_for("/feed"), port)

    def alive() -> bool | None:
        return httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).status_code == 200 or None

    with service(config) as process:
        assert eventually(alive)
        config.write_text(config.read_text() + "\nnonsense = \n")
        time.sleep(5)
        assert alive()
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "not used" in said


def test_a_taken_port_is_one_clear_message(tmp_path: Path, httpserver: HTTPServer) -> None:
    config = write(tmp_path, httpserver.url_for("/feed"), httpserver.port)
    with service(config) as process:
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode not in (0, None)
    assert "listen" in said
    assert str(httpserver.port) in said
    assert "Traceback" not in said
