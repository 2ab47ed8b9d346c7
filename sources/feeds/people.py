"""Authors in the forms that feeds write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sources.reading.text import line
from storage.records import Author

REDDIT = re.compile(r"/?u/([\w-]{1,40})")
# An address before or behind a name, in either sort of brackets.
BEHIND = re.compile(r"(?:mailto:)?\S+@\S+\s*\((.+)\)")
BEFORE = re.compile(r"""["']?(.+?)["']?\s*[<(](?:mailto:)?\S+@\S+[>)]""")


def author(people: Iterable[Mapping[str, Any]], written: str = "") -> Author:
    """One author for a list of {name, href or url, email}; several names are joined, the first gives the rest.

    Args:
        written: The feed's own words, which are better than their reading where there is only one person.
    """
    known = [person for person in people if isinstance(person, Mapping) and any(person.values())]
    if not known:
        return Author()
    first = known[0]
    names = [_name(written)] if written and len(known) == 1 else [_name(_said(person)) for person in known[:5]]
    handle = REDDIT.fullmatch(names[0])
    address = line(str(first.get("href") or first.get("url") or ""), 300)
    return Author(
        id=address or None,
        handle=handle[1] if handle else None,
        name=handle[1] if handle else ", ".join(dict.fromkeys(filter(None, names))) or None,
    )


def _said(person: Mapping[str, Any]) -> str:
    return str(person.get("name") or person.get("email") or "")


def _name(written: str) -> str:
    text = line(written, 200)
    for form in (BEHIND, BEFORE):
        found = form.fullmatch(text)
        if found:
            return found[1].strip()
    return text
