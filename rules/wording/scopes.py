"""Scopes in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.records import Scope


def subject(scope: Scope) -> str:
    """Whose posts they are: the brand's name, the query's name, or all brands."""
    if scope.kind == "brand":
        return scope.name
    return f"the query {scope.name}" if scope.kind == "query" else "all brands"
