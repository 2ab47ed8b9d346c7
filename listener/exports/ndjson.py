"""Mentions as JSON, one a line: everything that is stored about each, and importable again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from listener.wording.abstention import abstention
from storage.records import Classification, Match, Mention, Revision, Sighting, StoredMention

Row = dict[str, Any]
_NUMBERS = ("id", "story_id")
_PASSING = ("by_address",)
_PROCESSING = ("collected_at",)
_SHARED = ("story", "sightings")
_TEXTS = ("title", "text")
_SAID = (*_TEXTS, "revisions", "matches", "classification")


def row(stored: StoredMention, revisions: Sequence[Revision] = ()) -> Row:
    """All that is stored about a mention. The sightings are its aliases: (source, native id) pairs, next to `uri` and
    `permalink`; times are ISO 8601 in UTC, spans code points."""
    return {
        **_record(stored.mention),
        "sightings": [_sighting(each) for each in stored.sightings],
        "revisions": [_revision(each) for each in revisions],
        "matches": [match(each) for each in stored.matches],
        "classification": classification(stored.classification),
    }


def canonical(rows: Iterable[Row]) -> Iterator[Row]:
    """The same without numbers and processing times, in order of identity, so that two runs can be compared.

    A story is named by the identity of its first mention. Probabilities are rounded to 3 digits. Holds all in memory.

    The store keeps a mention as the first of its sightings told it, and of two polls at one moment either may be the
    first. So a mention with several sightings is told here without what belongs to the first one alone: everything
    beside title and text, and these, with what was read in them, unless all sightings gave the same.
    """
    known = list(rows)
    identities = {each["id"]: _identity(each) for each in known}
    for each in sorted(known, key=_identity):
        yield _without_processing(each, identities.get(each["story_id"]))


def match(found: Match) -> Row:
    """A match as JSON."""
    return {"query": found.query, "brand": found.brand, "spans": [list(span) for span in found.spans]}


def _identity(full: Row) -> list[list[str]]:
    return sorted([each["source"], each["native_id"]] for each in full["sightings"]) or [["", full["native_id"]]]


def _without_processing(full: Row, story: list[list[str]] | None) -> Row:
    kept = {name: value for name, value in full.items() if name not in _NUMBERS + _PROCESSING}
    kept["story"] = story
    kept["sightings"] = sorted(
        ({name: each[name] for name in ("source", "native_id", "digest")} for each in full["sightings"]),
        key=lambda each: (each["source"], each["native_id"]),
    )
    kept["revisions"] = [{name: each[name] for name in ("revision", "title", "text")} for each in full["revisions"]]
    kept["matches"] = sorted(full["matches"], key=lambda each: str(each["query"]))
    kept["classification"] = _rounded(full["classification"])
    if len(kept["sightings"]) > 1:
        kept = _agreed(kept)
    return dict(sorted(kept.items()))


def _agreed(full: Row) -> Row:
    """What all sightings of a mention have in common."""
    several = len({each["digest"] for each in full["sightings"]}) > 1
    kept = {name: value for name, value in full.items() if name in _SHARED or (name in _SAID and not several)}
    if "matches" in kept:
        kept["matches"] = [
            {**each, "spans": [span for span in each["spans"] if span[0] in _TEXTS]} for each in kept["matches"]
        ]
    return kept


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _rounded(inner) for name, inner in sorted(value.items())}
    return round(value, 3) if isinstance(value, float) else value


def _record(mention: Mention) -> Row:
    flat = {field.name: plain(getattr(mention, field.name)) for field in fields(mention) if field.name not in _PASSING}
    return {**flat, "author": _flat(mention.author), "rating": _flat(mention.rating) if mention.rating else None}


def _flat(record: Any) -> Row:
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _sighting(seen: Sighting) -> Row:
    return {
        "source": seen.source,
        "native_id": seen.native_id,
        "first_seen": plain(seen.first_seen),
        "digest": seen.digest,
    }


def _revision(old: Revision) -> Row:
    return {"revision": old.revision, "title": old.title, "text": old.text, "replaced_at": plain(old.replaced_at)}


def classification(reading: Classification | None) -> Row | None:
    """A reading as JSON; None where nothing was read yet."""
    if reading is None:
        return None
    return {
        "model": reading.model,
        "heads": {head: _flat(each) for head, each in reading.heads.items()},
        "toward": {brand: _flat(each) for brand, each in reading.toward.items()},
        "abstained": abstention(reading.abstained) if reading.abstained else None,
        "key_sentence": reading.key_sentence or None,
        "language": reading.language,
    }


def plain(value: Any) -> Any:
    """A value that json can write: times as ISO 8601, mappings as plain ones."""
    if isinstance(value, datetime):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value
