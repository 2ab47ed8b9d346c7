"""What an arrival is, beside what is stored under its names: decided over plain values, for every engine alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from storage.intake.identity import aliases, digest, merged
from storage.intake.sameness import Candidate, Pair, row_of

if TYPE_CHECKING:
    from storage.records import Arrival

What = Literal["new", "sighting", "edit", "known", "unwanted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an arrival is.

    Attributes:
        what: "new"; "sighting": known from elsewhere (another source, another native id); "edit": known from there,
            with another text; "known": brings nothing new; "unwanted": not known, and not to be kept.
        known: The mention that it is; None for one that is new or unwanted.
        adopted: Its text becomes that mention's; never where it was exported from here, as some tables cut texts.
        apart: It is new although another mention goes by its id.
        beside: Mentions that it is not, though they are at its address in the same source: the address is no alias.
    """

    what: What
    known: Candidate | None = None
    adopted: bool = False
    apart: bool = False
    beside: tuple[Candidate, ...] = ()


NEW, UNWANTED = Decision(what="new"), Decision(what="unwanted")


def decide(source: str, arrival: Arrival, seen: str, candidates: Sequence[Candidate]) -> Decision:
    """What an arrival of a source with digest `seen` is; `candidates` stand in the order of its names."""
    pairs = [Pair(source, arrival, seen, candidate) for candidate in candidates]
    pair = _same(pairs)
    if pair is None:
        return _other(arrival, pairs)
    known = pair.known
    if pair.is_repeated:
        return Decision(what="known", known=known)
    differs = arrival.mention.id != known.id and digest(known.mention.title, known.mention.text) != seen
    if (source, arrival.mention.native_id) in known.shown:
        return Decision(what="edit", known=known, adopted=differs)
    return Decision(what="sighting", known=known, adopted=differs and _adds_a_query(arrival, known))


def _same(pairs: Iterable[Pair]) -> Pair | None:
    """The pair of one and the same post; of several the one by the first row, and there the most alike."""
    best, rank = None, None
    for pair in pairs:
        row, is_same = row_of(pair)
        here = (row, not pair.is_repeated, not pair.is_same_address) if is_same else None
        if here and (rank is None or here < rank):
            best, rank = pair, here
    return best


def _other(arrival: Arrival, pairs: Sequence[Pair]) -> Decision:
    if not arrival.keep:
        return UNWANTED
    if not pairs:
        return NEW
    beside = tuple(pair.known for pair in pairs if pair.is_same_source and pair.is_same_address)
    return Decision(what="new", apart=any(pair.is_same_id for pair in pairs), beside=beside)


def first(id: int, source: str, arrival: Arrival, seen: str) -> Candidate:
    """What a new mention is to those that arrive after it."""
    shown = {(source, arrival.mention.native_id): seen}
    names = frozenset(aliases(arrival.mention))
    return Candidate(id=id, mention=arrival.mention, queries=_queries(arrival), shown=shown, names=names)


def after(decision: Decision, source: str, arrival: Arrival, seen: str) -> Candidate:
    """What a known mention is to those that arrive after this one."""
    known = decision.known
    assert known is not None
    shown = {**known.shown, (source, arrival.mention.native_id): seen}
    names = known.names.union(aliases(arrival.mention))
    if not decision.adopted:
        return replace(known, shown=shown, names=names)
    mention = merged(known.mention, arrival.mention)
    return Candidate(id=known.id, mention=mention, queries=_queries(arrival), shown=shown, names=names)


def _queries(arrival: Arrival) -> frozenset[str]:
    return frozenset(match.query for match in arrival.matches)


def _adds_a_query(arrival: Arrival, known: Candidate) -> bool:
    """Another source's version of a text is taken over only where it says more to us than the one we have."""
    return not _queries(arrival) <= known.queries
