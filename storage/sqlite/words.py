"""The full-text index: what goes into it and how it is asked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from storage import records

if TYPE_CHECKING:
    from storage.records import Lookup, Scope

_MARK = "\ue000"


def index_text(tokens: str, scopes: Iterable[Scope]) -> str:
    """The words of a mention, and one for each scope it belongs to, so that both are found in the same way."""
    if _MARK in tokens:
        tokens = tokens.replace(_MARK, " ")
    return " ".join((tokens, *map(_scope_word, scopes)))


def rescoped(words: str, scopes: Iterable[Scope]) -> str:
    """What the index holds of a mention, with other scopes."""
    return index_text(" ".join(word for word in words.split(" ") if not word.startswith(_MARK)), scopes)


def expression(lookup: Lookup, scope: Scope) -> str | None:
    """What to ask the index; None where it cannot narrow anything down (all that is stored)."""
    groups = [_either(group) for group in lookup]
    asked = [group for group in groups if group]
    if scope != records.Scope.ALL:
        asked.append(f'"{_scope_word(scope)}"')
    return " AND ".join(asked) or None


def beginning(stems: Iterable[str]) -> str:
    """What to ask the index for tokens that begin with one of these; "" for none."""
    return _any([f'"{stem.replace(chr(34), chr(34) * 2)}" *' for stem in stems])


def _any(choices: list[str]) -> str:
    return f"({' OR '.join(choices)})" if choices else ""


def _either(tokens: Iterable[str]) -> str | None:
    """Any one of the tokens; None if one of them leaves nothing to look for, so that the group restricts nothing."""
    choices = [_every(token) for token in tokens]
    if not all(choices):
        return None
    return f"({' OR '.join(choices)})" if choices else None


def _every(token: str) -> str:
    """A token as the index cuts it: at spaces and control characters."""
    clean = "".join(character if "!" <= character != "\x7f" else " " for character in token.replace(_MARK, " "))
    pieces = ['"' + piece.replace('"', '""') + '"' for piece in clean.encode("utf-8", "replace").decode().split(" ")]
    asked = [piece for piece in pieces if piece != '""']
    return f"({' AND '.join(asked)})" if len(asked) > 1 else "".join(asked)


@lru_cache(4096)
def _scope_word(scope: Scope) -> str:
    """Hashed, as names may hold spaces and differ in case alone, which the index does not see."""
    return _MARK + blake2b(scope.encode("utf-8", "replace"), digest_size=6).hexdigest()
