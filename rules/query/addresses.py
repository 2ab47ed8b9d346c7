"""Hosts and addresses in one form: without scheme and www., names outside ASCII as xn--, and twitter.com as x.com."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from rules.query.nodes import Node, Or, Term

_SAME = (
    ("twitter.com", "x.com"),
    ("facebook.com", "fb.com"),
    ("youtube.com", "youtu.be"),
    ("reddit.com", "redd.it"),
    ("telegram.me", "t.me"),
)
_OTHERS = {name: tuple(other for other in names if other != name) for names in _SAME for name in names}
_SCHEME = re.compile(r"^(?:\w+:)?//")
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")


def site(written: str) -> str | None:
    """`https://www.Example.com/News/` and `*.example.com/News` are both example.com/News; None where no host is."""
    bare = _SCHEME.sub("", written.strip()).removeprefix("*.").lstrip(".")
    name, slash, path = bare.partition("/")
    try:
        name = name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        return None
    name = re.sub(r":\d*$", "", name).lower()
    if not _HOST.fullmatch(name):
        return None
    return (name.removeprefix("www.") if name.count(".") > 1 else name) + (slash + path).rstrip("/")


def same_sites(sites: Iterable[str]) -> tuple[str, ...]:
    """The sites, with the other names of those that have several; of a host below one as well."""
    return tuple(dict.fromkeys(name for one in sites for name in (one, *_renamed(one))))


def _renamed(one: str) -> list[str]:
    host, slash, path = one.partition("/")
    labels = host.split(".")
    below, known = ".".join(labels[:-2]), ".".join(labels[-2:])
    return [f"{below}.{other}".lstrip(".") + slash + path for other in _OTHERS.get(known, ())]


def alternatives(term: Term) -> Node:
    """Words of an address as they may stand in one: the whole of an address without what `site` leaves out as well."""
    found = _spellings(term.text) if not term.cased and term.slop is None else [term.text]
    terms = tuple(replace(term, text=text) for text in found)
    return terms[0] if len(terms) == 1 else Or(parts=terms, bracketed=True, column=term.column, length=term.length)


def _spellings(text: str) -> list[str]:
    bare = re.sub(r"^(?:[A-Za-z]\w*:)?//", "", text.strip()).lstrip("#")
    host, slash, path = bare.partition("/")
    whole = bare != text.strip() or "." in host
    normal = site(host) if whole and not set(host) & set("*? ") else None
    if normal is None:
        return [bare or text]
    names = dict.fromkeys([normal, host if not host.isascii() else normal, *_renamed(normal)])
    return [name + slash + path for name in names]
