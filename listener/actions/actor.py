"""Who a caller is, and what they may do; actions ask here before they do anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from storage.errors import ListenerError
from storage.records import Actor, PersonRole, Via

Action = Literal[
    "acknowledge",
    "escalate",
    "resolve",
    "note",
    "severity",
    "handover",
    "verdict",
    "silence",
    "crisis",
    "drill",
    "outbox",
]

ROLES: tuple[PersonRole, ...] = get_args(PersonRole)
"""Each may do what those before it may."""
LEAST: Mapping[Action, PersonRole] = dict.fromkeys(get_args(Action), "responder")
"""The first role that may do it."""


class Denied(ListenerError):
    """Somebody wanted what their role may not do."""


def caller(name: str, via: Via) -> Actor:
    """Whoever gives this name at a door. Without a sign-in the name is taken at its word, and makes a responder."""
    return Actor(name=name, via=via)


def may(actor: Actor, action: Action) -> bool:
    """Whether the actor's role is enough for it."""
    return ROLES.index(actor.role) >= ROLES.index(LEAST[action])


def check(actor: Actor, action: Action) -> None:
    """Raises Denied, with a sentence for the person, unless the actor may do it."""
    if not may(actor, action):
        raise Denied(f"this needs the role {LEAST[action]}; {actor.name} has the role {actor.role}")
