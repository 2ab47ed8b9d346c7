"""A page as it is for everybody of one role: where one's own name and the tokens of one's forms stand, there are marks.

So what many look at is drawn once, and each of them gets it with what is theirs put in. A page that looks different for
some because of who they are is found out while it is drawn: it compares names with that of whoever looks.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from html import escape

from storage.records import Incident

_MARK = f"\ue000{secrets.token_hex(8)}"
"""Nobody can write it into a post: it is another one each time the service starts."""
EVERYBODY = f"{_MARK}everybody"
"""Key of the forms of such a page."""
STAMP = f"{_MARK}stamp;"
_PLACE = re.compile(f"{_MARK}(who|stamp|[0-9]+-[0-9]+);")


class Anyone(str):
    """The name of whoever looks, while nobody knows who that is.

    Attributes:
        compared: With which names it was compared, in small letters: for these people the page may look different.
    """

    __slots__ = ("compared",)
    compared: set[str]

    def __new__(cls) -> Anyone:
        made = super().__new__(cls, f"{_MARK}who;")
        made.compared = set()
        return made

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            self.compared.add(other.casefold())
        return other is self

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__

    def lower(self) -> Anyone:
        """It stays what it is."""
        return self


def place_of(incident: Incident) -> str:
    """Where the token of a form about an incident will stand."""
    return f"{_MARK}{incident.id}-{int(incident.opened_at.timestamp())};"


def made_ones_own(drawn: str, who: str, stamp: Callable[[], str], token: Callable[[int, int], str]) -> str:
    """HTML inside of JSON that was drawn for everybody, for one of them.

    Args:
        stamp: Makes the token of forms of their browser.
        token: The same for forms about an incident, of its number and when it was opened, in Unix seconds.
    """
    if _MARK not in drawn:
        return drawn

    def put(found: re.Match[str]) -> str:
        what = found[1]
        if what == "who":
            return json.dumps(escape(who), ensure_ascii=False)[1:-1]
        if what == "stamp":
            return stamp()
        id, opened = what.split("-")
        return token(int(id), int(opened))

    return _PLACE.sub(put, drawn)
