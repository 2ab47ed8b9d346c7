"""How many of a query's hits are meant: a sample to judge, and what the judgement says about the query."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

from listener.trials.catch import Catch, Lists, QueryTrial, catch
from listener.trials.search import FoundMention
from rules.query.precision import Exclusion, QueryPrecision, exclusions, matched_words, precision
from rules.query.proposals import Proposal, proposals
from storage.records import Query

if TYPE_CHECKING:
    from storage.store import Querying

NO_LISTS: Lists = {}
Verdicts = Sequence[tuple[FoundMention, bool]]
_FEWEST = 2
_LARGEST = 2**63


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Hits drawn at random, each as likely as any other.

    Attributes:
        caught: What they were drawn from.
    """

    drawn: Sequence[FoundMention]
    caught: Catch


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Another way to write the query, tried on the hits that were judged.

    Attributes:
        noise: Hits that are not meant and would go.
        loss: Hits that are meant and would go too.
    """

    proposal: Proposal
    noise: int
    loss: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """What judged hits say about a query.

    Attributes:
        meant: How many of them are meant.
        exclusions: Words whose exclusion takes away most of what is not meant, best first.
        expression: The query with all of them excluded; as it is where there are none.
        after: The precision that this would leave among the hits judged.
        proposals: Other ways to write it that take away more of what is not meant than of what is, best first.
    """

    precision: QueryPrecision
    meant: int
    exclusions: Sequence[Exclusion]
    expression: str
    after: QueryPrecision
    proposals: Sequence[Weighed]


def draw(
    store: Querying, query: Query, lists: Lists, *, since: datetime, until: datetime, size: int, seed: int
) -> Sample:
    """The same hits for the same seed, as long as the store and the query do not change. Raises QueryError."""
    caught = catch(store, query, lists, since=since, until=until)
    chosen = Random(seed).sample(sorted(caught.ids), min(size, len(caught.ids)))
    return Sample(drawn=hits(store, query, lists, chosen), caught=caught)


def hits(store: Querying, query: Query, lists: Lists, ids: Iterable[int]) -> list[FoundMention]:
    """Those of some mentions that are stored and that the query catches, in the order of `ids`. Raises QueryError."""
    trial = QueryTrial(query, lists)
    return [found for stored in store.mentions(ids) if (found := trial.found(stored))]


def judge(expression: str, judged: Verdicts, lists: Lists = NO_LISTS) -> Sampled:
    """What verdicts on hits (True: meant) say about the query that caught them. Raises QueryError."""
    own = {word for found, _ in judged for word in matched_words(found.stored.mention, found.spans)}
    proposed = exclusions([(found.stored.mention, meant) for found, meant in judged], keep=own)
    meant = sum(verdict for _, verdict in judged)
    left = meant - sum(each.loss for each in proposed)
    noise = len(judged) - meant - sum(each.noise for each in proposed)
    return Sampled(
        precision=precision([verdict for _, verdict in judged]),
        meant=meant,
        exclusions=proposed,
        expression=_without(expression, [each.term for each in proposed]),
        after=precision([True] * left + [False] * noise),
        proposals=_weighed(expression, judged, lists),
    )


def _weighed(expression: str, judged: Verdicts, lists: Lists) -> list[Weighed]:
    if all(meant for _, meant in judged):
        return []
    tried = proposals(expression, [(found.stored.mention, meant) for found, meant in judged], lists)
    weighed = [_weigh(proposal, judged, lists) for proposal in tried]
    good = [each for each in weighed if each.noise >= _FEWEST and each.noise > each.loss]
    return sorted(good, key=lambda each: (each.loss - each.noise, each.loss, each.proposal.part))


def _weigh(proposal: Proposal, judged: Verdicts, lists: Lists) -> Weighed:
    trial = QueryTrial(Query(name="", brand="", expression=proposal.expression), lists)
    gone = [meant for found, meant in judged if not trial.found(found.stored)]
    return Weighed(proposal=proposal, noise=gone.count(False), loss=gone.count(True))


def verdicts(lines: Iterable[bytes]) -> dict[int, bool]:
    """Mention -> meant or not, from NDJSON with `id` and `yes`; the last line about a mention counts.

    Other keys are ignored, so that the lines of a sample can be judged by adding `yes`. Raises ValueError.
    """
    found: dict[int, bool] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found |= _verdict(line)
            except (ValueError, RecursionError) as error:
                raise ValueError(f'line {number}: {error}; write {{"id": 17, "yes": true}}') from None
    return found


def _verdict(line: bytes) -> dict[int, bool]:
    row = json.loads(line.decode("utf-8-sig"))
    id, yes = (row.get("id"), row.get("yes")) if isinstance(row, dict) else (None, None)
    if not isinstance(id, int) or isinstance(id, bool) or abs(id) >= _LARGEST:
        raise ValueError('"id" must be the number of a stored mention')
    if not isinstance(yes, bool):
        raise ValueError('"yes" must be true or false')
    return {id: yes}


def _without(expression: str, words: Sequence[str]) -> str:
    """Handles stand in quotes, as a list might have their name."""
    if not words:
        return expression
    written = [f'"{word}"' if word.startswith("@") else word for word in words]
    return f"({expression}) NOT {written[0] if len(written) == 1 else '(' + ' OR '.join(written) + ')'}"
