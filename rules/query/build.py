"""From the grammar's branches to the syntax tree: fields, lists and the other products' spellings are resolved here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import repeat
from typing import NoReturn

from rules.query import addresses, fields, operators
from rules.query.brackets import DEEPEST
from rules.query.doubts import Doubt
from rules.query.fields import Dialect, Field, FieldError
from rules.query.nodes import And, Between, Fact, Near, Node, Not, Or, Step, Term
from rules.query.shipped import by_language
from rules.query.syntax import Built, Token
from rules.query.terms import TermError, pieces
from storage.errors import QueryError

Shipped = Callable[[str], Node | None]
"""The tree of a list that comes along, by its name; None where there is none."""

MOST_OPERANDS = 20
MOST_SLOPPY = 20
_ITEM = re.compile(r'"[^"]*"|[^\s,"]+')
_SPELLED = re.compile(r"\+\+\w")


class Build:
    """Builds the syntax tree of one expression.

    Attributes:
        doubts: Where another product's spelling was read as something that is not quite the same.
    """

    def __init__(self, expression: str, lists: Mapping[str, Sequence[str]], dialect: Dialect, shipped: Shipped) -> None:
        self.doubts: list[Doubt] = []
        self._shipped = shipped
        self._expression, self._dialect = expression, dialect
        self._lists = {name.lstrip("@").casefold(): items for name, items in lists.items()}
        self._scope: Field | None = None

    def node(self, built: Built, depth: int = 1) -> Node:
        """The node of a word, or of one rule of the grammar."""
        if isinstance(built, Token):
            return self._leaf(built)
        if built.rule == "row":
            return self._row(built.parts, depth)
        signs, inner = _tokens(built.parts), built.parts[1]
        match built.rule:
            case "group":
                return self._group(self.node(inner, depth + 1), signs[0], signs[-1])
            case "scoped":
                return self._scoped(signs[0], inner, depth)
            case "call":
                self._refuse(operators.instead_of_call(str(signs[0])), signs[0])
        if depth > 3 * DEEPEST:
            self._refuse(f"NOT is repeated more than {DEEPEST} times", signs[0])
        return self._preceded(built.rule, signs[0], self.node(inner, depth + 1))

    def _row(self, row: Sequence[Built], depth: int) -> Node:
        """Parts and the operators between them."""
        either: list[Node] = []
        for alternative in _by_binding(row):
            both: list[Node] = []
            for near in alternative:
                parts = tuple(map(self.node, near[::2], repeat(depth + 1)))
                both.append(self._near(parts, _tokens(near[1::2])) if len(parts) > 1 else parts[0])
            either.append(_joined(And, both))
        return _joined(Or, either)

    def _preceded(self, rule: str, sign: Token, part: Node) -> Node:
        """What NOT, or a count, stands before."""
        column, length = sign.column, _end(part) - sign.column
        if rule == "negated":
            return Not(part=part, column=column, length=length)
        self._doubt(sign, f'how often a word stands is not counted: "{sign}" is left out, once is enough')
        return replace(part, column=column, length=length)

    def _group(self, inner: Node, opened: Token, closed: Token) -> Node:
        """What stands in brackets; `(a AND b)~5` means words near each other."""
        self._weigh(closed)
        slop = operators.slop(closed)
        if slop is None:
            return _bracketed(inner, opened.column, closed.column + len(closed))
        if not isinstance(inner, And) or not all(map(_stands_somewhere, inner.parts)):
            self._refuse(
                '~ and a number follow a phrase in quotes, as in "apple juice"~5, or (apple AND juice)~5; '
                "words that may stand for each other are joined as (apple OR pear) NEAR/5 juice",
                closed.column + 1,
            )
        if len(inner.parts) > MOST_OPERANDS:
            self._refuse(f"NEAR joins {len(inner.parts)} operands; the limit is {MOST_OPERANDS}", opened)
        steps = (Step(words=slop, ordered=False),) * (len(inner.parts) - 1)
        if len(steps) > 1:
            self._doubt(
                closed, f"each is looked for within {slop} words of the one before, as in a NEAR/{slop} b NEAR/{slop} c"
            )
        near = Near(parts=inner.parts, steps=steps, column=inner.column, length=inner.length)
        return _bracketed(near, opened.column, closed.column + len(closed))

    def _weigh(self, token: Token) -> str:
        """The weight that a token has, "" for none; that it is left out is said."""
        weight = operators.boost(token.rpartition('"')[2] if token.type == "PHRASE" else token)
        if weight and weight != token:
            self._doubt(token, f'"{weight}" weighs nothing here: a post matches or does not')
        return weight

    def _near(self, parts: tuple[Node, ...], signs: Sequence[Token]) -> Near:
        if len(parts) > MOST_OPERANDS:
            self._refuse(f"NEAR joins {len(parts)} operands; the limit is {MOST_OPERANDS}", signs[0])
        for part in parts:
            if not _stands_somewhere(part):
                self._refuse(_NOT_NEAR, part.column)
        steps = tuple(map(self._step, signs))
        return Near(parts=parts, steps=steps, column=parts[0].column, length=_end(parts[-1]) - parts[0].column)

    def _step(self, sign: Token) -> Step:
        read = operators.nearness(str(sign))
        if read.written:
            self._doubt(sign, read.what, read.written)
        return read.step

    def _scoped(self, name: Token, value: Built, depth: int) -> Node:
        if self._scope:
            self._refuse(f"{name} stands inside {self._scope.name}:( ); close the bracket first", name)
        try:
            self._scope = fields.field(name[:-1], self._dialect)
        except FieldError as error:
            self._refuse(str(error), name)
        node = self.node(value, depth + 1)
        self._scope = None
        if isinstance(node, And | Or | Not | Near):
            return node
        column = name.column
        return replace(node, column=column, length=_end(node) - column)

    def _leaf(self, token: Token) -> Node:
        column, length = token.column, len(token)
        if token.type == "NEARLIST":
            return self._near_list(token)
        if token.type == "RANGE" or (self._scope and self._scope.shape == "range"):
            return self._range(token)
        text, quoted, cased, slop = self._written(token)
        named = token.type == "WORD" or self._is("list")
        if named and (along := self._along(text, token)):
            return along
        listed = self._listed(text) if named else None
        if listed is not None:
            return self._alternatives(listed, token)
        return self._made(Term(text=text, quoted=quoted, cased=cased, slop=slop, column=column, length=length))

    def _written(self, token: Token) -> tuple[str, bool, bool, int | None]:
        """The words of a token; whether in quotes, whether case counts, and how far apart they may be."""
        weight = self._weigh(token)
        match token.type:
            case "PHRASE":
                inner, _, after = token[1:].rpartition('"')
                return inner, True, False, operators.slop(after)
            case "CASED":
                return token[1 : token.rindex("}")], False, True, None
            case "EXACT":
                sign, text = token[:-1].split('"', 1)
                return text, sign == "+", sign != "+", None
        text = str(token).removesuffix(weight) or str(token)
        if _SPELLED.match(text):
            return text[2:], False, True, None
        return text, False, False, None

    def _made(self, term: Term) -> Node:
        """A term, or what it means inside the field that it stands in."""
        scope = self._scope
        if scope and scope.shape in ("value", "flag", "at least"):
            return self._valued(scope, term)
        if scope and scope.shape == "exactly":
            term = replace(term, cased=True, quoted=False)
        elif scope:
            term = replace(term, where=(scope.name,))
        self._check(term)
        return addresses.alternatives(term) if scope and scope.name == "url" else term

    def _valued(self, scope: Field, term: Term) -> Node:
        if term.cased or term.slop is not None:
            self._refuse(f"{scope.name}: takes a plain value", term.column)
        column, length = term.column, term.length
        try:
            if scope.shape == "at least":
                low = fields.least(scope, term.text)
                written = f"{scope.name}:[{low:g} TO *]"
                self.doubts.append(Doubt(column=column, length=length, what=f"read as {written}", suggestion=written))
                return Between(field=scope.name, low=low, high=None, column=column, length=length)
            name, values = fields.flag(scope, term.text) if scope.shape == "flag" else (scope.name, None)
            values = values or fields.values(scope, term.text)
            self._doubt_region(scope, values, term)
        except FieldError as error:
            self._refuse(str(error), term.column)
        return Fact(field=name, values=values, column=column, length=length)

    def _doubt_region(self, scope: Field, values: Sequence[str], term: Term) -> None:
        """Sources say pt-BR and pt, and both are kept as pt."""
        found = [value.partition("-")[0] for value in values if "-" in value] if scope.name == "language" else []
        if found:
            what = f'languages are kept without a region: "{term.text}" finds nothing; country: may tell them apart'
            written = f"language:{found[0]}"
            self.doubts.append(Doubt(column=term.column, length=term.length, what=what, suggestion=written))

    def _check(self, term: Term) -> None:
        if term.text.startswith("~") and not term.quoted:
            self._refuse('~ and a number follow a phrase in quotes, as in "apple juice"~5', term.column)
        if not (term.quoted or term.cased or term.where == ("url",)):
            instead = operators.instead_of_word(term.text) or fields.instead_of_comparison(term.text)
            if instead:
                self._refuse(instead, term.column)
        try:
            found = pieces(term)
        except TermError as error:
            operator = operators.INSTEAD_OF_SIGNS.get(term.text)
            self._refuse(f"{error}{f'; write {operator}' if operator else ''}", term.column)
        if term.slop is not None and len(found) > MOST_SLOPPY:
            self._refuse(f"a phrase with ~ has at most {MOST_SLOPPY} words, not {len(found)}", term.column)

    def _range(self, token: Token) -> Node:
        if not self._scope or self._scope.shape != "range":
            named = f"{self._scope.name}: takes no range" if self._scope else "a range belongs to a field"
            self._refuse(f"{named}; write it as in rating:[3 TO 5]", token)
        try:
            low, high = fields.limits(self._scope, str(token).strip('"'))
        except FieldError as error:
            self._refuse(str(error), token)
        return Between(field=self._scope.name, low=low, high=high, column=token.column, length=len(token))

    def _near_list(self, token: Token) -> Node:
        """`near/4:A,B,"C D"`: each near the one before."""
        if self._scope and self._scope.shape != "words":
            self._refuse(f"{self._scope.name}: takes a plain value", token)
        head, _, listed = str(token).partition(":")
        offset = len(head) + 1
        terms = tuple(
            self._made(
                Term(
                    text=item.group().strip('"'),
                    quoted=item.group().startswith('"'),
                    column=token.column + offset + item.start(),
                    length=len(item.group()),
                )
            )
            for item in _ITEM.finditer(listed)
        )
        if len(terms) > MOST_OPERANDS:
            self._refuse(f"NEAR joins {len(terms)} operands; the limit is {MOST_OPERANDS}", token)
        steps = (operators.nearness(head.upper()).step,) * (len(terms) - 1)
        return Near(parts=terms, steps=steps, bracketed=True, column=token.column, length=len(token))

    def _is(self, field: str) -> bool:
        return self._scope is not None and self._scope.name == field

    def _listed(self, text: str) -> Sequence[str] | None:
        """The items of a saved list, where the text names one."""
        if not (self._is("list") or text.startswith("@")):
            return None
        return self._lists.get(text.lstrip("@").casefold(), () if self._is("list") else None)

    def _along(self, text: str, token: Token) -> Node | None:
        """A list that comes along, in the place of its name; None where the text names none."""
        words = self._scope if self._scope and self._scope.shape == "words" else None
        if not (self._is("list") or (text.startswith("@") and (words or not self._scope))):
            return None
        found = self._shipped(text)
        if found is None:
            return None
        if self._is("list"):
            self._scope = None
        return _moved(found, token, (words.name,) if words else None)

    def _alternatives(self, items: Sequence[str], token: Token) -> Node:
        if not items:
            known = ", ".join(sorted({*self._lists, *by_language()}))
            self._refuse(f'there is no list "{str(token).strip(chr(34))}", or it is empty; lists: {known}', token)
        if self._is("list"):
            self._scope = None
        column, length = token.column, len(token)
        parts = tuple(self._made(Term(text=item, quoted=True, column=column, length=length)) for item in items)
        return parts[0] if len(parts) == 1 else Or(parts=parts, bracketed=True, column=column, length=length)

    def _doubt(self, token: Token, what: str, suggestion: str = "") -> None:
        self.doubts.append(Doubt(column=token.column, length=len(token), what=what, suggestion=suggestion))

    def _refuse(self, what: str, place: Token | int) -> NoReturn:
        raise QueryError(what, self._expression, place if isinstance(place, int) else place.column)


_NOT_NEAR = (
    "NEAR joins words, phrases, OR groups and other NEARs only; put AND and NOT outside, as in (a NEAR/5 b) AND NOT c"
)


def _stands_somewhere(node: Node) -> bool:
    match node:
        case Term() | Near():
            return True
        case Or(parts=parts):
            return all(_stands_somewhere(part) for part in parts)
        case _:
            return False


def _bracketed(node: Node, start: int, end: int) -> Node:
    if isinstance(node, And | Or | Near):
        return replace(node, bracketed=True, column=start, length=end - start)
    return replace(node, column=start, length=end - start)


def _moved(node: Node, token: Token, where: tuple[str, ...] | None) -> Node:
    """A list's tree as it stands where its name does; `where` the field that it is looked for in, if it is one."""
    column, length = token.column, len(token)
    match node:
        case Term():
            return replace(node, where=where or node.where, column=column, length=length)
        case Or(parts=parts) | Near(parts=parts):
            moved = tuple(_moved(part, token, where) for part in parts)
            return replace(node, parts=moved, bracketed=True, column=column, length=length)
        case _:
            raise TypeError(f"{type(node).__name__} stands in no list")


def _end(node: Node) -> int:
    return node.column + node.length


def _tokens(parts: Sequence[Built]) -> list[Token]:
    return [part for part in parts if isinstance(part, Token)]


def _by_binding(row: Sequence[Built]) -> list[list[list[Built]]]:
    """A row as alternatives (OR), of parts that all hold (AND or nothing), of what stands NEAR, its signs between."""
    either: list[list[list[Built]]] = [[]]
    is_near = False
    for part in row:
        sign = part.type if isinstance(part, Token) else ""
        if sign == "OR":
            either.append([])
        elif is_near or sign == "NEAR":
            either[-1][-1].append(part)
        elif sign != "AND":
            either[-1].append([part])
        is_near = sign == "NEAR"
    return either


def _joined(kind: type[And | Or], parts: Sequence[Node]) -> Node:
    if len(parts) == 1:
        return parts[0]
    return kind(parts=tuple(parts), column=parts[0].column, length=_end(parts[-1]) - parts[0].column)
