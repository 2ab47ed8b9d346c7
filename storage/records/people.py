"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PersonRole = Literal["observer", "responder", "manager", "administrator"]
Via = Literal["view", "link", "webhook", "command line", "demo", "service"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who does something, or wants to.

    Attributes:
        role: What it may do follows from it.
        via: The door it came through: a page in a browser, a link in a message, a signed webhook, the command line, the
            demo's made-up people, or the service by itself.
    """

    name: str
    role: PersonRole = "responder"
    via: Via
