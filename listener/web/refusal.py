"""Why a request is not obeyed, in words for the person who sent it."""

from __future__ import annotations

from starlette.exceptions import HTTPException


class Refusal(HTTPException):
    """Answered with a page, or to a program as one text.

    Attributes:
        heading: What happened, without a full stop.
        more: Whole sentences on why, or on what to do; empty where the heading says it all.
    """

    def __init__(self, code: int, heading: str, more: str = "") -> None:
        self.heading, self.more = heading, more
        super().__init__(code, f"{heading}. {more}" if more else heading)
