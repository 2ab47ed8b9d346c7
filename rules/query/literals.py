"""What must be in a text for an expression to hold: literals for the automaton, for the index, for a search API.

Each answer is a superset: whatever an expression can match has what is said here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rules.query.common import COMMON
from rules.query.document import author_token
from rules.query.nodes import And, Fact, Near, Node, Or, Term
from rules.query.terms import Piece, pieces, units
from rules.query.tokens import pairs, plain_words
from storage.intake.scripts import is_unspaced

if TYPE_CHECKING:
    from storage.records import Ask, Lookup

Literals = frozenset[str]
MOST_GROUPS = 64
MOST_REQUIRED = 3
_LONGEST_LITERAL = 4


def required(node: Node) -> tuple[Literals, ...]:
    """Up to three groups of literals: of each group at least one stands in `document.body` of every mention that the
    node holds for. The most selective group comes first; () where there are none (fields alone)."""
    match node:
        case Term():
            return _literal(node)
        case Or(parts=parts):
            each = [required(part) for part in parts]
            if not all(each):
                return ()
            most = max(map(len, each))
            return tuple(
                frozenset().union(*(groups[min(number, len(groups) - 1)] for groups in each)) for number in range(most)
            )
        case And(parts=parts) | Near(parts=parts):
            groups = dict.fromkeys(group for part in parts for group in required(part))
            return tuple(sorted(groups, key=_cost)[:MOST_REQUIRED])
        case _:
            return ()


def lookup(node: Node) -> Lookup:
    """Groups of index tokens: every mention that the node holds for has a token of each group. () = must scan."""
    match node:
        case Term():
            return _index_groups(node)
        case Fact(field="site", values=values):
            return (tuple(f"site:{value.partition('/')[0]}" for value in values),)
        case Fact(field="author", values=values):
            return (tuple(map(author_token, values)),)
        case Or(parts=parts):
            each = [lookup(part) for part in parts]
            if not all(each):
                return ()
            best = [min(groups, key=lambda group: (len(group), -sum(map(len, group)))) for groups in each]
            return (tuple(dict.fromkeys(token for group in best for token in group)),)
        case And(parts=parts) | Near(parts=parts):
            return tuple(dict.fromkeys(group for part in parts for group in lookup(part)))
        case _:
            return ()


def ask(nodes: Iterable[Node]) -> Ask:
    """What searching sources are asked for. One empty group means that anything could match.

    Whatever a named source brings (`source:play`) is not among it: that comes unasked, and no other has to be searched.
    """
    from storage.records import Ask

    wanted = [_alternatives(part) for node in nodes for part in _either(node) if not _is_unasked(part)]
    groups = dict.fromkeys(group for each in wanted for group in each)
    if () in groups:
        return Ask(groups=((),))
    single = {group[0] for group in groups if len(group) == 1}
    return Ask(groups=tuple(group for group in groups if len(group) == 1 or single.isdisjoint(group)))


def _either(node: Node) -> list[Node]:
    """The parts any of which suffices."""
    return [each for part in node.parts for each in _either(part)] if isinstance(node, Or) else [node]


def _is_unasked(node: Node) -> bool:
    """Whether it takes what a named source brings, whatever its words."""
    parts = node.parts if isinstance(node, And) else (node,)
    is_named = any(isinstance(part, Fact) and part.field == "source" for part in parts)
    return is_named and _alternatives(node) == [()]


def _alternatives(node: Node) -> list[tuple[str, ...]]:
    """Groups of terms, any group of which is in a text that the node holds for."""
    match node:
        case Term():
            return [_plain_words(node)]
        case Or(parts=parts):
            return [group for part in parts for group in _alternatives(part)]
        case And(parts=parts) | Near(parts=parts):
            return _product(sorted(map(_alternatives, parts), key=len))
        case _:
            return [()]


def _product(choices: Sequence[list[tuple[str, ...]]]) -> list[tuple[str, ...]]:
    """One group of each, in all combinations; choices that would make too many are left out."""
    found: list[tuple[str, ...]] = [()]
    for groups in choices:
        if () not in groups and (found == [()] or len(found) * len(groups) <= MOST_GROUPS):
            found = [tuple(dict.fromkeys(before + group)) for before in found for group in groups]
    return found


def _plain_words(term: Term) -> tuple[str, ...]:
    """A term as a search API takes it: a phrase whole, words near each other one by one, wildcards not at all."""
    if term.where == ("url",):
        return ()
    words = [unit for unit in term.text.split() if not set("*?") & set(unit)]
    if term.slop is None and len(words) == len(term.text.split()):
        return (" ".join(words),)
    return tuple(dict.fromkeys(words))


def _literal(term: Term) -> tuple[Literals, ...]:
    if term.where == ("url",):
        return ()
    found = pieces(term)
    runs = [_run(unit) for unit in units(found)] if term.slop is not None else [_run(found)]
    best = max(runs, key=len)
    return (frozenset([best]),) if best.strip() else ()


def _run(found: Sequence[Piece]) -> str:
    """The longest literal among the stretches without wildcards; of a wildcard alone, how it begins."""
    if not any(piece.glob for piece in found):
        return _spaced(found[:_LONGEST_LITERAL])
    stretches: list[list[Piece]] = [[]]
    for piece in found:
        if piece.glob:
            stretches.append([])
        elif len(stretches[-1]) < _LONGEST_LITERAL:
            stretches[-1].append(piece)
    whole = max((_spaced(stretch) for stretch in stretches), key=len)
    begun = max((_spaced([piece])[:-1] for piece in found if piece.glob), key=len, default="")
    return max(whole, begun, key=lambda literal: len(literal.strip()))


def _spaced(found: Sequence[Piece]) -> str:
    return f" {plain_words(' '.join(piece.key for piece in found))} "


def _cost(literals: Literals) -> float:
    """How much of all text they can be expected to stand in, roughly."""
    return sum(1.0 if literal.strip() in COMMON else 4.0 ** -len(literal) for literal in literals)


def _index_groups(term: Term) -> Lookup:
    if term.where == ("url",):
        return ()
    groups: list[tuple[str, ...]] = []
    for unit in units(pieces(term)):
        keys = [piece.key for piece in unit if not piece.glob]
        if len(unit) > 1 or (keys and not is_unspaced(keys[0])):
            groups += [(token,) for token in pairs(keys)]
    return tuple(dict.fromkeys(groups))
