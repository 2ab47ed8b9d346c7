"""Why an expression matches a mention, or why not: the verdict of every part, with the words that made it so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.query.document import Document
from rules.query.fields import Dialect
from rules.query.nodes import And, Between, Fact, Near, Node, Not, Or, Term, children
from rules.query.parser import NO_LISTS, parse
from rules.query.terms import pieces
from rules.query.verdict import compiled, without_overlaps
from storage.intake.folding import fold

if TYPE_CHECKING:
    from storage.records import Mention, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The verdict of one part of an expression.

    Attributes:
        part: The part as written.
        column: Where it begins in the expression.
        holds: Whether the mention satisfies it.
        why: The reason in words.
        spans: The words that make it hold; of NOT, the words that keep it from holding.
        parts: The parts that it is made of.
    """

    part: str
    column: int
    holds: bool
    why: str
    spans: tuple[Span, ...] = ()
    parts: tuple[Explanation, ...] = ()

    def __str__(self) -> str:
        """Indented lines, ✓ for what holds and ✗ for what does not."""
        return "\n".join(self._lines(0))

    def _lines(self, depth: int) -> Iterator[str]:
        yield f"{'  ' * depth}{'✓' if self.holds else '✗'} {self.part}  ({self.why})"
        for part in self.parts:
            yield from part._lines(depth + 1)


def explain(
    expression: str,
    mention: Mention,
    lists: Mapping[str, Sequence[str]] = NO_LISTS,
    *,
    source: str | None = None,
    dialect: Dialect = "query",
) -> Explanation:
    """The verdict of an expression on a mention, as a tree. Raises QueryError."""
    document = Document(mention, (source,) if source is not None else ())
    return _explained(parse(expression, lists, dialect=dialect), document, expression)


def _explained(node: Node, document: Document, expression: str) -> Explanation:
    test = compiled(node)
    holds = test.holds(document)
    parts = tuple(_explained(part, document, expression) for part in children(node))
    spans = without_overlaps(test.spans(document)) if holds else ()
    if isinstance(node, Not) and not holds:
        spans = parts[0].spans
    written = expression[node.column : node.column + node.length]
    if isinstance(node, Term) and node.quoted and node.text not in written:
        written = f"{written} → {node.text}"
    why = _why(node, document, holds, parts, spans)
    return Explanation(part=written, column=node.column, holds=holds, why=why, spans=spans, parts=parts)


def _why(node: Node, document: Document, holds: bool, parts: Sequence[Explanation], spans: Sequence[Span]) -> str:
    true = sum(part.holds for part in parts)
    match node:
        case And():
            return "all parts hold" if holds else f"{len(parts) - true} of {len(parts)} parts fail"
        case Or():
            return f"{true} of {len(parts)} alternatives hold" if holds else "no alternative holds"
        case Not():
            return "nothing of this is there" if holds else f"excluded by {_quoted(document, spans)}"
        case Near():
            if holds:
                return f"near each other: {_quoted(document, spans)}"
            return "a part is missing" if true < len(parts) else "all are there, but too far apart or in another order"
        case Term():
            return f"found {_quoted(document, spans)}" if holds else _missing(node, document)
        case Fact():
            return f"{node.field} is one of these" if holds else f"{node.field} is not one of these, or is not known"
        case Between():
            return f"{node.field} lies in the range" if holds else f"{node.field} lies outside, or is not known"


def _quoted(document: Document, spans: Sequence[Span]) -> str:
    words = dict.fromkeys(f'"{document.text(field)[start:end]}"' for field, start, end in spans)
    return ", ".join(words) or "a field"


def _missing(term: Term, document: Document) -> str:
    """What stands in the text that was nearly it."""
    found = pieces(term)
    key = found[0].key
    where = " or ".join(term.where)
    index = {key for field in term.where for key in document.tokens(field).index}
    if len(found) > 1:
        there = [piece.key for piece in found if piece.key in index]
        if len(there) < len(found):
            return f"not in {where}"
        return f"all words are in {where}, but not together as written"
    if found[0].signs and key in index:
        return f"only with other signs, or without its own, in {where}"
    if found[0].form != "loose" and key in index:
        return f"only with other accents or in other case in {where}; {fold(term.text)} finds all forms"
    tags = [sign + key for sign in "#@" if sign + key in index]
    if tags:
        return f"only as {' and '.join(tags)}, which must be asked for as such"
    longer = sorted(word for word in index if key in word)[:3]
    return f"only inside {', '.join(longer)}; a wildcard finds longer words" if longer else f"not in {where}"
