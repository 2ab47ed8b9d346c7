"""Structured logs: readable lines on a terminal, JSON elsewhere; no secret shows in either."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

from listener.wording.masking import masked


def configure(level: str = "info", *, json: bool | None = None) -> None:
    """Log to stderr from `level` up; JSON if stderr is no terminal, unless told otherwise."""
    as_json = not sys.stderr.isatty() if json is None else json
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info if as_json else structlog.dev.set_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if as_json
            # Without the values of local variables: they may hold secrets.
            else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
            _without_secrets,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    others = logging.StreamHandler(sys.stderr)
    others.setFormatter(_Masking(logging.BASIC_FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[others])


def _without_secrets(_logger: object, _method: str, line: Any) -> str:
    """The last processor: by now an event is a line."""
    return masked(line)


class _Masking(logging.Formatter):
    """For what libraries log."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
