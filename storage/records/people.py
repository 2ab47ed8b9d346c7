"""Who acts, and what they are known by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

PersonRole = Literal["observer", "responder", "manager", "administrator"]
Via = Literal["view", "api", "link", "webhook", "command line", "demo", "service"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who does something, or wants to.

    Attributes:
        role: What it may do follows from it.
        via: The door it came through: a view in a browser, a program with a token, a link in a message, a signed
            webhook, the command line, the demo's made-up people, or the service by itself.
        address: The network address it came from; None where it did not come through the network.
    """

    name: str
    role: PersonRole = "responder"
    via: Via
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedPerson:
    """Somebody who was added on a page or the command line, and does not stand in the configuration.

    Attributes:
        mail: Where messages and sign-in links go; None where there is none.
        added_by: Name of whoever did it.
    """

    name: str
    mail: str | None = None
    role: PersonRole
    added_at: datetime
    added_by: str
