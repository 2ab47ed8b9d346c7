"""Answers as hostile or broken places send them: recorded ones of which something is changed, by chance or everywhere.

What can be changed in JSON is named by its way through the document, `hits.*.author`; in markup by the name of a tag or
an attribute.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

Way = tuple[str, ...]
EACH = "*"
"""Any place of a list, in a way."""
DEEP: Any = json.loads("[" * 400 + "]" * 400)
STRANGE: tuple[Any, ...] = (
    None, True, False, {}, [], [None], {"": {"": []}}, DEEP, "", " ", 0, -1, 1.5, 10**30, 1e300, 1.9657e18,
    -62135596801, 253402300800, "9999-12-31T23:59:59Z", "0000-00-00T00:00:00Z", "0001-01-01T00:00:00+14:00",
    "2026-09-10T25:61:61Z", "1e999", "NaN", "\u0000", "\ud800", "\u202egnp.exe\u2066", "e\u0301" * 50, "x" * 300_000,
    "=1+1", "javascript:alert(1)", "http://[::1", "//", "https://user:pass@host.example/\n", "<b>" * 5_000,
    "&#0;&#x110000;&bogus;", "\x1b[2J\x07", "\u00b2", "9" * 5_000, "\u0661\u0662",
)  # fmt: skip
"""What may stand anywhere."""
TAG = re.compile(r"<([A-Za-z][\w:.-]*)")
ATTRIBUTE = re.compile(r"\s([A-Za-z][\w:.-]*)=[\"']")


def ways(data: Any, way: Way = ()) -> Iterator[Way]:
    """All ways to what stands in lists, each once: what stands around them is the place's own grammar."""
    return iter(dict.fromkeys(_ways(data, way)))


def _ways(data: Any, way: Way) -> Iterator[Way]:
    if isinstance(data, dict):
        for name, inner in data.items():
            yield (*way, name)
            yield from _ways(inner, (*way, name))
    elif isinstance(data, list):
        for inner in data:
            yield from _ways(inner, (*way, EACH))


def changed(data: Any, way: Way, change: Callable[[dict[str, Any], str], object]) -> Any:
    """A copy in which what is at the end of a way is changed, wherever the way leads."""
    found = copy.deepcopy(data)
    for owner in _owners(found, way[:-1]):
        if isinstance(owner, dict) and way[-1] in owner:
            change(owner, way[-1])
    return found


def _owners(data: Any, way: Way) -> Iterator[Any]:
    if not way:
        yield data
    elif way[0] == EACH and isinstance(data, list):
        for inner in data:
            yield from _owners(inner, way[1:])
    elif isinstance(data, dict) and way[0] in data:
        yield from _owners(data[way[0]], way[1:])


def without(data: Any, way: Way) -> Any:
    """As after a change of an API: a field has another name in all items."""
    return changed(data, way, lambda owner, name: owner.update({f"{name}_v2": owner.pop(name)}))


def spoilt(body: bytes, chance: random.Random) -> bytes:
    """An answer of which one to three things are changed."""
    try:
        data = json.loads(body)
    except ValueError:
        return _spoilt_text(body, chance)
    for _ in range(chance.randint(1, 3)):
        data = _spoilt_once(data, chance)
    return json.dumps(data).encode()


def _spoilt_once(data: Any, chance: random.Random) -> Any:
    found = _place(data, chance)
    if found is None:
        return chance.choice(STRANGE)
    owner, key = found
    match chance.randrange(5):
        case 0 if isinstance(owner, dict):
            del owner[key]
        case 1 if isinstance(owner, list):
            owner.insert(0, copy.deepcopy(owner[key]))
        case 2 if isinstance(owner[key], int):
            owner[key] = chance.choice((float(owner[key]), str(owner[key]), -owner[key]))
        case _:
            owner[key] = copy.deepcopy(chance.choice(STRANGE))
    return data


def _place(data: Any, chance: random.Random) -> tuple[Any, Any] | None:
    """Some value of a document, as its container and its key: any depth is as likely as another."""
    found = None
    while keys := list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        key = chance.choice(keys)
        found, data = (data, key), data[key]
        if chance.randrange(3) == 0:
            break
    return found


def _spoilt_text(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(body) + 1)
    words = next(text for text in iter(lambda: chance.choice(STRANGE), ...) if isinstance(text, str))
    match chance.randrange(6):
        case 0:
            return body[:at]
        case 1:
            return body[:at] + words.encode("utf-8", "surrogatepass") + body[at:]
        case 2:
            return body[:at] + bytes(chance.randrange(256) for _ in range(20)) + body[at:]
        case 3:
            return body[:at] + body[at + chance.randrange(200) :]
        case 4:
            return body[:at] + b"<div>" * 3_000 + body[at:]
        case _:
            return renamed(body, chance.choice(names(body) or ["x"]))


def names(body: bytes) -> list[str]:
    """Of the tags and attributes of a piece of markup."""
    text = body.decode("utf-8", "replace")
    return list(dict.fromkeys([*TAG.findall(text), *ATTRIBUTE.findall(text)]))


def renamed(body: bytes, name: str) -> bytes:
    """Markup in which a tag or an attribute has another name everywhere."""
    known = re.escape(name.encode())
    tags = re.sub(rb"(</?)" + known + rb"(?=[\s/>])", rb"\1x-other", body)
    return re.sub(rb"(\s)" + known + rb"(?==[\"'])", rb"\1data-other", tags)
