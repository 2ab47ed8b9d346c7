"""What is doubtful in an expression that can be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something doubtful in an expression.

    Attributes:
        column, length: Where, in code points of the expression.
        suggestion: What to write instead, "" where there is no one way.
    """

    column: int
    length: int
    what: str
    suggestion: str = ""
