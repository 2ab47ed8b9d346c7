"""Silences: people hold alerts back for a while, with a name and a reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

import structlog

from listener.actions.actor import check
from listener.actions.audit import audit
from listener.app import App
from listener.config.findings import suggest
from listener.wording.moments import utc
from rules.alerting.silencing import LABELS
from storage.errors import ListenerError
from storage.records import Actor, Silence

log = structlog.get_logger()

LONGEST = timedelta(days=30)


async def begin(app: App, silence: Silence, actor: Actor, *, really: bool = False) -> Silence:
    """Start a silence in the actor's name; what may wake people needs `really`. ListenerError says what is wrong."""
    check(actor, "silence")
    _check_match(app, silence.match)
    if not silence.reason.strip():
        raise ListenerError("a silence needs a reason, for those who wonder why nothing was told")
    if not timedelta(0) < silence.ends_at - silence.starts_at <= LONGEST:
        raise ListenerError("a silence lasts up to 30 days; begin another one then, if it is still needed")
    if silence.ends_at <= (now := app.clock.now()):
        raise ListenerError(f"until {utc(silence.ends_at)} is over already; nothing can be held back any more")
    if not really and "1" in silence.match.get("severity", ("1",)):
        raise ListenerError(
            "this would hold back alerts of severity 1 too, for which people want to be woken; name "
            "severities 2 and 3, or say that it is really meant"
        )
    saved = await app.write(app.store.save_silence, replace(silence, who=actor.name))
    what = f"silenced {described(saved)} until {utc(saved.ends_at)}: {saved.reason}"
    await audit(app, actor, what, now, about="silence", id=saved.id)
    return saved


async def end(app: App, id: int, actor: Actor) -> Silence:
    """End a silence before its time. ListenerError if there is none of that number."""
    check(actor, "silence")
    now = app.clock.now()
    found = next((one for one in await app.read(app.store.silences, now) if one.id == id), None)
    if found is None:
        raise ListenerError(f"there is no silence {id} to end; `listener silences list` shows those that there are")
    ended = replace(found, starts_at=min(found.starts_at, now), ends_at=now)
    await app.write(app.store.save_silence, ended)
    await audit(app, actor, f"ended the silence of {described(found)}", now, about="silence", id=id)
    return ended


def meant(app: App, match: Mapping[str, tuple[str, ...]], actor: Actor) -> None:
    """Raises Denied where the actor silences nothing, ListenerError where no alert can be such."""
    check(actor, "silence")
    _check_match(app, match)


def described(silence: Silence) -> str:
    """What it holds back, in words: "brand Acme, severity 2 or 3"."""
    return ", ".join(f"{label} {' or '.join(values)}" for label, values in silence.match.items())


def _check_match(app: App, match: Mapping[str, tuple[str, ...]]) -> None:
    if not match:
        raise ListenerError("a silence needs something that must match, as brand=NAME or rule=NAME")
    for label, values in match.items():
        if label not in LABELS:
            raise ListenerError(f'"{label}" is no label: write rule, severity, scope, brand or query')
        known = _known(app, label)
        for value in values:
            if value not in known:
                raise ListenerError(f'there is no {label} "{value}"; {suggest(value, known) or "none is configured"}')


def _known(app: App, label: str) -> Collection[str]:
    """The values that a label can have with this configuration."""
    rules, queries = app.config.rules, app.config.queries
    known: Mapping[str, Collection[str]] = {
        "rule": {rule.name for rule in rules},
        "severity": {"1", "2", "3"},
        "scope": {rule.scope for rule in rules},
        "brand": {brand.name for brand in app.config.brands},
        "query": {query.name for query in queries},
    }
    return known[label]
