"""Cookies: closed to scripts and to other sites, and where the way is encrypted to other names and ways as well."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from listener.config.config import Config
from listener.config.hosts import host_of

Purpose = Literal["", "_known", "_asked"]
"""The browser's session; that a person has signed in here before; a sign-in elsewhere that has begun."""


def read(config: Config, request: HTTPConnection, purpose: Purpose = "") -> str | None:
    """What the browser keeps. Where the way is encrypted only what was set on such a way counts: another name of the
    same domain, or whoever is on an open way, can set cookies without the prefix."""
    name = _name(config, purpose)
    kept = request.cookies.get(f"__Host-{name}")
    return kept if kept or is_encrypted(config, request) else request.cookies.get(name)


def keep(
    config: Config, request: HTTPConnection, answer: Response, value: str, lasts: timedelta, purpose: Purpose = ""
) -> None:
    """Let the browser keep it."""
    encrypted = is_encrypted(config, request)
    name = f"__Host-{_name(config, purpose)}" if encrypted else _name(config, purpose)
    answer.set_cookie(
        name, value, max_age=int(lasts.total_seconds()), path="/", httponly=True, samesite="lax", secure=encrypted
    )


def drop(config: Config, request: HTTPConnection, answer: Response, purpose: Purpose = "") -> None:
    """Let the browser forget it."""
    keep(config, request, answer, "", timedelta(0), purpose)


def is_encrypted(config: Config, request: HTTPConnection) -> bool:
    """Whether the browser's way here is: a form of ours says so itself, else the address that people were given."""
    host, base = request.headers.get("host", ""), urlsplit(config.base_url or "")
    if request.headers.get("origin") == f"https://{host}":
        return True
    return base.scheme == "https" and host_of(host) == host_of(base.netloc)


def _name(config: Config, purpose: Purpose) -> str:
    """Cookies do not keep ports apart: two services on one machine would take each other's."""
    return f"listener_{config.listen.rpartition(':')[2]}{purpose}"
