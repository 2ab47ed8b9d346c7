"""Who can be reached, and by what: people, whoever is on call, and targets, as the configuration has them now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from listener.config.config import Config
from listener.notify.base import targets
from rules.alerting.oncall import on_call
from rules.alerting.people import Person, Rotation
from rules.alerting.quiet import quiet_until
from rules.alerting.routing import Effective
from storage.records import Who

if TYPE_CHECKING:
    from storage.records import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One way to somebody.

    Attributes:
        target: Name of the target that carries the message.
        to: Recipients instead of the target's own.
        person: Who is meant, where one person is.
    """

    target: str
    to: tuple[str, ...] = ()
    person: str | None = None

    @property
    def name(self) -> str:
        """Who is reached, for a person to read."""
        return self.person or self.target


def recipients(config: Config, who: Who, now: datetime) -> list[Reach]:
    """Every way to whom is meant.

    Empty: no working channel, or the configuration does not know them (any more).
    """
    if who.kind == "target":
        return [Reach(target=who.name)] if any(target.name == who.name for target in config.targets) else []
    person = person_meant(config, who, now)
    return _ways(config, person) if person else []


def pageable(config: Config, who: Who, now: datetime) -> list[Reach]:
    """The same for a page, which wakes no observer, nor whoever became one after a policy was fixed."""
    person = person_meant(config, who, now)
    return [] if person and person.role == "observer" else recipients(config, who, now)


def person_meant(config: Config, who: Who, now: datetime) -> Person | None:
    """The person who is meant, or whose turn it is now; None where it is neither."""
    if who.kind == "target":
        return None
    found = rotation(config, who.name) if who.kind == "oncall" else None
    name = on_call(found, config.zone, now) if found else who.name if who.kind == "person" else ""
    return next((each for each in config.everybody if each.name == name), None)


def rotation(config: Config, name: str) -> Rotation | None:
    """The rotation of that name."""
    return next((each for each in config.rotations if each.name == name), None)


def policies_of(config: Config, route: Effective) -> list[Policy]:
    """The policies of a route, or of several taken together, as an incident keeps them; none where it names none."""
    return [config.policy(name).record() for name in route.policies]


def zone_of(config: Config, person: Person) -> ZoneInfo:
    """Where a person lives."""
    return ZoneInfo(person.timezone) if person.timezone else config.zone


def quiet_end(config: Config, person: Person, now: datetime) -> datetime | None:
    """When the quiet hours end that a person has now; None outside of them."""
    return quiet_until(person.quiet, zone_of(config, person), now)


def _ways(config: Config, person: Person) -> list[Reach]:
    mail = next((target.name for target in config.targets if isinstance(target, targets.get("mail"))), None)
    ways = [Reach(target=mail, to=(person.mail,), person=person.name)] if mail and person.mail else []
    return [*ways, *(Reach(target=name, person=person.name) for name in person.targets)]
