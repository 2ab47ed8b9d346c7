"""Signs that are not what they look like, entities and places in a link, as they are read; each keeps its place."""

from __future__ import annotations

import re
from html import unescape

from storage.intake.links import untagged

_ENTITY = re.compile(r"&(?:amp;){2,3}|&(?:amp;)?(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,24});")
_FILL = "\u200b"


def legible(text: str) -> str:
    """The text as it is cut into tokens: without entities, and without tags where a link names a place on a page."""
    return untagged(unescaped(text)) if "#" in text or "&" in text else text


def unescaped(text: str) -> str:
    """The text with each entity of a sign or space as that sign and invisible characters, as long as before."""
    return _ENTITY.sub(_sign, text) if "&" in text and ";" in text else text


def _sign(found: re.Match[str]) -> str:
    written = found.group()
    sign = unescape(unescape(unescape(written)))
    if len(sign) != 1 or sign.isalnum() or sign == "\0":
        return written
    fill = _FILL * (len(written) - 1)
    follows = found.string[found.start() - 1 : found.start()].isalnum()
    return fill + sign if sign in "#@$" and not follows else sign + fill
