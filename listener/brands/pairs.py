"""Brands against each other: the words that are particular to each, and the posts that name two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from listener.brands.asked import Asked
from listener.brands.courses import heard_since
from listener.brands.talk import Talk, talks
from listener.brands.wording import Wording
from listener.explore.copy import Copy
from listener.metrics.base import Value
from listener.metrics.risen_terms import words
from listener.wording.periods import Period

WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Particular:
    """A word that one brand's posts hold far more often than those of the others.

    Attributes:
        here, others: In how many posts.
        rise: How many times as often as beside the others, with its interval.
    """

    word: str
    here: int
    others: int
    rise: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """What sets a brand's posts of a tone apart from its others that were read.

    Attributes:
        negative, positive: Words by how surely they do; `here` counts the posts of the tone, `others` the others.
    """

    brand: str
    negative: Sequence[Particular]
    positive: Sequence[Particular]


@dataclass(frozen=True, slots=True, kw_only=True)
class Couple:
    """Two brands in the same posts.

    Attributes:
        posts, before: How many posts name both, in the period and in the one before.
        net: Net sentiment of these posts toward each of the two.
        newest: Numbers of the newest of them.
    """

    names: tuple[str, str]
    posts: int
    before: int
    net: tuple[Value, Value]
    newest: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a comparison adds to the figures of each brand."""

    particular: Sequence[tuple[str, Sequence[Particular]]]
    reasons: Sequence[Reasons]
    couples: Sequence[Couple]


def compare(copy: Copy, names: Sequence[str], asked: Asked) -> Comparison:
    """Of some brands over a period."""
    whole = talks(copy.state(since := heard_since(asked)), names, Period(since=since, until=asked.period.until))
    before, now = (
        {name: talk.between(period.since, period.until) for name, talk in whole.items()}
        for period in (asked.before, asked.period)
    )
    said = {name: talk.wording for name, talk in now.items()}
    return Comparison(
        particular=[(name, _particular(said, name)) for name in names if len(names) > 1],
        reasons=[_reasons(now[name], name) for name in names],
        couples=[each for pair in combinations(names, 2) if (each := _couple(now, before, pair)).posts or each.before],
    )


def _particular(said: dict[str, Wording], name: str) -> list[Particular]:
    """Without the words of the brands' names, which are particular to each by what was asked for."""
    others = [each for other, each in said.items() if other != name]
    return _apart(said[name], others, {word for brand in said for word in words(brand)})


def _reasons(talk: Talk, name: str) -> Reasons:
    (bad, even, good), named = talk.wordings(), words(name)
    return Reasons(brand=name, negative=_apart(bad, [even, good], named), positive=_apart(good, [bad, even], named))


def _apart(said: Wording, others: Sequence[Wording], named: set[str]) -> list[Particular]:
    """The words that are said here far more often than in the others, but for those of names."""
    return [
        Particular(
            word=each.word, here=each.posts, others=sum(other.holding(each.word) for other in others), rise=each.rise
        )
        for each in said.risen(*others, most=WORDS + len(named))
        if each.word not in named
    ][:WORDS]


def _couple(now: dict[str, Talk], before: dict[str, Talk], names: tuple[str, str]) -> Couple:
    one, other = (now[name] for name in names)
    both, earlier = one.shared(names[1]), before[names[0]].shared(names[1])
    return Couple(
        names=names,
        posts=len(both),
        before=len(earlier),
        net=(both.net(), other.shared(names[0]).net()),
        newest=tuple(both.ids()[::-1][:3].tolist()),
    )
