"""What to think of before a brand's query collects: words that mean something else as well, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rules.query.doubts import Doubt
from rules.query.everyday import EVERYDAY
from rules.query.nodes import And, Fact, Node, Not, Or, Term, sufficient, walk
from rules.query.parser import NO_LISTS, parse
from rules.query.terms import pieces
from storage.intake.folding import fold

_MOST = 5
_EVERYDAY = frozenset(map(fold, EVERYDAY))


def everyday(expression: str, lists: Mapping[str, Sequence[str]] = NO_LISTS) -> list[Doubt]:
    """Words that alone make a post match and mean something else as well. Raises QueryError."""
    found = (doubt for term in sufficient(parse(expression, lists)) for doubt in _everyday(term))
    return list(dict.fromkeys(found))


def untagged(expression: str, lists: Mapping[str, Sequence[str]] = NO_LISTS) -> Doubt | None:
    """The names whose hashtags are not included, told at the first of them; None where all are. Raises QueryError."""
    node = parse(expression, lists)
    tags = {fold(part.text) for part in walk(node) if isinstance(part, Term) and part.text[:1] in "#\uff03"}
    words = {_word(term): term for term in reversed(list(_names(node)))}
    left = [term for word, term in reversed(words.items()) if len(word) > 1 and f"#{word}" not in tags]
    if not left:
        return None
    named = ", ".join(f"#{term.text}" for term in left[:_MOST]) + (" and others" if len(left) > _MOST else "")
    what = f"{named} {'is' if len(left) == 1 else 'are'} not included: a word does not find its hashtag"
    suggestion = f"({' OR '.join([_as_written(left[0]), f'#{left[0].text}'])})"
    return Doubt(column=left[0].column, length=left[0].length, what=what, suggestion=suggestion)


def unsaid(expression: str, lists: Mapping[str, Sequence[str]] = NO_LISTS) -> Doubt | None:
    """That a language is asked for which many sources do not say; None where none is. Raises QueryError."""
    parts = (part for part in walk(parse(expression, lists)))
    asked = next((part for part in parts if isinstance(part, Fact) and part.field == "language"), None)
    what = (
        "a query that collects goes by the language that the source says, and posts of sources that say none do not "
        "match; in searches and rules the language that was detected counts too"
    )
    return Doubt(column=asked.column, length=asked.length, what=what) if asked else None


def _names(node: Node) -> Iterator[Term]:
    """The words that a query begins with: the brand's names."""
    match node:
        case Term():
            yield node
        case Or(parts=parts):
            for part in parts:
                yield from _names(part)
        case And(parts=parts):
            asked = next((part for part in parts if not isinstance(part, Not | Fact)), None)
            if asked:
                yield from _names(asked)


def _everyday(term: Term) -> Iterator[Doubt]:
    word = _word(term)
    if word in _EVERYDAY and not term.cased:
        name = term.text if term.text != term.text.lower() else term.text.title()
        what = (
            f'"{term.text}" is a common word as well, and most posts that hold it may mean something else; '
            f"{{{name}}} finds this spelling alone, AND and NEAR want other words beside it, as in {name} NEAR/5 order"
        )
        yield Doubt(column=term.column, length=term.length, what=what, suggestion=f"{{{name}}}")


def _as_written(term: Term) -> str:
    return f"{{{term.text}}}" if term.cased else term.text


def _word(term: Term) -> str:
    """The loose form of a single plain word of title and text; "" for all else."""
    found = pieces(term)
    plain = len(found) == 1 and not found[0].glob and found[0].key.isalpha() and term.where == ("title", "text")
    return found[0].key if plain and not (found[0].signs and found[0].signs.shown) else ""
