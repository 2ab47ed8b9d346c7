"""What must not be shown, in whatever form it would be, and texts without it: whatever this process writes."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, quote, unquote

MASK = "••••••"
SHORTEST = 4
"""What is shorter, and a part of something, cannot be told from other text."""
_ADDRESS = re.compile(r"([a-zA-Z][\w+.-]*)://([^/?#\s]*)([^?#\s]*)(?:\?([^#\s]*))?(?:#(\S*))?")
_TELLING_NAME = re.compile(r"(?i)key|token|secret|pass|pwd|auth|sig|credential|code|^sid$")


class Hidden:
    """Secrets, and the forms in which they would show."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self._forms: tuple[str, ...] = ()

    def add(self, secrets: Iterable[str]) -> None:
        """From now on these do not show, nor the parts of those that are addresses."""
        fresh = {secret for secret in secrets if secret} - self._secrets
        if not fresh:
            return
        self._secrets |= fresh
        found = {form for secret in fresh for part in {secret, *parts(secret)} for form in _forms(part)}
        # The longest first, so that one inside another leaves no rest.
        self._forms = tuple(sorted({*self._forms, *found}, key=lambda form: (-len(form), form)))

    def __bool__(self) -> bool:
        return bool(self._secrets)

    def out_of(self, text: str) -> str:
        """The text without them."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return text


_hidden = Hidden()


def hide(secrets: Iterable[str]) -> None:
    """From now on this process shows none of them: not as they are, not encoded, not the parts of an address."""
    _hidden.add(secrets)


def has_secrets() -> bool:
    """Whether anything is hidden."""
    return bool(_hidden)


def masked(text: str) -> str:
    """The text without anything that is hidden."""
    return _hidden.out_of(text)


def parts(secret: str) -> Iterator[str]:
    """What else must not show: of an address all but the server, as far as it can be told from other text."""
    found = _ADDRESS.fullmatch(secret.strip())
    if not found:
        return
    scheme, authority, path, query, fragment = found.groups(default="")
    yield from credentials(secret)
    yield from (text for text in (path.strip("/"), path, query, fragment) if _is_random(text) or "/" in text.strip("/"))
    pieces = re.split(r"[/:,]", f"{path}/{fragment}")
    # In addresses of apprise a token often stands where others name the server.
    pieces += [] if scheme in ("http", "https") else re.split(r"[:@]", authority)
    yield from filter(_is_random, pieces)


def credentials(address: str) -> Iterator[str]:
    """User and password, and what the query calls a key, of an address that itself may be shown."""
    found = _ADDRESS.fullmatch(address.strip())
    if not found:
        return
    user_info = found[2].rpartition("@")[0]
    user, _, password = user_info.partition(":")
    yield from (text for text in (user_info if password else "", password) if len(text) >= SHORTEST)
    yield from filter(_is_random, [user])
    for name, value in parse_qsl(found[4] or ""):
        if _is_random(value) or (_TELLING_NAME.search(name) and len(value) >= SHORTEST):
            yield value


def _is_random(text: str) -> bool:
    """Whether it looks like made by chance: words are no secrets, and masking them would hide what people say."""
    has_digit = any(map(str.isdigit, text))
    return len(text) >= 2 * SHORTEST and (has_digit or (len(text) >= 5 * SHORTEST and text.isalnum()))


def _forms(text: str) -> Iterator[str]:
    """How a text stands in addresses, JSON, pages and headers."""
    plain = unquote(text)
    for form in {text, plain, quote(plain), quote(plain, safe="")}:
        yield form
        yield json.dumps(form)[1:-1]
        yield json.dumps(form, ensure_ascii=False)[1:-1]
        yield html.escape(form)
        yield html.escape(form).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
    if ":" in plain:
        yield b64encode(plain.encode("utf-8", "surrogatepass")).decode()
