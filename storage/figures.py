"""Numbers of things, as every message says them."""

from __future__ import annotations


def counted(number: float, one: str, many: str = "") -> str:
    """A number of things: 1 post, 1,204 posts; `many` where it is not `one` with an s."""
    return f"{number:,.0f} {one if number == 1 else many or one + 's'}"
