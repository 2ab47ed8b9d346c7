"""Bytes of a feed made digestible: the right character set declared, no forbidden bytes, no clutter in front."""

from __future__ import annotations

import re

# What no XML document may hold, and servers send.
FORBIDDEN = bytes(code for code in range(32) if code not in b"\t\n\r")
WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""", re.IGNORECASE)
PROLOG = re.compile(rb"\A<\?xml[^>]{0,300}>")
REFERENCE = re.compile(rb"&#(?:x([0-9a-fA-F]{1,20})|([0-9]{1,20}));")
# Where so few bytes of a document are not UTF-8, it is UTF-8 with a scar, not another character set.
SCARS = 0.02


def prepared(body: bytes, content_type: str) -> tuple[bytes, str]:
    """The document, and its character set as far as it is certain ("" if not).

    Bytes that are valid UTF-8 are UTF-8, whatever header and declaration say: by chance that does not happen.
    """
    body = body.lstrip(b" \t\r\n")
    if body.startswith(WIDE):
        return body, ""
    body = REFERENCE.sub(_possible, body.translate(None, FORBIDDEN))
    body = PROLOG.sub(lambda found: found[0] if found[0].isascii() else b"", body, count=1)
    if body.isascii():
        return body, ""
    if is_utf8(body):
        return body, "utf-8"
    if _says_utf8(body, content_type) and _scars(body) < SCARS:
        return body.decode("utf-8", "replace").encode(), "utf-8"
    return body, _header(content_type)


def _possible(reference: re.Match[bytes]) -> bytes:
    """A character reference, or nothing if there is no such character."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if code in {9, 10, 13} or (32 <= code < 0x110000 and not 0xD800 <= code < 0xE000) else b""


def is_utf8(body: bytes) -> bool:
    """Whether the bytes are valid UTF-8."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _says_utf8(body: bytes, content_type: str) -> bool:
    declared = DECLARED.search(body[:500])
    name = declared[1].decode("ascii") if declared else _header(content_type) or "utf-8"
    return name.lower().replace("_", "-") in {"utf-8", "utf8"}


def _scars(body: bytes) -> float:
    """Share of the characters beyond ASCII that cannot be decoded."""
    decoded = body.decode("utf-8", "replace")
    beyond = sum(1 for character in decoded if character > "\x7f")
    return (decoded.count("\ufffd") - body.count(b"\xef\xbf\xbd")) / max(beyond, 1)


def _header(content_type: str) -> str:
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", content_type, re.IGNORECASE)
    return found[1] if found else ""
