"""The address of the inbox: which cases are listed, and which is read. What it does not know is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

from listener.wording.text import one_line
from storage.records import Wanted

STATUSES = ("active", "new", "open", "on hold", "closed")
FLAGS = ("doubt", "vip", "late", "due", "approval")
WORDS = ("team", "brand", "tag", "rule")
ME = "me"
"""Stands for whoever looks, so that a view of one's own can be kept by all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody is in the inbox.

    Attributes:
        mine: Only those of whoever looks.
        case: The case that is read; None: the first.
        after: The last case of the page before.
        done: What was done just now, and can be taken back.
    """

    wanted: Wanted
    mine: bool = False
    case: int | None = None
    after: int | None = None
    done: int | None = None

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Self:
        """From an address or from a form."""
        status = given.get("status", "active")
        person = given.get("assignee")
        words: dict[str, Any] = {name: one_line(given[name], 200) or None for name in WORDS if given.get(name)}
        flags: dict[str, Any] = {name: given.get(name) == "1" for name in FLAGS}
        wanted = Wanted(
            status=status if status in STATUSES else "active",  # type: ignore[arg-type]  # one of them
            assignee=None if person is None or person == ME else one_line(person, 80),
            **words,
            **flags,
        )
        return cls(
            wanted=wanted,
            mine=person == ME,
            case=_number(given.get("case")),
            after=_number(given.get("after")),
            done=_number(given.get("done")),
        )

    def seen_by(self, who: str) -> Wanted:
        """What is listed for whoever looks; nobody's own cases where nobody has said who they are."""
        return replace(self.wanted, assignee=who or "\0") if self.mine else self.wanted

    def fields(self, *, case: int | None = None, after: int | None = None, done: int | None = None) -> dict[str, str]:
        """As an address has it."""
        found = {"assignee": ME} if self.mine else {}
        for each in fields(self.wanted):
            value = getattr(self.wanted, each.name)
            if value is True:
                found[each.name] = "1"
            elif isinstance(value, str) and (each.name, value) != ("status", "active") and not self._is_mine(each.name):
                found[each.name] = value
        numbers = {"case": case, "after": after, "done": done}
        return found | {name: str(number) for name, number in numbers.items() if number is not None}

    def address(self, *, case: int | None = None, after: int | None = None, done: int | None = None) -> str:
        """The same list with another case, page or word."""
        return _address(self.fields(case=case, after=after, done=done))

    def _is_mine(self, name: str) -> bool:
        return self.mine and name == "assignee"


def view(wanted: Wanted, *, mine: bool = False) -> str:
    """The address of a view."""
    return Place(wanted=wanted, mine=mine).address()


def _address(found: Mapping[str, str]) -> str:
    return f"/inbox?{urlencode(found)}" if found else "/inbox"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else None
