"""Who a caller is, and what they may do; actions ask here before they do anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from storage.errors import ListenerError
from storage.records import Actor, PersonRole, Via

Action = Literal[
    "views", "exports", "open", "acknowledge", "escalate", "resolve", "note", "severity", "handover", "verdict",
    "silence", "crisis", "drill", "outbox", "cases", "annotations", "shares", "approval", "sources", "imports",
    "teaching", "rules", "reports", "oncall", "people", "tokens", "settings",
]  # fmt: skip

ROLES: tuple[PersonRole, ...] = get_args(PersonRole)
"""Each may do what those before it may. An observer looks, and is never paged."""
LEAST: Mapping[Action, PersonRole] = {
    "views": "observer",
    "exports": "observer",
    "open": "responder",
    "acknowledge": "responder",
    "escalate": "responder",
    "resolve": "responder",
    "note": "responder",
    "severity": "responder",
    "handover": "responder",
    "verdict": "responder",
    "silence": "responder",
    "crisis": "responder",
    "drill": "responder",
    "oncall": "responder",
    "outbox": "responder",
    "cases": "responder",
    "annotations": "responder",
    "shares": "manager",
    "approval": "manager",
    "sources": "manager",
    "imports": "manager",
    "teaching": "manager",
    "rules": "manager",
    "reports": "manager",
    "people": "administrator",
    "tokens": "administrator",
    "settings": "administrator",
}
"""The first role that may do it. What somebody sees they may take along as a file."""
AT_DOOR: Mapping[Via, PersonRole] = {
    "command line": "administrator",
    "link": "responder",
    "webhook": "responder",
    "demo": "responder",
}
"""What a name makes of somebody at doors where nobody signs in. Whoever runs commands beside the store could change it
in any case; links and webhooks are signed for what responders do. At the other doors who somebody is decides."""


class Denied(ListenerError):
    """Somebody wanted what their role may not do."""


def caller(name: str, via: Via, known: PersonRole | None = None) -> Actor:
    """Whoever gives this name at a door where nobody signs in; the name is taken at its word.

    Args:
        known: The role of the person of that name, where there is one: a link that was sent to an observer is no more
            than its reader.
    """
    role = AT_DOOR[via]
    return Actor(name=name, via=via, role=role if known is None else min(role, known, key=ROLES.index))


def may(actor: Actor, action: Action) -> bool:
    """Whether the actor's role is enough for it."""
    return ROLES.index(actor.role) >= ROLES.index(LEAST[action])


def check(actor: Actor, action: Action) -> None:
    """Raises Denied, with a sentence for the person, unless the actor may do it."""
    if not may(actor, action):
        raise Denied(f"this needs the role {LEAST[action]}; {actor.name} has the role {actor.role}")
