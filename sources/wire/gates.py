"""Pages that stand before what was asked for, with status 200: consent, captchas, sign-in, checks of the browser.

They are told by where redirects ended and by their titles, never by scripts that pages of content have as well.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from sources.reading.text import line

HEAD = 20_000
"""Bytes in which a title stands."""
LONGEST_TITLE = 60

_CONSENT = "a page that asks for consent"
_ROBOT = "a page that asks whether a person is there (a captcha, a check of the browser)"
_SIGN_IN = "a page that asks to sign in"
_HOSTS = {"consent": _CONSENT, "guce": _CONSENT, "captcha": _ROBOT, "geo.captcha-delivery": _ROBOT}
_PATHS = (
    (re.compile(r"^/(?:sorry/index|cdn-cgi/challenge-platform|_?captcha|challenge)(?:/|$)", re.IGNORECASE), _ROBOT),
    (
        re.compile(r"^/(?:[a-z]{2}/)?(?:consent|collectconsent|cookiewall)(?:[/.]|$)", re.IGNORECASE),
        _CONSENT,
    ),
    (re.compile(r"^/(?:accounts/login|users/sign_in|i/flow/login|login)(?:[/.]|$)", re.IGNORECASE), _SIGN_IN),
)
_TITLES = (
    (
        re.compile(
            r"just a moment|attention required|are you (?:a )?(?:human|robot)|not a robot|captcha|"
            r"(?:human|bot|robot|security|browser) (?:verification|check)|checking your browser|ddos-guard|"
            r"verify (?:that )?you are (?:a )?human|unusual traffic|access to this page has been denied|"
            r"pardon our interruption|einen moment|sind sie ein (?:mensch|roboter)|"
            r"v[eé]rification de s[eé]curit[eé]|un (?:instant|momento)|eres (?:un )?humano",
            re.IGNORECASE,
        ),
        _ROBOT,
    ),
    (
        re.compile(
            r"before you continue|bevor sie (?:zu|fort)|avant (?:d'acc[eé]der|de continuer)|antes de (?:ir|continuar)|"
            r"prima di continuare|voordat je (?:verdergaat|naar)|"
            r"(?:cookie|privacy|consent)[ -]?(?:wall|consent|settings|einstellungen|gate)|your privacy choices",
            re.IGNORECASE,
        ),
        _CONSENT,
    ),
)


def gate(asked: str, url: str, headers: Mapping[str, str], body: bytes, *, page: bool = False) -> str | None:
    """What stands before the answer to a good request, in words; None where nothing does.

    Args:
        asked: The address that was asked for; one that was meant is no gate.
        url: Where the answer came from, after redirects.
        page: A page was asked for: its title may speak of such things, and only one that begins so is a gate.
    """
    if "html" not in headers.get("content-type", "text/html").lower():
        return None
    if place(asked) != place(url) and (found := _by_address(url)):
        return found
    title = _title(body)
    for pattern, what in _TITLES:
        if title and (pattern.match(title) if page else pattern.search(title)):
            return f"{what}, titled “{title}”"
    return None


def place(url: str) -> tuple[str, str]:
    """Host and path."""
    parts = urlsplit(url)
    return parts.netloc, parts.path


def _by_address(url: str) -> str | None:
    host, path = place(url)
    by_host = next((what for name, what in _HOSTS.items() if host.startswith(f"{name}.")), None)
    return by_host or next((what for pattern, what in _PATHS if pattern.search(path)), None)


def _title(body: bytes) -> str:
    """Of a page that is about to say something to a person; a short one, as titles of articles are long."""
    found = re.search(rb"<title[^>]*>([^<]{1,300})", body[:HEAD], re.IGNORECASE)
    said = line(html.unescape(found[1].decode("utf-8", "replace")), 80) if found else ""
    return said if len(said) <= LONGEST_TITLE else ""
