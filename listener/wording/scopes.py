"""What a scope means to a reader."""

from __future__ import annotations

from listener.wording.text import one_line
from rules.wording.scopes import subject
from storage.records import Scope


def about(scope: Scope) -> str:
    """Whose posts they are, on one line."""
    return one_line(subject(scope), 80)
