"""A case as it is read: the conversation, what was read in it and how sure that is, and who says it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from listener.app import App
from listener.classify.bundle import labels
from listener.messages.compose import concerns
from listener.wording.abstention import unread, unread_head
from rules.query import lookup
from storage.errors import QueryError
from storage.records import Author, Case, Classification, Correction, Incident, Reading, StoredMention
from storage.records.mention import HEADS

LATEST = 4
"""Past posts of the author that are shown."""
_LOOKED_AT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One head's answer.

    Attributes:
        name: As people call it.
        brand: Toward which; "" for the whole post.
        label: None where it is in doubt, or was not read.
        unread: In place of an answer that is not in doubt.
        by: Who corrected it; "" where nobody did.
        choices: What it can be.
    """

    name: str
    head: str
    brand: str
    label: str | None
    probability: float
    doubt: bool
    unread: str
    by: str
    choices: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post whole, with its matched words."""

    stored: StoredMention
    text: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedCase:
    """All that is shown of one case.

    Attributes:
        posts: The conversation, oldest first.
        lead: Its first post; None where that was forgotten.
        copies: The same told elsewhere, the newest of them.
        count: How many posts belong to it in all.
        reads: What was read in the first post.
        unread: Why nothing was, in words; "" where something was.
        past: What the author said before, newest first.
        incidents: Those open ones whose alerts are about one of its posts; of single posts an alert names at most 20.
    """

    case: Case
    posts: Sequence[Post]
    lead: StoredMention | None
    copies: Sequence[StoredMention]
    count: int
    reads: Sequence[Read]
    unread: str
    past: Sequence[StoredMention]
    incidents: Sequence[Incident]


def opened_case(app: App, case: Case, unresolved: Sequence[Incident] = ()) -> OpenedCase:
    """In as many questions to the store whatever is in it.

    Args:
        unresolved: The incidents among which it may belong to some.
    """
    store = app.store
    messages, copies, count = store.case_mentions(case.id or 0)
    stored = {each.id: each for each in store.mentions([*messages, *copies[-5:]])}
    lead = stored.get(case.lead)
    corrections = store.corrections([case.lead])
    reading = lead.classification if lead else None
    return OpenedCase(
        case=case,
        posts=[post(stored[id]) for id in messages if id in stored],
        lead=lead,
        copies=[stored[id] for id in copies[-5:] if id in stored],
        count=count,
        reads=reads(reading, case.brands, corrections),
        unread=unread(reading) if reading or app.config.classify.enabled else "",
        past=_past(app, lead, {*messages, *copies}) if lead else (),
        incidents=[each for each in unresolved if _belongs(app, each, stored.values())],
    )


def _belongs(app: App, incident: Incident, posts: Collection[StoredMention]) -> bool:
    return any(concerns(app.config, alert, post) for alert in incident.alerts for post in posts)


def post(stored: StoredMention) -> Post:
    """A post whole, with the words for which it is here."""
    mention = stored.mention
    lead = f"{mention.title}\n" if mention.title else ""
    shift = {"title": 0, "text": len(lead)}
    marks = {
        (start + shift[field], end + shift[field])
        for match in stored.matches
        for field, start, end in match.spans
        if field in shift
    }
    return Post(stored=stored, text=lead + mention.text, marks=tuple(sorted(marks)))


def reads(reading: Classification | None, brands: Sequence[str], corrections: Sequence[Correction]) -> list[Read]:
    """Every head, and the tone toward each brand, with how sure that is."""
    said = {(each.head, each.brand): each.who for each in corrections}
    choices = labels()
    left = reading.abstained if reading and reading.abstained and reading.abstained.reason == "unsure" else None
    toward = reading.toward if reading else {}
    heads = reading.heads if reading else {}
    found = [
        _read(
            head.capitalize(),
            head,
            "",
            heads,
            left.heads if left else (),
            unread_head(reading, head),
            said,
            choices[head],
        )
        for head in HEADS
    ]
    about = [
        _read(
            f"Toward {brand}",
            "toward",
            brand,
            toward,
            left.toward if left else (),
            unread_head(reading, "toward"),
            said,
            choices["toward"],
        )
        for brand in brands
    ]
    return [found[0], *about, *found[1:]]


def _read(
    name: str,
    head: str,
    brand: str,
    answers: Mapping[str, Reading],
    doubts: Sequence[str],
    why: str,
    said: Mapping[tuple[str, str], str],
    choices: Sequence[str],
) -> Read:
    answer = answers.get(brand or head)
    return Read(
        name=name,
        head=head,
        brand=brand,
        label=answer.label if answer else None,
        probability=answer.probability if answer else 0.0,
        doubt=(brand or head) in doubts,
        unread=why,
        by=said.get((head, brand), ""),
        choices=choices,
    )


def _past(app: App, lead: StoredMention, known: set[int]) -> list[StoredMention]:
    """What the same account said before; accounts of other places are others', whatever they are called."""
    name = _name(lead.mention.author)
    if name is None:
        return []
    try:
        tokens = lookup(f'author:"{name}"')
    except QueryError:
        return []
    places = {each.source for each in lead.sightings}
    return [
        each
        for each in app.store.search(tokens, limit=_LOOKED_AT)
        if each.id not in known
        and each.mention.author.identity == lead.mention.author.identity
        and not places.isdisjoint(sighting.source for sighting in each.sightings)
    ][:LATEST]


def _name(author: Author) -> str | None:
    name = author.handle or author.name
    return name if name and '"' not in name and "\\" not in name else None
