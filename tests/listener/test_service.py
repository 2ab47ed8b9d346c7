"""The service as a process: it answers, takes over changes, stops gracefully, and says what is wrong."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
from pytest_httpserver import HTTPServer

from tests.worlds.pipeline import free_port, item, publish
from tests.worlds.service import PATIENCE, eventually, health, service, write_service


def test_it_collects_reloads_and_stops(tmp_path: Path, httpserver: HTTPServer) -> None:
    port = free_port()
    publish(httpserver, item(1, "Acme in the news"))
    config = write_service(tmp_path, httpserver.url_for("/feed"), port)

    def mentions() -> int | None:
        return health(port)["totals"]["mentions"] or None

    def reloaded() -> bool | None:
        return "second" in health(port)["sources"] or None

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
    config = write_service(tmp_path, httpserver.url_for("/feed"), port)
    terminal, inside = pty.openpty()
    command = [sys.executable, "-m", "listener", "run", "--config", str(config)]
    with subprocess.Popen(command, stdout=inside, stderr=subprocess.DEVNULL) as process:
        try:
            said = os.read(terminal, 4_096).decode()
            link = next(word for word in said.split() if word.startswith(f"http://127.0.0.1:{port}/enter/"))
            with httpx.Client(trust_env=False, follow_redirects=True) as browser:
                eventually(lambda: browser.get(link).status_code == 200 or None)
                assert '<h1 data-live="title">' in browser.post(link, data={"as": "local"}).text
        finally:
            process.kill()
            os.close(terminal)
            os.close(inside)


def test_what_it_prints_goes_to_a_file_and_the_link_to_the_terminal_it_is_started_at(tmp_path: Path) -> None:
    config = write_service(tmp_path, "http://127.0.0.1:9/feed", free_port())
    config.write_text(config.read_text().replace("[listener]", '[listener]\nlog = "error"', 1))
    terminal, inside = pty.openpty()
    command = [sys.executable, "-m", "listener", "run", "--config", str(config)]
    log = tmp_path / "log"
    with log.open("wb") as file, subprocess.Popen(command, stdin=inside, stdout=file, stderr=file) as process:
        try:
            assert "/enter/" in os.read(terminal, 4_096).decode()
        finally:
            process.kill()
            os.close(terminal)
            os.close(inside)
    assert "/enter/" not in log.read_text()


def test_without_a_terminal_it_says_how_to_get_the_link_however_little_it_logs(tmp_path: Path) -> None:
    config = write_service(tmp_path, "http://127.0.0.1:9/feed", free_port())
    config.write_text(config.read_text().replace("[listener]", '[listener]\nlog = "error"', 1))
    with service(config) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["command"] == f"listener link --config {config}"


def test_a_wrong_change_is_refused_and_the_service_goes_on(tmp_path: Path, httpserver: HTTPServer) -> None:
    port = free_port()
    publish(httpserver, item(1, "Acme in the news"))
    config = write_service(tmp_path, httpserver.url_for("/feed"), port)

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
    config = write_service(tmp_path, httpserver.url_for("/feed"), httpserver.port)
    with service(config) as process:
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode not in (0, None)
    told = json.loads(said)
    assert (told["event"], told["level"]) == ("the service ends", "critical")
    assert "listen" in told["error"]
    assert str(httpserver.port) in told["error"]
    assert "exception" not in told
