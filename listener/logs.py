"""Structured logs: readable lines on a terminal, JSON elsewhere, also what libraries log; no secret shows in them."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import RLock
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from listener.wording.masking import masked
from storage.clock import Clock, WallClock

TOLD = {"warning", "error", "critical"}
AGAIN = 60.0
"""Seconds in which what was told is only counted."""
REMEMBERED = 1000


def configure(level: str = "info", *, json: bool | None = None) -> None:
    """Log to stderr from `level` up; JSON if stderr is no terminal, unless told otherwise."""
    as_json = not sys.stderr.isatty() if json is None else json
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _REPEATS,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info if as_json else structlog.dev.set_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if as_json
            # Without the values of local variables: they may hold secrets.
            else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
            _without_secrets,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=partial(Lines, sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, handlers=[Libraries()])
    logging.captureWarnings(capture=True)


def announce(event: str, **values: str) -> None:
    """One line of the log from whatever level up it is kept: what has to be known by whoever begins."""
    every = structlog.make_filtering_bound_logger(logging.NOTSET)
    structlog.wrap_logger(Lines(sys.stderr), wrapper_class=every).info(event, **values)


class Lines:
    """Writes line by line. One that cannot be written, as on a full disk, is lost: whoever logs goes on."""

    _lock = RLock()  # a warning may come up while a line is written

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, line: str) -> None:
        with self._lock, suppress(OSError, ValueError):  # ValueError: it is closed
            self._stream.write(f"{line}\n")
            self._stream.flush()

    debug = info = warning = error = critical = write


class Libraries(logging.Handler):
    """Passes on what libraries log, each line with the name of its logger."""

    def emit(self, record: logging.LogRecord) -> None:
        level = min(max(record.levelno // 10 * 10, logging.DEBUG), logging.CRITICAL)
        traced = {"exc_info": record.exc_info} if record.exc_info else {}
        structlog.get_logger().log(level, record.getMessage().strip(), logger=record.name, **traced)


@dataclass(slots=True)
class _Told:
    at: float
    repeated: int = 0


class Repeats:
    """Tells the same trouble once a minute; `repeated` says how often it came meanwhile.

    The same: event, fields, and the kind and words of an exception. A trouble that fills the log would hide all others.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock, self._lock = clock, RLock()
        self._told: dict[str, _Told] = {}

    def __call__(self, _: WrappedLogger, method: str, event: EventDict) -> EventDict:
        if method not in TOLD:
            return event
        repeated = self._repeated(_identity(event))
        return {**event, "repeated": repeated} if repeated else event

    def _repeated(self, what: str) -> int:
        """How often it was kept back since it was told; DropEvent where it is to be kept back now."""
        now = self._clock.monotonic()
        with self._lock:
            told = self._told.get(what)
            if told and now - told.at < AGAIN:
                told.repeated += 1
                raise structlog.DropEvent
            self._told.pop(what, None)
            self._told[what] = _Told(now)
            if len(self._told) > REMEMBERED:
                del self._told[next(iter(self._told))]
        return told.repeated if told else 0


_REPEATS = Repeats(WallClock())
"""One for the whole process: a reload forgets no count."""


def _identity(event: EventDict) -> str:
    traced = event.get("exc_info")
    error = sys.exc_info()[1] if traced is True else traced[1] if isinstance(traced, tuple) else traced
    return repr((sorted((name, value) for name, value in event.items() if name != "exc_info"), repr(error)))


def _without_secrets(_logger: object, _method: str, line: Any) -> str:
    """The last processor: by now an event is a line."""
    return masked(line)
