"""How a word of an expression can go on, while it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from listener.explore.columns import Dictionary
from listener.explore.narrowing import part
from listener.explore.traits import COMPARED, LANGUAGE, TONE
from rules.query.fields import FIELDS

MOST = 8
_OPERATORS = ("AND", "OR", "NOT", "NEAR/5")
_FIELD = re.compile(r'([A-Za-z]+):("[^"]*|[^\s"():]*)$')
_LIST = re.compile(r"(?<!\w)@([\w-]*)$")
_WORD = re.compile(r"[A-Za-z]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """One way to go on.

    Attributes:
        text: What stands there then.
        start: From where on it replaces what is written up to the cursor, in code points.
        hint: What it is, in a word.
    """

    text: str
    start: int
    hint: str


def completions(written: str, known: Dictionary, lists: Iterable[str]) -> list[Completion]:
    """For what is written up to the cursor; values are those that are stored, the lists those that are saved."""
    if found := _FIELD.search(written):
        field, begun = FIELDS.get(found[1].lower()), found[2].removeprefix('"').casefold()
        values = _values(field.name, field.values, known) if field else ()
        return (
            _most((part(field.name, each), found.start(), "") for each in values if begun in each.casefold())
            if field
            else []
        )
    if found := _LIST.search(written):
        names = [name.lstrip("@") for name in lists]
        return _most((f"@{name}", found.start(), "saved list") for name in names if name.startswith(found[1]))
    if found := _WORD.search(written):
        return _most((*_operators(found), *_fields(found)))
    return []


def _operators(found: re.Match[str]) -> list[tuple[str, int, str]]:
    return [(f"{each} ", found.start(), "operator") for each in _OPERATORS if each.startswith(found[0])]


def _fields(found: re.Match[str]) -> list[tuple[str, int, str]]:
    begun = found[0].lower()
    return [(f"{each.name}:", found.start(), "field") for name, each in FIELDS.items() if name.startswith(begun)]


def _values(name: str, fixed: Sequence[str], known: Dictionary) -> Sequence[str]:
    if fixed:
        return [value.lower() if name != "engagementType" else value for value in fixed]
    if name == LANGUAGE:
        return sorted(filter(None, known[LANGUAGE].said))
    return sorted({value for said in known[name].said for value in said}) if name in COMPARED and name != TONE else ()


def _most(found: Iterable[tuple[str, int, str]]) -> list[Completion]:
    return [
        Completion(text=text, start=start, hint=hint)
        for (text, start, hint), _ in zip(found, range(MOST), strict=False)
    ]
