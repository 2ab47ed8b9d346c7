"""Expressions that are legal and yet probably not meant: what people get wrong, with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from rules.query.common import COMMON
from rules.query.doubts import Doubt
from rules.query.fields import Dialect
from rules.query.nodes import And, Between, Fact, Near, Node, Not, Or, Term, children, walk
from rules.query.parser import NO_LISTS, read
from rules.query.shipped import is_name, meant
from rules.query.signs import uncounted
from rules.query.terms import Piece, pieces
from storage.intake.folding import fold
from storage.intake.scripts import is_unspaced

SHORTEST_STEM = 3
FARTHEST = 50
_OPERATOR = re.compile(r"(?i:and|or|not|o?near(?:/\d*f?)?)")
_LOCAL = {"UND": "AND", "ODER": "OR", "NICHT": "NOT", "ET": "AND", "OU": "OR", "SAUF": "NOT", "Y": "AND", "O": "OR"}
_FOREIGN = frozenset(
    {"ADJ", "AFTER", "BEFORE", "BUT", "EXCEPT", "FBY", "FOLLOWEDBY", "MINUS", "NEXT", "NOTIN", "SAME", "XOR"}
)
"""Operators of other products that may be words as well."""
_ADDRESS = re.compile(r"https?://([^/?#]+)")
_LIBRARIES = re.compile(r"[NWP](\d{1,2})")
"""Nearness as catalogues of libraries write it, which may be the name of a thing as well."""
_SINGLE_QUOTES = tuple("'\u2018\u2019\u201a\u201b")
_FLAT = 200


def lint(expression: str, lists: Mapping[str, Sequence[str]] = NO_LISTS, *, dialect: Dialect = "query") -> list[Doubt]:
    """Everything doubtful, in order of place. Raises QueryError for an expression that is wrong, not doubtful."""
    node, doubts = read(expression, lists, dialect=dialect)
    parts = [part for part in walk(node) if not is_name(_written(part, expression))]
    found = doubts + [doubt for part in parts for check in _OF_PARTS for doubt in check(part)]
    found += [doubt for part in parts for check in _OF_WORDING for doubt in check(part, expression)]
    return sorted(dict.fromkeys(found), key=lambda doubt: (doubt.column, doubt.length))


def _operators(node: Node) -> Iterator[Doubt]:
    """Lower-case operators among words side by side."""
    if not isinstance(node, And | Near):
        return
    for part in node.parts:
        if isinstance(part, Term) and not part.quoted and not part.cased and _OPERATOR.fullmatch(part.text):
            capitals = part.text.upper()
            if part.text != capitals:
                yield _at(part, f'"{part.text}" is searched for as a word; operators are written in capitals', capitals)
            else:
                yield _at(part, f'"{part.text}" is searched for as a word; NEAR takes a number', f"{capitals}5")
    for part in node.parts[1:-1]:
        if isinstance(part, Term) and not part.quoted and (found := _LIBRARIES.fullmatch(part.text)):
            written = f"NEAR/{found[1]}"
            yield _at(part, f'"{part.text}" is searched for as a word; nearness is written {written}', written)


def _precedence(node: Node, expression: str) -> Iterator[Doubt]:
    if not isinstance(node, Or):
        return
    for part in node.parts:
        if isinstance(part, And) and not part.bracketed:
            written = expression[part.column : part.column + part.length]
            yield _at(part, "AND binds closer than OR here; brackets make clear what belongs together", f"({written})")


def _nearness(node: Node) -> Iterator[Doubt]:
    if isinstance(node, And):
        for before, after in pairwise(node.parts):
            loose = next((part for part in (before, after) if isinstance(part, Near) and not part.bracketed), None)
            if loose and isinstance(before, Term | Near) and isinstance(after, Term | Near):
                yield _at(loose, "NEAR joins only the words next to it; put a phrase in quotes, or NEAR in brackets")
    if isinstance(node, Near):
        for part in node.parts[1:]:
            if isinstance(part, Term) and not part.quoted and part.text.isdecimal():
                yield _at(part, f"{part.text} is looked for as a word; how near is written NEAR/{part.text}")
        for step in node.steps:
            if step.words > FARTHEST:
                yield _at(node, f"within {step.words} words is nearly the same as AND", "AND")
    if isinstance(node, Term) and node.slop is not None and node.slop > FARTHEST:
        yield _at(node, f"within {node.slop} words is nearly the same as AND", "AND")


def _wildcards(node: Node) -> Iterator[Doubt]:
    if not isinstance(node, Term) or node.where == ("url",):
        return
    for piece in pieces(node):
        stem = piece.key.lstrip("#@")
        if piece.glob and len(stem) < SHORTEST_STEM:
            yield _at(node, f'only "{stem}" before the wildcard: this matches far too many words; write more letters')
    if not node.quoted and node.text.endswith("?"):
        yield _at(node, "? stands for exactly one more letter; it is not a question mark", node.text.rstrip("?"))


def _terms(node: Node) -> Iterator[Doubt]:
    if not isinstance(node, Term) or node.where == ("url",):
        return
    found = pieces(node)
    key = found[0].key
    if len(found) == 1 and not found[0].glob and not (found[0].signs and found[0].signs.shown):
        if len(key) == 1 and key.isalnum() and not is_unspaced(key):
            yield _at(node, f'"{node.text}" is a single letter or digit and stands in very many texts; use a phrase')
        elif key in COMMON and not node.cased and not (_OPERATOR.fullmatch(node.text) and not node.quoted):
            yield _at(node, f'"{node.text}" is a common word and stands in very many texts; use a phrase')
    if node.text.endswith((",", ";")) and not node.quoted:
        yield _at(
            node, "a comma joins nothing: words side by side must all be there; alternatives are joined by OR", "OR"
        )


def _wording(node: Node) -> Iterator[Doubt]:
    """What stands without quotes and is not read as it may be meant."""
    if not isinstance(node, Term) or node.where == ("url",) or node.quoted:
        return
    if node.text[:1] in _SINGLE_QUOTES:
        yield _at(node, 'single quotes hold no phrase together; write "…"')
    if node.text in _LOCAL:
        yield _at(node, f'"{node.text}" is searched for as a word; operators are AND, OR, NOT', _LOCAL[node.text])
    if node.text in _FOREIGN:
        yield _at(node, f'"{node.text}" is searched for as a word; operators are AND, OR, NOT, NEAR/5 and NEAR/5f')
    if node.text[:1] == "+":
        yield _at(node, "+ before a word is not needed: words side by side must all be there", node.text.lstrip("+"))


def _lists(node: Node) -> Iterator[Doubt]:
    if isinstance(node, Term) and (name := meant(node.text)):
        yield _at(node, f"{node.text} is looked for as a handle; the list that comes along is {name}", name)


def _signs(node: Node) -> Iterator[Doubt]:
    if not isinstance(node, Term) or node.where == ("url",) or (node.text[:1] == "+" and not node.quoted):
        return
    found = pieces(node)
    if not node.quoted and len(found) == 1 and node.text.endswith("!"):
        key, longer = found[0].key, node.text.rstrip("!")
        yield _at(node, f'signs are not looked for: this finds "{key}" alone; {longer}* finds longer words too')
    elif not node.quoted and (host := _ADDRESS.match(node.text)):
        yield _at(
            node, f"the words of the address are looked for; links:{host[1]} finds links to it", f"links:{host[1]}"
        )
    elif uncounted(node.text) and not _OPERATOR.fullmatch(node.text):
        words = " ".join(piece.key for piece in found)
        yield _at(node, f'signs are not looked for: this finds "{words}" whatever stands between and around')


def _repeated(node: Node, expression: str) -> Iterator[Doubt]:
    """Alternatives that add nothing."""
    if not isinstance(node, Or) or len(node.parts) > _FLAT:
        return
    seen: dict[str, Node] = {}
    for part in node.parts:
        before = seen.setdefault(_sense(part), part)
        if before is not part and before.column != part.column:
            yield _at(part, "this stands in the same OR before; remove it")
    terms = [part for part in seen.values() if isinstance(part, Term)]
    for term in terms:
        wider = next((other for other in terms if other is not term and _implies(term, other)), None)
        if wider:
            yield _at(term, f"adds nothing: whatever it finds, {_written(wider, expression)} finds too; remove it")


def _never(node: Node, expression: str) -> Iterator[Doubt]:
    """ANDs that nothing can satisfy."""
    if not isinstance(node, And) or len(node.parts) > _FLAT:
        return
    positive = [part for part in node.parts if not isinstance(part, Not)]
    excluded = [term for part in node.parts if isinstance(part, Not) for term in _alternatives(part.part)]
    for part in positive:
        for term in excluded:
            if all(_implies(each, term) for each in _alternatives(part)):
                yield _at(part, f"can never be true: NOT {_written(term, expression)} takes all of it away")
                break
    for name, parts in _by_field(positive).items():
        for before, after in pairwise(parts):
            if not _compatible(before, after):
                what = f"can never be true together with the other {name}: of this AND; alternatives are joined by OR"
                yield _at(after, what, "OR")


def _by_field(parts: Iterable[Node]) -> dict[str, list[Fact | Between]]:
    found: dict[str, list[Fact | Between]] = {}
    for part in parts:
        if isinstance(part, Fact | Between) and part.field not in ("tag", "source", "brand", "query", "links"):
            found.setdefault(part.field, []).append(part)
    return found


def _compatible(before: Fact | Between, after: Fact | Between) -> bool:
    if isinstance(before, Between) and isinstance(after, Between):
        return not (_below(before, after) or _below(after, before))
    if isinstance(before, Fact) and isinstance(after, Fact):
        return any(
            one == other or _within(one, other) or _within(other, one) or one.split("-")[0] == other
            for one in before.values
            for other in after.values
        ) or (before.field == "author")
    return True


def _within(one: str, other: str) -> bool:
    """Whether one host or path lies inside of another."""
    host, slash, path = one.partition("/")
    above, below, inside = other.partition("/")
    lies = host == above or host.endswith(f".{above}")
    return lies and (not below or (slash == below and f"{path}/".startswith(f"{inside}/")))


def _below(one: Between, other: Between) -> bool:
    return one.high is not None and other.low is not None and one.high < other.low


def _alternatives(node: Node) -> Sequence[Node]:
    return node.parts if isinstance(node, Or) else (node,)


def _implies(special: Node, general: Node) -> bool:
    """Whether one term stands wherever another does: a phrase and its words, a word and its wildcard."""
    if not isinstance(special, Term) or not isinstance(general, Term) or general.slop is not None:
        return False
    if not set(special.where) <= set(general.where) or (general.cased and not special.cased):
        return False
    inner, outer = pieces(special), pieces(general)
    if special.slop is not None and len(outer) > 1:
        return False
    places = range(len(inner) - len(outer) + 1)
    return any(all(map(_covers, outer, inner[start : start + len(outer)])) for start in places)


def _covers(general: Piece, special: Piece) -> bool:
    if general.glued and not special.glued:
        return False
    if general.form != "loose" or general.signs:
        return general == special
    if general.glob:
        return not special.glob and special.key.startswith(general.key) and general.glob.fits(special.key)
    return not special.glob and general.key == special.key


def _sense(node: Node) -> str:
    """A node without its place and spelling of case."""
    match node:
        case Term():
            text = node.text if node.cased else fold(node.text, "exact")
            return f"term {text} {node.cased} {node.slop} {node.where}"
        case Fact():
            return f"fact {node.field} {node.values}"
        case Between():
            return f"between {node.field} {node.low} {node.high}"
        case _:
            steps = node.steps if isinstance(node, Near) else ""
            return f"{type(node).__name__} {steps} ({', '.join(map(_sense, children(node)))})"


def _written(node: Node, expression: str) -> str:
    return expression[node.column : node.column + node.length]


def _at(node: Node, what: str, suggestion: str = "") -> Doubt:
    return Doubt(column=node.column, length=node.length, what=what, suggestion=suggestion)


_OF_PARTS: Sequence[Callable[[Node], Iterator[Doubt]]] = (
    _operators, _nearness, _wildcards, _terms, _wording, _lists, _signs,
)  # fmt: skip
_OF_WORDING: Sequence[Callable[[Node, str], Iterator[Doubt]]] = (_precedence, _repeated, _never)
