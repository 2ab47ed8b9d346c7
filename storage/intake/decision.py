"""What an arrival is, beside what is stored under its names: decided over plain values, for every engine alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from storage.intake.identity import digest, merged
from storage.records import Arrival, Mention

What = Literal["new", "sighting", "edit", "known", "unwanted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored mention that goes by one of an arrival's names.

    Attributes:
        mention: As it is now: its text, permalink, author and time.
        queries: Names of the queries that match it.
        shown: (source, native id) -> digest of what that source showed last.
    """

    id: int
    mention: Mention
    queries: frozenset[str]
    shown: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an arrival is.

    Attributes:
        what: "new"; "sighting": known from elsewhere (another source, another native id); "edit": known from there,
            with another text; "known": brings nothing new; "unwanted": not known, and not to be kept.
        known: The mention that it is; None for one that is new or unwanted.
        adopted: Its text becomes that mention's.
    """

    what: What
    known: Candidate | None = None
    adopted: bool = False


NEW, UNWANTED = Decision(what="new"), Decision(what="unwanted")


def decide(source: str, arrival: Arrival, seen: str, candidates: Sequence[Candidate]) -> Decision:
    """What an arrival of a source with digest `seen` is; `candidates` stand in the order of its names."""
    if not candidates:
        return NEW if arrival.keep else UNWANTED
    known = candidates[0]
    before = known.shown.get((source, arrival.mention.native_id))
    if before == seen:
        return Decision(what="known", known=known)
    differs = digest(known.mention.title, known.mention.text) != seen
    if before is not None:
        return Decision(what="edit", known=known, adopted=differs)
    return Decision(what="sighting", known=known, adopted=differs and _adds_a_query(arrival, known))


def first(id: int, source: str, arrival: Arrival, seen: str) -> Candidate:
    """What a new mention is to those that arrive after it."""
    shown = {(source, arrival.mention.native_id): seen}
    return Candidate(id=id, mention=arrival.mention, queries=_queries(arrival), shown=shown)


def after(decision: Decision, source: str, arrival: Arrival, seen: str) -> Candidate:
    """What a known mention is to those that arrive after this one."""
    known = decision.known
    assert known is not None
    shown = {**known.shown, (source, arrival.mention.native_id): seen}
    if not decision.adopted:
        return replace(known, shown=shown)
    mention = merged(known.mention, arrival.mention)
    return Candidate(id=known.id, mention=mention, queries=_queries(arrival), shown=shown)


def _queries(arrival: Arrival) -> frozenset[str]:
    return frozenset(match.query for match in arrival.matches)


def _adds_a_query(arrival: Arrival, known: Candidate) -> bool:
    """Another source's version of a text is taken over only where it says more to us than the one we have."""
    return not _queries(arrival) <= known.queries
