"""What stands in the log: one shape for every line, whoever says it, and no trouble a thousand times."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import structlog

from listener.engine.local import LocalEngine
from listener.logs import AGAIN, Repeats, configure
from tests.worlds.clocks import SettableClock
from tests.worlds.pipeline import START

SAYING = """
import asyncio, logging, warnings
import structlog
from listener.logs import configure
configure("info")
log = structlog.get_logger()

async def broken():
    raise ZeroDivisionError("nothing to divide by")

async def lost():
    asyncio.create_task(broken())
    await asyncio.sleep(0.05)

log.info("begun", part="tests")
logging.getLogger("uvicorn.error").warning("Invalid %s", "request")
logging.getLogger("apscheduler.scheduler").error("odd level")
logging.getLogger("somebody").log(35, "between two levels")
logging.getLogger("httpx").info("HTTP Request: GET /")
warnings.warn("this is old", DeprecationWarning, stacklevel=1)
asyncio.run(lost())
try:
    1 / 0
except ZeroDivisionError:
    log.exception("a stage failed", stage="collect")
"""


def lines(program: str) -> list[dict[str, Any]]:
    """What a program writes to stderr, each line read as JSON."""
    done = subprocess.run([sys.executable, "-W", "always", "-c", program], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_every_line_is_json_whoever_says_it_and_tracebacks_stand_inside() -> None:
    said = lines(SAYING)
    assert all({"event", "level", "timestamp"} <= set(line) for line in said)
    told = [(line.get("logger"), line["level"]) for line in said]
    assert told == [
        (None, "info"),
        ("uvicorn.error", "warning"),
        ("apscheduler.scheduler", "error"),
        ("somebody", "warning"),
        ("py.warnings", "warning"),
        ("asyncio", "error"),
        (None, "error"),
    ]
    assert said[1]["event"] == "Invalid request"
    assert "nothing to divide by" in said[5]["exception"]
    assert "ZeroDivisionError" in said[6]["exception"]


RELOADING = """
import structlog
from listener.logs import configure
log = structlog.get_logger()
for level in ("info", "warning", "info"):
    configure(level)
    log.warning("source failed", source="news")
"""


def test_a_reload_does_not_tell_the_same_trouble_again() -> None:
    assert len(lines(RELOADING)) == 1


@pytest.mark.parametrize("sort", ["parsing", "matching", "reading"])
def test_what_a_process_beside_the_service_says_is_a_line_too(sort: str, capfd: pytest.CaptureFixture[str]) -> None:
    engine = LocalEngine(partial(configure, json=True))
    getattr(engine, sort).submit(logging.warning, "an odd head").result(timeout=30)
    engine.close()
    (line,) = map(json.loads, capfd.readouterr().err.splitlines())
    assert (line["event"], line["level"]) == ("an odd head", "warning")


class Log:
    """A log by a clock that is moved by hand."""

    def __init__(self) -> None:
        self.clock = SettableClock(START)
        self.said: list[dict[str, Any]] = []
        self._repeats = Repeats(self.clock)

    def say(self, level: str, event: str, **fields: Any) -> None:
        with suppress(structlog.DropEvent):
            self.said.append(dict(self._repeats(None, level, {"event": event, **fields})))


def test_the_same_error_is_told_once_a_minute_with_a_count() -> None:
    log = Log()
    for _ in range(150):
        log.say("error", "too many open files", exc_info=OSError(24, "too many"))
        log.clock.move_to(log.clock.now() + timedelta(seconds=AGAIN / 60))
    assert [line.get("repeated") for line in log.said] == [None, 59, 59]


@pytest.mark.parametrize(
    "other",
    [
        {"event": "something else"},
        {"stage": "deliver"},
        {"exc_info": OSError(24, "another file")},
        {"exc_info": ValueError("too many")},
    ],
)
def test_what_differs_is_told(other: dict[str, Any]) -> None:
    log, usual = Log(), {"event": "a stage failed", "stage": "collect", "exc_info": OSError(24, "too many")}
    log.say("error", **usual)
    log.say("error", **{**usual, **other})
    log.say("error", **usual)
    assert len(log.said) == 2


def test_what_is_no_trouble_is_told_each_time() -> None:
    log = Log()
    for _ in range(3):
        log.say("info", "delivered", target="team")
    assert len(log.said) == 3


def test_an_endless_variety_is_forgotten_from_its_oldest() -> None:
    log = Log()
    for number in range(3000):
        log.say("warning", "not delivered", target=str(number))
    log.say("warning", "not delivered", target="0")
    log.say("warning", "not delivered", target="2999")
    assert len(log.said) == 3001
