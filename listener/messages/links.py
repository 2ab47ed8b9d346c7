"""The links in a message: each acts once, in the name of whoever got the message, and only when a person presses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from listener.app import App
from listener.signing import NOTE, grant, sealed
from storage.errors import ListenerError
from storage.records import Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAction:
    """Something that a link can do.

    Attributes:
        label: On the button.
        asks: The question above it.
        means: What pressing it does, for the page that asks.
        done: What is said afterwards.
        states: States of the incident in which it makes sense.
    """

    label: str
    asks: str
    means: str
    done: str
    states: frozenset[str]


ACTIONS: Mapping[str, LinkAction] = {
    "acknowledge": LinkAction(
        label="I take it",
        asks="Do you take this incident?",
        means="You take care of this incident: reminders and pages stop, news is still told.",
        done="You have taken this incident.",
        states=frozenset({"open"}),
    ),
    "resolve": LinkAction(
        label="Over",
        asks="Is this incident over?",
        means="You say that this incident is over: those who were told of it hear of its end.",
        done="This incident is resolved.",
        states=frozenset({"open", "acknowledged"}),
    ),
    "useful": LinkAction(
        label="Useful",
        asks="Was this worth telling?",
        means="You say that it was worth telling. The rules that raised it are measured by that.",
        done="Thank you: its rules are counted as right.",
        states=frozenset({"open", "acknowledged", "resolved"}),
    ),
    "noise": LinkAction(
        label="Noise",
        asks="Was this noise?",
        means="You say that it was not worth telling. The rules that raised it are measured by that.",
        done="Thank you: its rules are counted as wrong.",
        states=frozenset({"open", "acknowledged", "resolved"}),
    ),
}
VERDICTS = frozenset({"useful", "noise"})


def sensible(incident: Incident) -> tuple[str, ...]:
    """Names of the actions that make sense now. A drill's posts are made up: nothing is learned from them."""
    return tuple(
        name
        for name, action in ACTIONS.items()
        if incident.state in action.states and not (incident.drill and name in VERDICTS)
    )


def links(app: App, incident: Incident, person: str | None) -> tuple[tuple[str, str], ...]:
    """Label and path below the base URL of each action that makes sense now; none without a base URL.

    Args:
        person: In whose name they act; None where many get the same message: then the page asks.
    """
    if app.config.base_url is None or incident.id is None:
        return ()
    until, key = app.clock.now() + app.config.actions.links, secret(app)
    return tuple(
        (ACTIONS[name].label, f"/act/{sealed(grant('link', incident, name, person, until), key)}")
        for name in sensible(incident)
    )


def secret(app: App) -> str:
    """The key of this installation: configured, or made at the first start."""
    if app.config.actions.secret:
        return app.config.actions.secret.get_secret_value()
    made = app.store.note(NOTE)
    if made is None:
        raise ListenerError("this store has no key to sign links with; start the service again")
    return made
