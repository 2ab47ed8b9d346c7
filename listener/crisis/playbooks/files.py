"""Where playbooks stand: a folder `playbooks` beside config.toml, which wins by name, and those that come along."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

from rules.response.playbook import Playbook, parse
from rules.response.statements import PROMISE
from storage.errors import ListenerError

SHIPPED = Path(__file__).parent
OWN = "playbooks"
LONGEST = 200_000
"""Characters of a playbook that are read."""
_NAME = re.compile(r"[\w][\w .-]*")


def names(folder: Path) -> tuple[str, ...]:
    """Every playbook there is, by name; `folder` is the configuration's."""
    return tuple(sorted({path.stem for place in (folder / OWN, SHIPPED) for path in place.glob("*.md")}))


def playbook(folder: Path, name: str) -> Playbook:
    """The playbook of that name. Raises ListenerError with those that there are."""
    name = name.removesuffix(".md")
    for place in (folder / OWN, SHIPPED):
        path = place / f"{name}.md"
        if _NAME.fullmatch(name) and path.is_file():
            return parse(name, _read(path))
    raise ListenerError(_unknown(name, names(folder)))


def placeholders(folder: Path, known: Collection[str]) -> dict[str, list[str]]:
    """What only people can put into tasks and statements, and the playbooks that ask for it, in their order.

    Args:
        known: Names that are known already. When the next update comes is put in where a statement is published.
    """
    found: dict[str, list[str]] = {}
    for book in names(folder):
        with suppress(ListenerError):  # one that cannot be read says so when it is asked for
            for name in playbook(folder, book).variables:
                if name != PROMISE and name not in known:
                    found.setdefault(name, []).append(book)
    return found


def place(folder: Path, name: str) -> str:
    """Whose a playbook is, for a list."""
    return "yours" if (folder / OWN / f"{name}.md").is_file() else "comes along"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")[:LONGEST]
    except (OSError, UnicodeDecodeError) as error:
        raise ListenerError(f"the playbook {path} cannot be read: {error}; save it as UTF-8 text") from error


def _unknown(name: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(name, known, 1)
    hint = f'; did you mean "{near[0]}"?' if near else "."
    return f'there is no playbook "{name}"{hint} There are: {", ".join(known)}'
