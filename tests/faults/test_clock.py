"""The machine's clock is set while the service runs: nothing stops, nothing waits for a time that is far away."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen

import httpx
import pytest
from pytest_httpserver import HTTPServer

from tests.worlds.pipeline import free_port, item, mail_server, publish, write_config
from tests.worlds.service import LOOK, MEASURING

PRELOADED = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
JUMPS = {
    "not at all": timedelta(0),
    "ten minutes back": timedelta(minutes=-10),
    "ten days back": timedelta(days=-10),
    "ten days forward": timedelta(days=10),
}
SECONDS = 40.0
"""Until a post is told: sources are read every second, and a burdened machine is given time."""
RULES = "".join(
    f"""
[[rules]]
name = "{word}"
type = "keyword"
words = ["{word}"]
scope = "brand:Acme"
severity = 1
"""
    for word in JUMPS
)

pytestmark = pytest.mark.skipif(PRELOADED is None, reason="sets a clock with Debian's faketime, which is not installed")


@contextmanager
def service(folder: Path, feed: str, smtp: str, port: int) -> Iterator[Path]:
    """`listener run` by a clock of its own: the file says how far it is from the machine's."""
    config, clock = write_config(folder, feed, smtp, rules=RULES), folder / "clock"
    text = config.read_text().replace('every = "5m"', 'every = "1s"')
    text = text.replace(
        'store = "listener.db"', f'store = "listener.db"\nlisten = "127.0.0.1:{port}"\nmetrics_token = "{LOOK}"'
    )
    config.write_text(f'{text}group_by = ["rule"]\ngroup_wait = "0s"\n')
    clock.write_text("+0")
    environment = {
        **os.environ,
        "LD_PRELOAD": str(PRELOADED),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }
    command = [sys.executable, "-m", "listener", "run", "--config", str(config)]
    with Popen(command, env=environment, stdout=PIPE, stderr=STDOUT) as process:
        try:
            yield clock
        finally:
            process.kill()


def health(port: int) -> dict[str, object]:
    try:
        answer: dict[str, object] = httpx.get(
            f"http://127.0.0.1:{port}/health", headers=MEASURING, trust_env=False
        ).json()
    except httpx.HTTPError:
        return {}
    return answer


def until(seconds: float, happened: Callable[[], bool]) -> bool:
    """Whether it happens in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.2)
    return False


def test_what_is_published_after_the_clock_was_set_is_told_within_seconds(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    publish(httpserver)
    port, posts, told = free_port(), [], []
    with mail_server(tmp_path) as (smtp, mailbox), service(tmp_path, httpserver.url_for("/feed"), smtp, port) as clock:
        assert until(60, lambda: health(port).get("sources") == {"feed": "empty"})
        for number, (name, by) in enumerate(JUMPS.items()):
            clock.write_text(f"{by.total_seconds():+.0f}s")
            posts.append(item(number, f"Acme: {name}", datetime.now(UTC) + by))
            publish(httpserver, *posts)
            if until(SECONDS, lambda name=name: any(name in mail.subject for mail in mailbox.mails())):
                told.append(name)
            assert until(SECONDS, lambda: health(port).get("status") == "ok")
    assert told == list(JUMPS)
