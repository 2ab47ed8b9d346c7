"""What an answer that is no feed looks like, in words that help to find the feed."""

from __future__ import annotations

import html
import json
import re

from sources.reading.text import line


def describe(body: bytes, content_type: str) -> str:
    """A sentence part: "is an HTML page titled “News”; it names a feed at …"."""
    text = body[:200_000].decode("utf-8", "replace").strip("\ufeff\x00 \t\r\n")
    if not text:
        return "is empty"
    if text[:1] in "{[":
        return _json(body)
    root = re.search(r"<([a-zA-Z][\w:.-]*)", text)
    if re.search(r"<!doctype\s+html|<html\b|<(?:head|body)\b", text[:5_000], re.IGNORECASE):
        return _page(text)
    if text.startswith("<") and root:
        return f"is XML with the root <{line(root[1], 40)}>, which is not a feed"
    kind = line(content_type.partition(";")[0], 60)
    return f"is not a feed (it says it is {kind or 'nothing'} and begins with {line(text, 40)!r})"


def _page(text: str) -> str:
    found = re.search(r"<title[^>]*>([^<]{1,300})", text, re.IGNORECASE)
    title = f" titled “{line(html.unescape(found[1]), 80)}”" if found else ""
    return f"is an HTML page{title}, not a feed{_hint(text)}"


def _hint(text: str) -> str:
    for tag in re.findall(r"<link\b[^>]{1,1000}>", text, re.IGNORECASE):
        address = re.search(r"""\bhref\s*=\s*["']?([^"'\s>]{1,500})""", tag, re.IGNORECASE)
        if address and re.search(r"application/(?:rss|atom|feed)\+(?:xml|json)", tag, re.IGNORECASE):
            return f"; it names a feed at {html.unescape(address[1])}"
    return "; look for a feed's address in it"


def _json(body: bytes) -> str:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return "looks like JSON but cannot be read as such"
    keys = ", ".join(line(str(key), 30) for key in list(value)[:6]) if isinstance(value, dict) else ""
    return f"is JSON but not a JSON Feed (it has {keys or 'no items'})"
