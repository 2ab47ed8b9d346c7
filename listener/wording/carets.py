"""Shows the place in an expression that a sentence is about."""

from __future__ import annotations

_WIDEST = 100


def point(expression: str, column: int, length: int = 1) -> str:
    """The expression on one line and carets below the place; of a long one only the surroundings."""
    start = max(0, column - _WIDEST // 2)
    shown = "".join(" " if character.isspace() else character for character in expression[start : start + _WIDEST])
    before, after = "…" if start else "", "…" if start + _WIDEST < len(expression) else ""
    carets = "^" * max(1, min(length, _WIDEST - (column - start)))
    return f"{before}{shown}{after}\n{' ' * (len(before) + column - start)}{carets}"
