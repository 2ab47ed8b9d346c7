"""What all web applications of ours share, whatever they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.convertors import IntegerConvertor, PathConvertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from listener.web.security.headers import SafeHeaders


class _Number(IntegerConvertor):
    """`{id:number}` in a route: as many digits as a number of ours can have; what is longer leads nowhere."""

    regex = "[0-9]{1,18}"


class _Rest(PathConvertor):
    """All that follows where something is mounted; a name with a line break leads there too, and is answered there."""

    regex = "(?s:.*)"


register_url_convertor("number", _Number())
register_url_convertor("path", _Rest())


def site(
    routes: Sequence[BaseRoute], middleware: Sequence[Middleware] = (), handlers: Mapping[Any, Any] | None = None
) -> ASGIApp:
    """These routes; every answer has the safe headers, also that to a fault."""
    made = Starlette(routes=routes, middleware=middleware, exception_handlers=handlers)
    made.router.redirect_slashes = False  # it would send people to whatever `Host` a request names
    return SafeHeaders(made)
