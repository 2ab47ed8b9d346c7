"""The query language straight from its definition, word by word and pair by pair: slow, and sharing nothing
with the matcher but the syntax tree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import product

from rules.query.nodes import And, Between, Fact, Near, Node, Not, Or, Step, Term
from storage.records import Mention, Span
from tests.rules.query.slow_words import Token, emoji, exact, loose, named, tokens

Place = tuple[int, int]


def joining(gap: str) -> str:
    """The sign that joins two parts: & anywhere between them, + where it touches both or neither."""
    bare = gap.strip()
    if bare == "&" or (bare and gap == "+" * len(bare)):
        return bare
    return "+" if bare == "+" and gap[0] != "+" and gap[-1] != "+" else ""


def ending(rest: str) -> str:
    """The sign that ends a word."""
    return "#" if rest.startswith("#") else rest[: len(rest) - len(rest.lstrip("+"))]


def signed(piece: Token, token: Token) -> bool:
    """Whether the signs that make a name in the term stand around the token as well."""
    joint = "" if piece.first else joining(piece.lead)
    if joint and (token.first or joining(token.lead) != joint):
        return False
    before = piece.lead[-2:-1] if piece.first or len(piece.lead) > 1 else "x"
    opens = not joint and (before in "/(" or before.isspace()) and piece.written.isalnum()
    if opens and piece.lead[-1:] in {".", "$"} and not opened(piece.lead[-1], token):
        return False
    next_joint = "" if piece.last else joining(piece.rest)
    end = "" if next_joint or (piece.written[0] in "#@＃＠" and piece.rest.startswith("#")) else ending(piece.rest)
    touching = piece.lead[-1:] in {"'", "’"}
    key = loose(piece.written, False)
    alone = len(key) == 1 and key.isalpha() and not piece.unspaced and not touching and not joint and not next_joint
    return not (end or alone) or ending(token.rest) == end


def opened(sign: str, token: Token) -> bool:
    """Whether a $ or a dot before a token opens it."""
    if not token.lead.endswith(sign):
        return False
    if sign == "$":
        return len(token.lead) > 1 or token.first or (not token.before.isalnum() and token.before != "_")
    if token.lead.endswith(".."):
        return False
    inside = len(token.lead) == 1 and not token.first
    word = token.written
    return not inside or word.isupper() or (word != word.lower() and token.before.isupper())


def fits(pattern: str, token: str, cased: bool) -> bool:
    accented = loose(pattern, cased) != exact(pattern, cased)
    if accented and not cased and "\u0370" <= loose(pattern, False)[0] <= "\u03ff":
        accented = not token.isupper() or "\u0301" in unicodedata.normalize("NFD", token)
    form = exact if accented else loose
    return glob(form(pattern, cased), form(token, cased))


def glob(pattern: str, word: str) -> bool:
    ways = {0}
    for sign in pattern:
        if sign == "*":
            ways = set(range(min(ways), len(word) + 1)) if ways else ways
        else:
            ways = {at + 1 for at in ways if at < len(word) and sign in ("?", word[at])}
    return len(word) in ways


def pieces(term: Term) -> list[Token]:
    text = term.text
    if term.quoted or term.cased:
        kept = ""
        for at, sign in enumerate(text):
            rest = text[at:].lstrip("?")
            inside = rest[:1] and (named(rest[0]) or rest[0] == "*")
            kept += " " if sign == "?" and not inside else sign
        text = kept
    found = tokens(text, "*?")
    if len(found) > 1 and found[-2].unspaced and not found[-1].written.strip("*?"):
        found.pop()
    return found


def stands(term: Term, field: str, mention: Mention) -> set[Place]:
    if field not in term.where:
        return set()
    text = tokens(texts(mention)[field])
    wanted = pieces(term)
    if term.slop is None:
        return runs(wanted, text, term)
    units: list[list[Token]] = []
    for piece in wanted:
        if piece.glued:
            units[-1].append(piece)
        else:
            units.append([piece])
    width = len(wanted) + term.slop
    number = numbers(texts(mention)[field], text)
    found: set[Place] = set()
    for start in range(len(text)):
        inside = [
            {p for p in runs(unit, text, term) if p[0] >= start and number[p[1]] < number[start] + width}
            for unit in units
        ]
        senses = [tuple((spelling(piece.written, term.cased), piece.glued) for piece in unit) for unit in units]
        if all(len(here) >= senses.count(sense) for here, sense in zip(inside, senses, strict=True)):
            found.update(*inside)
    return found


def spelling(pattern: str, cased: bool) -> tuple[str, str]:
    return loose(pattern, cased), exact(pattern, cased)


def runs(wanted: Sequence[Token], text: Sequence[Token], term: Term) -> set[Place]:
    return {
        (at, at + len(wanted) - 1)
        for at in range(len(text) - len(wanted) + 1)
        if all(
            fits(piece.written, text[at + step].written, term.cased)
            and (text[at + step].glued or not piece.glued)
            and (term.where == ("url",) or signed(piece, text[at + step]))
            for step, piece in enumerate(wanted)
        )
    }


def ways(node: Near, field: str, mention: Mention) -> list[tuple[Place, ...]]:
    """Every choice of one place an operand in which each is near the one before."""
    text = texts(mention)[field]
    number = numbers(text, tokens(text))
    return [
        way
        for way in product(*(occurrences(part, field, mention) for part in node.parts))
        if all(near(way[at], way[at + 1], step, number) for at, step in enumerate(node.steps))
    ]


def numbers(text: str, cut: Sequence[Token]) -> list[int]:
    """The number of the word that each token belongs to: emoji side by side are one, and so are the parts of a link."""
    links = [found.span() for found in re.finditer(r"https?://\S+", text)]
    kinds = [
        next((str(link) for link in links if link[0] <= token.start < link[1]), "")
        or ("emoji" if emoji(token.written[0]) else "")
        for token in cut
    ]
    starts = [not kind or not at or kinds[at - 1] != kind for at, kind in enumerate(kinds)]
    return [sum(starts[: at + 1]) - 1 for at in range(len(cut))]


def near(one: Place, other: Place, step: Step, number: Sequence[int]) -> bool:
    if one[1] < other[0]:
        return number[other[0]] - number[one[1]] - 1 <= step.words
    return not step.ordered and other[1] < one[0] and number[one[0]] - number[other[1]] - 1 <= step.words


def occurrences(node: Node, field: str, mention: Mention) -> set[Place]:
    match node:
        case Term():
            return stands(node, field, mention)
        case Or(parts=parts):
            return {place for part in parts for place in occurrences(part, field, mention)}
        case Near():
            return {place for way in ways(node, field, mention) for place in way}
    raise TypeError(node)


def marked(node: Node, field: str, mention: Mention, places: set[Place]) -> set[Place]:
    """Those of the places that are the node's, with the words that they need beside them."""
    own = occurrences(node, field, mention)
    if not own & places:
        return set()
    match node:
        case Or(parts=parts):
            return {place for part in parts for place in marked(part, field, mention, places)}
        case Near(parts=parts):
            found = ways(node, field, mention)
            return {
                p for at, part in enumerate(parts) for p in marked(part, field, mention, {way[at] for way in found})
            }
        case Term(slop=None):
            return own & places
    return own


