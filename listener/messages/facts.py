"""What a notice says beside the posts it quotes: how sure an alert is, and who says what, where, in which new words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from listener.metrics.authors import written
from listener.metrics.chance import CHANCE, once_in
from listener.metrics.stories import retold
from listener.metrics.usual_range import USUAL_RANGE
from listener.wording.abstention import unread
from listener.wording.figures import figure
from rules.detect.terms import new_terms
from rules.wording.risks import in_words
from storage.intake.stories import words
from storage.records import Alert, StoredMention
from storage.records.mention import NO_RISK

MOST = 3
LEAST_LETTERS = 3
STORY_LENGTH = 80
RARE = 1e-4

Facts = tuple[tuple[str, str], ...]


def facts(
    alert: Alert, posts: Sequence[StoredMention], before: Sequence[StoredMention], *, reads: bool = True
) -> Facts:
    """(label, text) pairs: of the alert, of the posts it is about, and of how they differ from those before.

    Args:
        reads: Whether posts are read at all.
    """
    found = (
        (USUAL_RANGE.name.capitalize(), _range(alert)),
        (CHANCE.name.capitalize(), _sure(alert)),
        ("Risk", _risks(posts)),
        ("Told most", _stories(posts)),
        ("Most by", _authors(posts)),
        ("Where", _ranked(Counter(each.sightings[0].source for each in posts if each.sightings))),
        ("New words", _terms(posts, before)),
        ("Not read", _unread(posts) if reads else ""),
    )
    return tuple((label, text) for label, text in found if text)


def _range(alert: Alert) -> str:
    if alert.band is None:
        return ""
    low, high = alert.band
    return f"{figure(low)}–{figure(high)}, 95 times of 100"


def _sure(alert: Alert) -> str:
    if alert.chance is None:
        return ""
    often = "less than once in 10,000 times" if alert.chance < RARE else f"once in {once_in(alert.chance):,.0f} times"
    return f"by chance as many come {often}"


def _stories(posts: Sequence[StoredMention]) -> str:
    """What was passed on, by its first telling here."""
    counts = retold(each.mention for each in posts)
    told = {each.mention.story: each for each in posts}  # newest first
    return "; ".join(
        f"“{_short(told[story])}” ({count} of {len(posts)})" for story, count in counts.most_common(MOST) if count > 1
    )


def _risks(posts: Sequence[StoredMention]) -> str:
    """How many of those that were read for it are about which risk, most first."""
    found = Counter(label for each in posts if each.classification and (label := each.classification.label("risk")))
    said = [f"{count} about {in_words(label)}" for label, count in found.most_common() if label != NO_RISK]
    return f"{', '.join(said[:MOST])}, of {found.total()} read" if said else ""


def _unread(posts: Sequence[StoredMention]) -> str:
    """How many, and why."""
    why = Counter(said.removeprefix("not read").lstrip(": ") for each in posts if (said := unread(each.classification)))
    return f"{why.total()} of {len(posts)}: {_listed(why.most_common())}; all are counted" if why else ""


def _authors(posts: Sequence[StoredMention]) -> str:
    """Who wrote more than one, where anybody did."""
    counts = written(each.mention.author for each in posts)
    names = {each.mention.author.identity: _name(each) for each in posts}
    repeated = [(names[who], count) for who, count in counts.most_common(MOST) if count > 1]
    return f"{_listed(repeated)}, of {len(posts)}" if repeated else ""


def _ranked(counts: Counter[str]) -> str:
    return _listed(counts.most_common(MOST))


def _listed(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} ({count})" for name, count in counts)


def _terms(posts: Sequence[StoredMention], before: Sequence[StoredMention]) -> str:
    return _listed(new_terms([_words(each) for each in posts], [_words(each) for each in before]))


def _words(stored: StoredMention) -> frozenset[str]:
    return _words_of(f"{stored.mention.title} {stored.mention.text}")


@lru_cache(2048)  # a page of an incident asks for those of the same posts again and again
def _words_of(text: str) -> frozenset[str]:
    found = words(text)
    return frozenset(
        word for word in found if not word.isdigit() and (len(word) >= LEAST_LETTERS or not word.isascii())
    )


def _name(stored: StoredMention) -> str:
    author = stored.mention.author
    return author.handle or author.name or author.id or ""


def _short(stored: StoredMention) -> str:
    text = " ".join((stored.mention.title or stored.mention.text).split())
    return text if len(text) <= STORY_LENGTH else f"{text[: STORY_LENGTH - 1].rstrip()}…"
