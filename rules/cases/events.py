"""What can happen to a case, and what follows from it outside of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A further message of the conversation.

    Attributes:
        author: As people know them; "" where nobody does.
        due_at: When an answer to it is due.
    """

    author: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """The same was told again elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Woken:
    """The time came until which it was put off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Somebody looked at it."""

    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Somebody takes care of it."""

    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """Somebody gives it to a person, to a team, or (both None) back to all."""

    who: str
    to: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Somebody puts it off: until a moment (a snooze), or until it is opened again."""

    who: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Somebody says that nothing is left to do."""

    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """Somebody says that there is."""

    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Somebody writes something down, for those inside."""

    who: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """Somebody adds tags and takes others away."""

    who: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """Somebody says when the answer is due."""

    who: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """Somebody writes an answer; other words lose their approval. Empty ones take the draft away."""

    who: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """Somebody else says that these words may go out.

    Attributes:
        text: Those that they read.
    """

    who: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Somebody has answered outside.

    Attributes:
        approval: Nothing goes out here without somebody else's approval.
    """

    who: str
    url: str = ""
    approval: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Somebody says what is right in the reading.

    Attributes:
        what: In words, as "sentiment: neutral".
        doubt: Whether anything in it is still in doubt.
    """

    who: str
    what: str
    doubt: bool = False


Event = (
    Came | Copied | Woken | Seen | Taken | Assigned | Held | Closed | Reopened | Noted | Tagged | Promised | Drafted
    | Approved | Answered | Corrected
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """An effect: somebody has to hear of it.

    Attributes:
        person: Name; a team is told by all its people.
    """

    person: str | None = None
    team: str | None = None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An effect: who did what goes into the audit trail."""

    what: str


Effect = Tell | Record
