"""The whole configuration as one file: what config.toml says, and what was made on pages since."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from listener.config.config import Config
from listener.config.file import read_document
from listener.config.kinds import key, toml
from storage.errors import ListenerError
from storage.records import AddedPerson

_EMPTY = r"(?m)^[ \t]*{}[ \t]*=[ \t]*\[[ \t]*\][ \t]*(?:#.*)?\n?"


def exported(config: Config, people: Sequence[AddedPerson]) -> str:
    """TOML that can stand in the place of the file, its comments kept. ListenerError where it cannot be continued."""
    added = [("people", person.added_by, _person(person)) for person in people]
    blocks = [*((each.section, each.by, each.table) for each in config.made), *added]
    text = config.text
    for section in dict.fromkeys(section for section, _, _ in blocks):
        text = _opened(text, section)
    whole = "\n".join([text.rstrip("\n"), *(_block(*each) for each in blocks)]).lstrip("\n") + "\n"
    read_document(config.path, whole)
    return whole


def _person(person: AddedPerson) -> Mapping[str, Any]:
    mail = {"mail": person.mail} if person.mail else {}
    return {"name": person.name, **mail, "role": person.role}


def _opened(text: str, section: str) -> str:
    """A section that is written as a list cannot be continued; an empty list says nothing, and goes. Such lists stand
    above the first table."""
    head, opens, rest = text.partition("\n[")
    if text.startswith("["):
        return text
    head = re.sub(_EMPTY.format(section), "", head + "\n").removesuffix("\n")
    if re.search(rf"(?m)^[ \t]*{section}[ \t]*=", head):
        raise ListenerError(
            f"{section} is one list in the file; write each of them as [[{section}]], then export again"
        )
    return head + opens + rest


def _block(section: str, by: str, table: Mapping[str, Any]) -> str:
    return "\n".join(_lines(section, by, table))


def _lines(section: str, by: str, table: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n# made by {' '.join(by.split())}"
    yield f"[[{section}]]"
    yield from _settings(table.items())


def _settings(pairs: Iterable[tuple[str, Any]]) -> Iterator[str]:
    yield from (f"{key(name)} = {toml(value)}" for name, value in pairs)
