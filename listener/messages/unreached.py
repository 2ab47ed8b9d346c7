"""Who is to be told by the configuration, and has no way to be."""

from __future__ import annotations

from datetime import datetime

from listener.config.config import Config
from listener.messages.recipients import recipients
from rules.alerting.people import mentioned
from rules.alerting.routing import every
from storage.records import Who


def unreached(config: Config, now: datetime) -> list[str]:
    """One sentence for each member of a policy or a route, and each person of a rotation, without a working channel."""
    people = {Who.person(name): f"rotation {each.name}" for each in config.rotations for name in each.people}
    told = {who: f"route {route.name}" for route in every(config.route).values() for who in route.targets}
    paged = {who: f"policy {policy.name}" for policy in config.policies for who in mentioned([policy])}
    return [
        f"{who} in {place} has no working channel and is skipped; give the person `mail` (with a target of type mail) "
        f"or `targets`"
        for who, place in (people | told | paged).items()
        if who.kind != "oncall" and not recipients(config, who, now)
    ]
