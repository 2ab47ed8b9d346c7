"""Posts as tools give them: facts of ours beside words of strangers, which stand between marks."""

from __future__ import annotations

from collections.abc import Iterable

from listener.exports.ndjson import classification
from listener.exports.terms import Terms
from listener.mcp.asked import Answer
from listener.mcp.fence import LONGEST, Fence
from storage.records import StoredMention

WITHHELD = "[withheld: the terms of {places} forbid to give it to a model that somebody else runs]"


def post(stored: StoredMention, terms: Terms, fence: Fence, longest: int = LONGEST) -> Answer:
    """One post, without its words where its place forbids them to outside models or exports."""
    shown = terms.applied(stored).mention
    author = shown.author.name or shown.author.handle or "somebody"
    places = _withholding(stored, terms)
    text = WITHHELD.format(places=" and ".join(places)) if places else f"{shown.title}\n{shown.text}".strip()
    reading = classification(stored.classification)
    return {
        "id": stored.id,
        "said_at": shown.said_at.isoformat(),
        "sources": [each.source for each in stored.sightings],
        "brands": list(dict.fromkeys(match.brand for match in stored.matches)),
        "story": shown.story,
        "read": _labels(reading["heads"]) if reading else {},
        "toward": _labels(reading["toward"]) if reading else {},
        "said": fence.around(f"{'' if places else author + ': '}{text}\n{shown.url or ''}".strip(), longest),
    }


def posts(found: Iterable[StoredMention], terms: Terms, fence: Fence) -> list[Answer]:
    """Several, each shorter."""
    return [post(each, terms, fence, LONGEST // 3) for each in found]


def _labels(found: Answer) -> Answer:
    return {name: each["label"] for name, each in found.items()}


def _withholding(stored: StoredMention, terms: Terms) -> list[str]:
    names = [each.source for each in stored.sightings if each.source in terms.rights]
    return list(dict.fromkeys(terms.places.get(name, name) for name in names if not terms.rights[name].outside_models))
