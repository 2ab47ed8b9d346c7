"""A webhook's body from a template of the operator's own: JSON whose placeholders are escaped for JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from listener.notify.render.inert import inert_payload
from storage.records import Alert, Delivery, Notice, Scope

LARGEST = 100_000


def body(path: Path, said: dict[str, Any]) -> Any:
    """What the template makes of the body of format "listener". Raises ValueError with what is wrong.

    Texts are inert (see `render.inert`); as they were written they stand below `verbatim`.

    A text stands for itself inside quotes: `"text": "{{ incident.title }}"`; numbers, lists and objects stand without:
    `"severity": {{ incident.severity }}, "alerts": {{ alerts }}`. The template can neither read files nor call
    anything of the program.
    """
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, finalize=_escaped, autoescape=False)
    try:
        text = path.read_text("utf-8")
        rendered = environment.from_string(text[:LARGEST]).render(**inert_payload(said), verbatim=said)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    except (TemplateError, UnicodeDecodeError, TypeError, ArithmeticError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    try:
        return json.loads(rendered)
    except ValueError as error:
        raise ValueError(f"{path.name} makes no JSON: {error}") from error


def fault(path: Path) -> str | None:
    """What is wrong with a template, tried on an example with quotes, line breaks and empty fields; None if nothing."""
    from listener.notify.formats.listener import payload

    try:
        for notice in _EXAMPLES:
            delivery = Delivery(key="check", target="check", notice=notice, next_try_at=notice.created_at)
            body(path, payload(delivery, "https://listener.example.org"))
    except ValueError as error:
        return str(error)
    return None


def _escaped(value: Any) -> Any:
    from jinja2 import Undefined

    if isinstance(value, Undefined):
        return str(value)  # which says what is not known
    if isinstance(value, str):
        # What `tojson` made is JSON already.
        return value if hasattr(value, "__html__") else json.dumps(value)[1:-1]
    return json.dumps(value)


_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_PLAIN = Notice(
    kind="test",
    incident_id=None,
    thread="test",
    number=1,
    title='A "test"\nof it',
    severity=3,
    scope=Scope.ALL,
    created_at=_NOW,
)
_ALERT = Alert(
    rule="r",
    scope=Scope.ALL,
    severity=1,
    fingerprint="f",
    starts_at=_NOW,
    ends_at=_NOW,
    value=3.0,
    summary='Said: "x"',
    reasons=("a",),
)
_EXAMPLES = (
    _PLAIN,
    Notice(
        kind="opened",
        incident_id=1,
        thread="t",
        number=1,
        title="T",
        severity=1,
        scope=Scope.brand("A"),
        created_at=_NOW,
        alerts=(_ALERT,),
    ),
)
