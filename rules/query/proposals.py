"""How a query could be written to find less of what is not meant: by spelling, by neighbouring words, by context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rules.query.common import COMMON
from rules.query.document import Document
from rules.query.nodes import Term, sufficient
from rules.query.parser import NO_LISTS, parse
from rules.query.terms import pieces

if TYPE_CHECKING:
    from storage.records import Mention

Judged = Sequence[tuple["Mention", bool]]
REACH = 5
MOST_CONTEXTS = 6
MOST_PHRASES = 3
FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Another way to write a query.

    Attributes:
        kind: spelling (case counts), phrase (a neighbouring word tells it apart) or context (words that must be near).
        part: What is new about it.
        expression: The whole query with it.
    """

    kind: Literal["spelling", "phrase", "context"]
    part: str
    expression: str


def proposals(expression: str, judged: Judged, lists: Mapping[str, Sequence[str]] = NO_LISTS) -> list[Proposal]:
    """Ways to try on hits of which each is meant (True) or not. Raises QueryError."""
    terms = [
        term
        for term in sufficient(parse(expression, lists))
        if not term.cased and _is_word(term) and expression[term.column : term.column + term.length] == term.text
    ]
    return [proposal for term in terms for proposal in _for(expression, term, judged)]


def _is_word(term: Term) -> bool:
    return len(pieces(term)) == 1 and term.text[:1].isalpha()


def _for(expression: str, term: Term, judged: Judged) -> Iterator[Proposal]:
    around = [(_Around(mention, term), meant) for mention, meant in judged]
    for spelling in _spellings(around):
        part = f"{{{spelling}}}"
        yield Proposal(kind="spelling", part=part, expression=_instead(expression, term, part))
    for phrase in _phrases(around):
        part = f'NOT "{phrase}"'
        yield Proposal(kind="phrase", part=part, expression=f"({expression}) {part}")
    words = _contexts(around)
    if words:
        listed = words[0] if len(words) == 1 else f"({' OR '.join(words)})"
        part = f"{term.text} NEAR/{REACH} {listed}"
        yield Proposal(kind="context", part=part, expression=_instead(expression, term, f"({part})"))


def _instead(expression: str, term: Term, part: str) -> str:
    return expression[: term.column] + part + expression[term.column + term.length :]


class _Around:
    """What stands at and around a word in a mention.

    Attributes:
        written: The word as it stands.
        phrases: The word with the one before or after it.
        near: Other words within reach.
    """

    __slots__ = ("near", "phrases", "written")

    def __init__(self, mention: Mention, term: Term) -> None:
        self.written: set[str] = set()
        self.phrases: set[str] = set()
        self.near: set[str] = set()
        (piece,) = pieces(term)
        document = Document(mention)
        for field in term.where:
            tokens = document.tokens(field)
            keys = tokens.keys
            for number in range(len(keys)):
                if piece.fits(tokens, number):
                    self.written.add(tokens.written(number))
                    self.phrases.update(" ".join(keys[at : at + 2]) for at in (number - 1, number) if _pair(keys, at))
                    self.near.update(keys[max(0, number - REACH - 1) : number], keys[number + 1 : number + REACH + 2])


def _pair(keys: Sequence[str], at: int) -> bool:
    return at >= 0 and len(keys[at : at + 2]) == 2 and all(key[0].isalnum() for key in keys[at : at + 2])


def _spellings(around: Sequence[tuple[_Around, bool]]) -> list[str]:
    """With capitals, as most of those that are meant write it."""
    counts = Counter(word for each, meant in around if meant for word in each.written if word != word.lower())
    return [word for word, _ in counts.most_common(1)]


def _phrases(around: Sequence[tuple[_Around, bool]]) -> list[str]:
    """That stand in what is not meant, and seldom in what is; without words that stand everywhere."""
    noise = Counter(phrase for each, meant in around if not meant for phrase in each.phrases)
    wanted = Counter(phrase for each, meant in around if meant for phrase in each.phrases)
    kept = [
        phrase
        for phrase, count in noise.items()
        if count >= FEWEST and count > 3 * wanted[phrase] and not COMMON.intersection(phrase.split())
    ]
    return sorted(kept, key=lambda phrase: (-noise[phrase], phrase))[:MOST_PHRASES]


def _contexts(around: Sequence[tuple[_Around, bool]]) -> list[str]:
    """Words near it in what is meant and seldom in what is not, until each of what is meant has one."""
    left = [each.near for each, meant in around if meant]
    noise = Counter(word for each, meant in around if not meant for word in each.near)
    found: list[str] = []
    while left and len(found) < MOST_CONTEXTS:
        gain = Counter(word for words in left for word in words if _tells(word))
        best = max(sorted(gain), key=lambda word: gain[word] - 2 * noise[word], default=None)
        if best is None or gain[best] < FEWEST or gain[best] <= 2 * noise[best]:
            break
        found.append(best)
        left = [words for words in left if best not in words]
    return found


def _tells(word: str) -> bool:
    return len(word) > 2 and word.isalpha() and word not in COMMON
