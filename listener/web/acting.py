"""Who acts in a browser: the name that it gave last."""

from __future__ import annotations

from urllib.parse import quote, unquote

from starlette.requests import HTTPConnection
from starlette.responses import Response

from listener.actions.commands import LONGEST_NAME
from listener.wording.text import one_line

NAME = "listener_name"
YEAR = 31_536_000


def known(request: HTTPConnection) -> str:
    """The name; "" where the browser never gave one."""
    return one_line(unquote(request.cookies.get(NAME, "")), LONGEST_NAME)


def is_name(text: str) -> bool:
    """Whether a person can be known by it."""
    return any(letter.isalnum() for letter in one_line(text, LONGEST_NAME))


def remember(answer: Response, name: str) -> None:
    """The browser acts in this name from now on."""
    answer.set_cookie(NAME, quote(name), max_age=YEAR, httponly=True, samesite="strict")