def texts(mention: Mention) -> dict[str, str]:
    return {"title": mention.title, "text": mention.text, "url": mention.url or ""}


def holds(node: Node, mention: Mention) -> bool:
    match node:
        case Term() | Near():
            return any(occurrences(node, field, mention) for field in texts(mention))
        case And(parts=parts):
            return all(holds(part, mention) for part in parts)
        case Or(parts=parts):
            return any(holds(part, mention) for part in parts)
        case Not(part=part):
            return not holds(part, mention)
        case Fact(field="language", values=values):
            return mention.language in values
        case Between(field="rating", low=low, high=high) if mention.rating:
            value = mention.rating.value
            return (low is None or low <= value) and (high is None or value <= high)
        case Between(field="rating"):
            return False
    raise TypeError(node)


def spans(node: Node, mention: Mention) -> Iterable[Span]:
    match node:
        case Term() | Near():
            for field, text in texts(mention).items():
                cut = tokens(text)
                for first, last in marked(node, field, mention, occurrences(node, field, mention)):
                    yield field, cut[first].start, cut[last].end
        case And(parts=parts):
            for part in parts:
                yield from spans(part, mention)
        case Or(parts=parts):
            for part in parts:
                if holds(part, mention):
                    yield from spans(part, mention)


def verdict(node: Node, mention: Mention) -> list[Span] | None:
    """Spans as a match shows them, overlapping ones joined; None where the mention does not satisfy the node."""
    if not holds(node, mention):
        return None
    covered: list[Span] = []
    for field in ("title", "text", "url"):
        mine = sorted({span for span in spans(node, mention) if span[0] == field})
        for _, start, end in mine:
            if covered and covered[-1][0] == field and start < covered[-1][2]:
                covered[-1] = (field, covered[-1][1], max(end, covered[-1][2]))
            else:
                covered.append((field, start, end))
    return covered
