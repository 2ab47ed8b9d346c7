"""From the syntax tree to something that answers quickly whether a document satisfies it, and with which words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from rules.query import facts
from rules.query.document import Document
from rules.query.find import Bag, Chain, Either, Find, Within, spans_of
from rules.query.nodes import And, Between, Fact, Near, Node, Not, Or, Term
from rules.query.terms import pieces, units

if TYPE_CHECKING:
    from storage.records import Span

_ORDER = {"title": 0, "text": 1, "url": 2, "author": 3}


class Test(Protocol):
    """A compiled expression."""

    def holds(self, document: Document) -> bool:
        """The verdict."""
        ...

    def spans(self, document: Document) -> Iterable[Span]:
        """The words that make it so, of a document for which it holds; in no order."""
        ...


def compiled(node: Node) -> Test:
    """What to ask of each document."""
    match node:
        case Term() | Near():
            return Found(find(node))
        case Fact():
            return Asked(facts.fact(node))
        case Between():
            return Asked(facts.between(node))
        case Not(part=part):
            return Without(compiled(part))
        case And(parts=parts):
            return All([compiled(part) for part in parts])
        case Or(parts=parts):
            return _either(parts)


def find(node: Node) -> Find:
    """Where an operand of NEAR stands; only for words, NEAR, and OR of these."""
    match node:
        case Term(slop=None):
            return Bag(node.where, [pieces(node)])
        case Term(slop=slop):
            return Within(node.where, units(pieces(node)), slop or 0)
        case Near(parts=parts, steps=steps):
            return Chain([find(part) for part in parts], steps)
        case Or(parts=parts):
            return _together(parts)
        case _:
            raise TypeError(f"{type(node).__name__} stands nowhere")


def without_overlaps(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order of field and place, those that overlap made one."""
    apart = set(spans)
    if len(apart) < 2:
        return tuple(apart)
    found: list[Span] = []
    for span in sorted(apart, key=lambda span: (_ORDER[span[0]], *span[1:])):
        if found and found[-1][0] == span[0] and span[1] < found[-1][2]:
            found[-1] = (span[0], found[-1][1], max(span[2], found[-1][2]))
        else:
            found.append(span)
    return tuple(found)


class Found:
    """Words that stand somewhere."""

    __slots__ = ("_find",)

    def __init__(self, find: Find) -> None:
        self._find = find

    def holds(self, document: Document) -> bool:
        return self._find.stands(document)

    def spans(self, document: Document) -> Iterable[Span]:
        return spans_of(self._find, document)


class Asked:
    """A field's value."""

    __slots__ = ("_ask",)

    def __init__(self, ask: facts.Ask) -> None:
        self._ask = ask

    def holds(self, document: Document) -> bool:
        return self._ask(document) is not None

    def spans(self, document: Document) -> Iterable[Span]:
        return self._ask(document) or ()


class Without:
    """NOT."""

    __slots__ = ("_test",)

    def __init__(self, test: Test) -> None:
        self._test = test

    def holds(self, document: Document) -> bool:
        return not self._test.holds(document)

    def spans(self, document: Document) -> Iterable[Span]:  # noqa: ARG002 - what is not there has no words
        return ()


class All:
    """AND."""

    __slots__ = ("_tests",)

    def __init__(self, tests: Sequence[Test]) -> None:
        self._tests = tests

    def holds(self, document: Document) -> bool:
        return all(test.holds(document) for test in self._tests)

    def spans(self, document: Document) -> Iterable[Span]:
        return [span for test in self._tests for span in test.spans(document)]


class Any:
    """OR: the words of every part that holds."""

    __slots__ = ("_tests",)

    def __init__(self, tests: Sequence[Test]) -> None:
        self._tests = tests

    def holds(self, document: Document) -> bool:
        return any(test.holds(document) for test in self._tests)

    def spans(self, document: Document) -> Iterable[Span]:
        return [span for test in self._tests if test.holds(document) for span in test.spans(document)]


def _flat(parts: Sequence[Node]) -> list[Node]:
    return [inner for part in parts for inner in (_flat(part.parts) if isinstance(part, Or) else [part])]


def _either(parts: Sequence[Node]) -> Test:
    flat = _flat(parts)
    words = [part for part in flat if isinstance(part, Term | Near)]
    tests: list[Test] = [Found(_together(words))] if words else []
    tests += [Asked(facts.fact(part)) for part in _merged([part for part in flat if isinstance(part, Fact)])]
    tests += [compiled(part) for part in flat if not isinstance(part, Term | Near | Fact)]
    return tests[0] if len(tests) == 1 else Any(tests)


def _merged(parts: Sequence[Fact]) -> list[Fact]:
    """One question a field, however many values it has."""
    found: dict[str, Fact] = {}
    for part in parts:
        before = found.get(part.field)
        found[part.field] = replace(before, values=before.values + part.values) if before else part
    return list(found.values())


def _together(parts: Sequence[Node]) -> Find:
    """Alternatives as one: all plain words and phrases of the same fields share one table."""
    flat = _flat(parts)
    plain = [part for part in flat if isinstance(part, Term) and part.slop is None]
    plain.sort(key=lambda term: term.where)
    bags: list[Find] = [
        Bag(where, [pieces(term) for term in terms]) for where, terms in groupby(plain, key=lambda term: term.where)
    ]
    bags += [find(part) for part in flat if not (isinstance(part, Term) and part.slop is None)]
    return bags[0] if len(bags) == 1 else Either(bags)
