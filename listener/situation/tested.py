"""The last weekly test page to each person: on which ways it was taken, and on which it was not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from listener.config.config import Config
from listener.messages.recipients import Reach, recipients
from listener.pipeline.weekly import everybody, key_of, last_due
from rules.alerting.people import PolicySection
from storage.delivering import Delivering
from storage.records import Delivery, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class LastPage:
    """What became of it; whether a person has noticed it nobody knows.

    Attributes:
        at: When it was due.
        taken, waits: Targets that have taken it, and those whose turn comes.
        refused: Targets that have not, each with its last error.
    """

    at: datetime
    taken: Sequence[str]
    waits: Sequence[str]
    refused: Mapping[str, str]


def last_tests(store: Delivering, config: Config, now: datetime) -> Mapping[str, LastPage | None]:
    """Of everybody whom a policy may page; None where nothing was sent in the last eight days."""
    keys: dict[str, list[tuple[datetime, Reach, str]]] = {}
    for policy in config.policies:
        due = last_due(policy, config.zone, now)
        for name in _people(config, policy):
            ways = recipients(config, Who.person(name), now) if due else []
            keys.setdefault(name, []).extend((due, way, key_of(policy, due, way)) for way in ways if due)
    found = store.deliveries_of([key for those in keys.values() for _, _, key in those])
    known = {each.key: each for each in found}
    return {
        name: _tested([(due, way, known[key]) for due, way, key in those if key in known])
        for name, those in keys.items()
    }


def _people(config: Config, policy: PolicySection) -> list[str]:
    return list(dict.fromkeys(who.name for who in everybody(config, policy) if who.kind == "person"))


def _tested(sent: Sequence[tuple[datetime, Reach, Delivery]]) -> LastPage | None:
    """The latest of several policies."""
    if not sent:
        return None
    at = max(due for due, _, _ in sent)
    by_state: defaultdict[str, list[str]] = defaultdict(list)
    refused = {}
    for way, each in ((way, each) for due, way, each in sent if due == at):
        name = "mail" if way.to else way.target
        if each.permanent or (each.error and not each.sent_at):
            refused[name] = each.error or "it was not taken"
        else:
            by_state["taken" if each.sent_at else "waits"].append(name)
    return LastPage(at=at, taken=by_state["taken"], waits=by_state["waits"], refused=refused)
