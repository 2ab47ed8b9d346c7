"""A post and everything that is stored about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, get_args

from storage.records.scope import Scope

Kind = Literal["news", "blog", "social", "forum", "review", "survey", "mail", "video"]

AbstentionReason = Literal["no text", "language", "model", "only heads", "unsure", "failure"]

HEADS = ("sentiment", "intent", "emotion", "irony", "offensive", "risk")
"""What the model reads; other heads of a reading were taught."""

RiskName = Literal["safety", "breach", "outage", "legal", "discrimination", "fraud", "labour", "boycott"]

RISKS: tuple[RiskName, ...] = get_args(RiskName)
NO_RISK = "none"
SPAM = "spam"
"""The intent of what is nobody's opinion: it has no tone."""

Span = tuple[str, int, int]

Lookup = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote a post, as known when it was collected.

    Attributes:
        id: The platform's own identifier, stable when the handle changes.
        handle: What follows an @, without it.
        name: The displayed name.
        followers: At collection time, never updated afterwards.
    """

    id: str | None = None
    handle: str | None = None
    name: str | None = None
    followers: int | None = None

    @property
    def identity(self) -> str | None:
        """What tells authors apart: the platform's id, else the handle, else the name; None where none is known."""
        return self.id or self.handle or self.name or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A review's rating on its own scale.

    Attributes:
        value: Between `worst` and `best`, both included.
    """

    value: float
    best: float = 5.0
    worst: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One post, article, review or message.

    Attributes:
        id: The store's number, growing with `published_at`; None until stored, or until then the number in the export
            that it comes from: a claim, which counts where the mention of that number says the same.
        kind: What sort of place it was said in.
        native_id: The source's own identifier of the entry, unique inside that source.
        by_address: The source gives it none, and its address stands there. Known of what arrives, and not stored.
        uri: The platform's global identifier (at-uri, ActivityPub id), if it has one.
        url: Where a person opens it; may be a redirect.
        permalink: The canonical address that identifies the post, with its fragment; None where the address is shared
            with other posts.
        title: Plain text, "" if there is none.
        text: Plain text; markup, control characters and invisible noise are gone.
        language: ISO 639-1 code given by the source or detected; None while unknown.
        published_at: When it was said, between 1990 and a day after `collected_at`; None if not told.
        published_raw: The source's own date string where it could not be used.
        collected_at: When it was first received.
        parent_id, thread_id: Native ids of what it answers and of the conversation.
        engagement: Counts by name: likes, replies, shares, views.
        story_id: Id of the first mention of near-identical text in the last 7 days (its own id if it is the first).
        revision: 1 when first seen, one more at each edit.
        extra: What the source says beyond these fields (an import's unknown columns, a feed's categories).
    """

    id: int | None = None
    kind: Kind
    native_id: str
    by_address: bool = False
    uri: str | None = None
    url: str | None = None
    permalink: str | None = None
    author: Author = Author()
    title: str = ""
    text: str = ""
    language: str | None = None
    published_at: datetime | None = None
    published_raw: str | None = None
    collected_at: datetime
    parent_id: str | None = None
    thread_id: str | None = None
    rating: Rating | None = None
    engagement: Mapping[str, int] = field(default_factory=dict)
    story_id: int | None = None
    revision: int = 1
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def said_at(self) -> datetime:
        """Event time: when it was said, or collected where the source did not say."""
        return self.published_at or self.collected_at

    @property
    def story(self) -> int | None:
        """The story it tells; a story of its own where the store has not said."""
        return self.story_id or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A query that a mention satisfies, and the words that made it so.

    Attributes:
        brand: The brand that owns the query.
        spans: (field, start, end) of each matched word; fields are title, text, url, author.
    """

    query: str
    brand: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A mention on its way into the store.

    Attributes:
        tokens: The matcher's own tokens, separated by single spaces, for the full-text index.
        live: False for imports, backfills and a source's first collection: they enter baselines and never alert.
        keep: False where no query matches: then it matters only if the mention is known already (an edit that took
            the brand's name away), and is dropped otherwise.
        row_ids: Its native id is a table's, where it may be the number of a row: alone it identifies nothing.
    """

    mention: Mention
    matches: tuple[Match, ...] = ()
    tokens: str = ""
    live: bool = True
    keep: bool = True
    row_ids: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A mention as one source showed it.

    Attributes:
        digest: Hash of title and text as this source gave them; another digest later is an edit.
    """

    mention_id: int
    source: str
    native_id: str
    first_seen: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One head's answer.

    Attributes:
        probability: Calibrated, of `label`, in [0, 1].
    """

    label: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """Why nothing, or not everything, was read in a text.

    Attributes:
        reason: There is no text; its language is not supported; the model that reads its language cannot be used; only
            `heads` are read in its language; `heads` and `toward` are in doubt; or the text made the classifier fail.
        language: That language, ISO 639-1.
        toward: Brands toward which the sentiment is in doubt.
        error: What the failure said, or the model that cannot be used.
        silent: Heads that are not read in its language, `toward` among them.
    """

    reason: AbstentionReason
    language: str | None = None
    heads: tuple[str, ...] = ()
    toward: tuple[str, ...] = ()
    error: str = ""
    silent: tuple[str, ...] = ()

    def in_doubt(self, heads: tuple[str, ...], toward: tuple[str, ...]) -> Abstention | None:
        """The same with these in doubt and nothing else; None where nothing is left to say."""
        if heads or toward:
            return replace(self, reason="unsure", heads=heads, toward=toward)
        if self.silent:
            read = tuple(head for head in HEADS if head not in self.silent)
            return replace(self, reason="only heads", heads=read, toward=())
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """What the classifier read in one mention.

    Attributes:
        model: Name and version of the model.
        heads: sentiment, intent, emotion, irony, offensive, risk -> reading; only those that were read.
        toward: Brand name -> sentiment toward it.
        abstained: Why nothing (or not everything) was read; None when all was.
        language: Detected language where the source gave none.
        key_sentence: Of a long text, the sentence that weighs most, as it stands in title or text; "" for a short one.
    """

    model: str
    heads: Mapping[str, Reading] = field(default_factory=dict)
    toward: Mapping[str, Reading] = field(default_factory=dict)
    abstained: Abstention | None = None
    language: str | None = None
    key_sentence: str = ""

    def label(self, head: str) -> str | None:
        """The label of a head, None where it was not read."""
        reading = self.heads.get(head)
        return reading.label if reading else None

    @property
    def spam(self) -> bool:
        """Whether it was read as spam."""
        return self.label("intent") == SPAM

    def tone(self, brand: str | None = None) -> Reading | None:
        """The sentiment that counts for a mention, which is a post about a brand: toward that brand where this was
        read, else that of the post; of the post alone without a brand. None of spam, and where it was not read."""
        if self.spam:
            return None
        return (self.toward.get(brand) if brand else None) or self.heads.get("sentiment")

    @property
    def risk(self) -> str | None:
        """The risk that it is about; None where that is none, or was not read."""
        label = self.label("risk")
        return None if label == NO_RISK else label

    @property
    def taught(self) -> tuple[str, ...]:
        """Labels that were taught, as topic:delivery: those that it was given, in alphabetical order."""
        return tuple(sorted(head for head, each in self.heads.items() if head not in HEADS and each.label == "yes"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """How the case stands that a mention belongs to."""

    status: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMention:
    """A mention with everything that is stored about it; `filed` is None where it belongs to no case."""

    mention: Mention
    sightings: tuple[Sighting, ...] = ()
    matches: tuple[Match, ...] = ()
    classification: Classification | None = None
    filed: Filed | None = None

    @property
    def id(self) -> int:
        """The store's number, as number.py says."""
        assert self.mention.id is not None
        return self.mention.id

    @property
    def only_brand(self) -> str | None:
        """The brand that it is about; None where it is about several."""
        found = {match.brand for match in self.matches}
        return found.pop() if len(found) == 1 else None

    def brand_of(self, scope: Scope) -> str | None:
        """The brand that a scope means here: itself, or that of the query that it names; None for all."""
        if scope.kind == "brand":
            return scope.name
        return next((match.brand for match in self.matches if scope == Scope.query(match.query)), None)

    def tone(self, scope: Scope) -> Reading | None:
        """The sentiment that counts in a scope; see `Classification.tone`."""
        return self.classification.tone(self.brand_of(scope)) if self.classification else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What an edited mention said before."""

    mention_id: int
    revision: int
    title: str
    text: str
    replaced_at: datetime
