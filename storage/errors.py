"""Every error of the application.

    ListenerError
    ├── ConfigError        the configuration is wrong; holds every problem found
    ├── QueryError         an expression cannot be parsed; holds the column
    ├── SourceError        a source could not be read
    │   ├── Unauthorised   it does not let us in
    │   ├── RateLimited    it wants to be left alone until a time
    │   ├── Gone           it will never come back
    │   └── Broken         it cannot be reached or what it sent cannot be used
    ├── StoreError         the store cannot do its work
    │   ├── StoreBusy      another process holds it
    │   ├── StoreFull      no space is left
    │   ├── StoreCorrupt   the file is damaged
    │   ├── StoreVersion   the file was written by a newer version
    │   └── Conflict       someone else saved the record first
    ├── ClassifierError    the model cannot be had or is damaged
    ├── DeliveryError      a notice could not be delivered
    └── ExportError        a file that was asked for cannot be made

Outward failures carry `permanent`: whether trying again is pointless.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from storage.figures import counted

if TYPE_CHECKING:
    from storage.records import Cursor, Health


class ListenerError(Exception):
    """Anything that goes wrong in a way a person should read about; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in a configuration.

    Attributes:
        line: 1-based line of the file; None where the thing is missing altogether.
        key: Dotted path as `sources[2].url`.
        hint: What to write instead.
    """

    line: int | None
    key: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"line {self.line}, " if self.line else ""
        return f"{where}{self.key}: {self.what}" + (f"\n    {self.hint}" if self.hint else "")


class ConfigError(ListenerError):
    """Every problem of a configuration at once."""

    def __init__(self, path: str, problems: tuple[Problem, ...]) -> None:
        self.path, self.problems = path, problems
        listed = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"{path}: {counted(len(problems), 'problem')}\n{listed}")


class QueryError(ListenerError):
    """An expression that cannot be parsed.

    Attributes:
        column: 0-based code point in the expression.
    """

    def __init__(self, what: str, expression: str, column: int) -> None:
        self.what, self.expression, self.column = what, expression, column
        super().__init__(f"{what} (column {column + 1})")


class SourceError(ListenerError):
    """A source could not be read.

    Attributes:
        not_before: The earliest time at which trying again makes sense, where the source said so.
        status: The HTTP status that was answered, where there was one.
        cursor: What the source has to remember although it failed (money that it spent); None: as before.
    """

    permanent = False
    health: ClassVar[Health] = "broken"

    def __init__(self, message: str, *, not_before: datetime | None = None, status: int | None = None) -> None:
        self.not_before, self.status = not_before, status
        self.cursor: Cursor | None = None
        super().__init__(message)


class Unauthorised(SourceError):
    """401 or 403: it does not let us in, with these credentials or without any."""

    health = "unauthorised"


class RateLimited(SourceError):
    """429, 503 with Retry-After, or the platform's own way to say so."""

    health = "rate limited"


class Gone(SourceError):
    """410: the source asks never to be read again."""

    permanent = True
    health = "gone"


class Broken(SourceError):
    """Unreachable, refused, too large, too slow or not understood."""


class StoreError(ListenerError):
    """The store cannot do its work."""


class StoreBusy(StoreError):
    """Another process holds the store."""


class StoreFull(StoreError):
    """No space is left where the store lives."""


class StoreCorrupt(StoreError):
    """The store's file is damaged."""


class StoreVersion(StoreError):
    """The store was written by a newer version of the program."""


class Conflict(StoreError):
    """The record was saved by someone else since it was loaded."""


class ClassifierError(ListenerError):
    """The model cannot be had, or is damaged."""


class DeliveryError(ListenerError):
    """A notice could not be delivered.

    Attributes:
        permanent: Trying again is pointless (no such mailbox, target refuses for good).
        not_before: The earliest time at which trying again makes sense, where the target said so.
        accepted: Recipients that have taken the notice all the same, and must not get it again.
    """

    def __init__(
        self, message: str, *, permanent: bool, not_before: datetime | None = None, accepted: tuple[str, ...] = ()
    ) -> None:
        self.permanent, self.not_before, self.accepted = permanent, not_before, accepted
        super().__init__(message)


class ExportError(ListenerError):
    """An export or a report that was asked for cannot be made or written."""
