"""Mentions as figures count them: without what only readers want, several times faster than whole ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from storage import records

if TYPE_CHECKING:
    from storage.records import Author, Heard

ROWS = """
SELECT m.id, m.story, m.matches, m.body, r.body,
    (SELECT json_group_array(source) FROM sightings WHERE mention = m.id)
FROM mentions m LEFT JOIN readings r ON r.mention = m.id
WHERE m.id >= ? AND m.id < ? AND m.matches <> '[]' ORDER BY m.id
"""


def heard(row: Sequence[Any], whole: Collection[str] | None = None) -> Heard:
    """From the columns above; about none of these brands, only which it is and what it is about."""
    id, story, matches, body, reading, sources = row
    brands = _brands(matches)
    if whole is not None and not any(brand in whole for brand in brands):
        return records.Heard(id, story, brands)
    mention: dict[str, Any] = from_json(body)
    answers: dict[str, Any] = from_json(reading) if reading else {}
    rating = mention.get("rating")
    return records.Heard(
        id,
        story,
        brands,
        _names(sources),
        _author(*mention["author"]),
        records.Rating(value=rating[0], best=rating[1], worst=rating[2]) if rating else None,
        f"{mention['title']} {mention['text']}",
        _labels(answers.get("heads")),
        _labels(answers.get("toward")),
    )


def _brands(matches: str) -> tuple[str, ...]:
    found = [brand for _, brand, _ in from_json(matches)]
    return tuple(found if len(found) == 1 else dict.fromkeys(found))


def _labels(answers: dict[str, Any] | None) -> dict[str, str]:
    return {name: answer["label"] for name, answer in answers.items()} if answers else {}


@lru_cache(4096)
def _names(sources: str) -> tuple[str, ...]:
    return tuple(sorted(set(from_json(sources))))


@lru_cache(1 << 16)
def _author(id: str | None, handle: str | None, name: str | None, followers: int | None) -> Author:
    return records.Author(id=id, handle=handle, name=name, followers=followers)
