"""What the full-text index decides of a term by itself, so that no text has to be looked at.

The index holds the matcher's own tokens of title and text together, hosts and authors under a prefix of their own.
"""

from __future__ import annotations

from rules.query.nodes import BODY, Term
from rules.query.terms import Piece, pieces
from storage.intake.scripts import is_unspaced

_PREFIXES = ("site:", "author:")
_MARK = "\ue000"
"""Stands before the names of scopes in the index, and in no other token of it."""


def token(term: Term) -> str | None:
    """The token that exactly the mentions have in which the term stands; None where the index alone cannot say."""
    piece = _single(term)
    return piece.key if piece and piece.plain else None


def beginning(term: Term) -> tuple[str, bool] | None:
    """How a token of every mention begins in which the wildcard stands, and whether all with such a token are meant."""
    piece = _single(term)
    if piece is None or piece.glob is None:
        return None
    exact = piece.form == "loose" and piece.signs is None and piece.glob.stem == piece.key
    return piece.key, exact and not any(prefix.startswith(piece.key) for prefix in _PREFIXES)


def _single(term: Term) -> Piece | None:
    """Its only token, where it is one that the index holds as it is."""
    if term.where != BODY:
        return None
    found = pieces(term)
    if len(found) != 1 or found[0].glued or is_unspaced(found[0].key[:1]):
        return None
    whole = all("!" <= character != "\x7f" and character != _MARK for character in found[0].key)
    return found[0] if whole else None
