"""What several columns read from a mention."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from listener.metrics.tone import tone
from listener.wording.abstention import abstention
from sources.tables import own_ids
from storage.records import Reading, StoredMention
from storage.records.countries import country

_HANDLE = re.compile(r"(?<![\w@/.])@[\w.-]*\w")
_HASHTAG = re.compile(r"(?<![\w#&/])#\w+")
_ADDRESS = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
SNIPPET, BEFORE = 240, 80
"""Characters of a snippet, and how many of them stand before the first matched word."""


def label(head: str) -> Callable[[StoredMention], str | None]:
    """What the classifier read; None where it read nothing."""

    def value(stored: StoredMention) -> str | None:
        return stored.classification.label(head) if stored.classification else None

    return value


def taught(stored: StoredMention) -> tuple[str, ...]:
    """Labels that were taught, of those that it was given."""
    return stored.classification.taught if stored.classification else ()


def probability(head: str) -> Callable[[StoredMention], float | None]:
    """How sure that reading is, to four digits."""

    def value(stored: StoredMention) -> float | None:
        reading = stored.classification.heads.get(head) if stored.classification else None
        return round(reading.probability, 4) if reading else None

    return value


def tones(stored: StoredMention) -> tuple[str, ...]:
    """ "Brand: sentiment" for each brand that it is about: the sentiment that counts."""
    return tuple(f"{brand}: {label}" for brand in brands(stored) if (label := tone(stored, brand)))


def main_tone(stored: StoredMention) -> str | None:
    """The sentiment that counts for its brand; of several that differ, that of the whole post."""
    found = {tone(stored, brand) for brand in brands(stored)}
    return found.pop() if len(found) == 1 else tone(stored)


def toward(stored: StoredMention) -> tuple[str, ...]:
    """ "Brand: sentiment" for each brand, in alphabetical order."""
    found: dict[str, Reading] = dict(stored.classification.toward) if stored.classification else {}
    return tuple(f"{brand}: {reading.label}" for brand, reading in sorted(found.items()))


def unread(stored: StoredMention) -> str | None:
    """Why the classifier read nothing or not everything."""
    if stored.classification is None:
        return "not read yet"
    return abstention(stored.classification.abstained) if stored.classification.abstained else None


def reactions(name: str) -> Callable[[StoredMention], int | None]:
    """Likes, replies, shares or views; None where the source does not tell them."""
    return lambda stored: stored.mention.engagement.get(name)


def brands(stored: StoredMention) -> tuple[str, ...]:
    """Brands whose queries it matches, each once."""
    return tuple(dict.fromkeys(match.brand for match in stored.matches))


def queries(stored: StoredMention) -> tuple[str, ...]:
    """Queries that it matches, each once."""
    return tuple(dict.fromkeys(match.query for match in stored.matches))


def sources(stored: StoredMention) -> tuple[str, ...]:
    """Every source that showed it, each once."""
    return tuple(dict.fromkeys(sighting.source for sighting in stored.sightings))


def language(stored: StoredMention) -> str | None:
    """The language that the source gave, else the one that was detected."""
    return stored.mention.language or (stored.classification.language if stored.classification else None)


def own_id(stored: StoredMention) -> str:
    """The number of the mention in the store, as other products' id columns carry it: an import knows it again."""
    return own_ids.written(stored.id)


def story(stored: StoredMention) -> str | None:
    """The story's number, as text: spreadsheets keep only 15 digits of a number."""
    return None if stored.mention.story_id is None else str(stored.mention.story_id)


def matched_words(stored: StoredMention) -> tuple[str, ...]:
    """The words of title, text, address and author that satisfied a query, each once."""
    mention = stored.mention
    texts = {"title": mention.title, "text": mention.text, "url": mention.url or ""}
    texts["author"] = mention.author.handle or mention.author.name or ""
    spans = (span for match in stored.matches for span in match.spans)
    words = (texts.get(field, "")[start:end] for field, start, end in spans)
    return tuple(dict.fromkeys(word for word in words if word))


def snippet(stored: StoredMention) -> str:
    """The text around the first matched word."""
    words, text = matched_words(stored), stored.mention.text
    at = max(text.find(words[0]) - BEFORE, 0) if words else 0
    return text[at : at + SNIPPET]


def host(stored: StoredMention) -> str:
    """The host of its address; "" where it has none."""
    try:
        return urlsplit(stored.mention.url or "").hostname or ""
    except ValueError:
        return ""


def domain(stored: StoredMention) -> str:
    """The host without "www."."""
    return host(stored).removeprefix("www.")


def post_or_reply(stored: StoredMention) -> str:
    """Whether it answers something."""
    return "reply" if stored.mention.parent_id else "post"


def rating(stored: StoredMention) -> float | None:
    """Of a review, on its own scale."""
    return stored.mention.rating.value if stored.mention.rating else None


def rating_scale(stored: StoredMention) -> str | None:
    """Worst to best of that scale."""
    given = stored.mention.rating
    return f"{given.worst:g} to {given.best:g}" if given else None


def country_code(stored: StoredMention) -> str | None:
    """ISO 3166 alpha-2, where the source tells a country."""
    told = stored.mention.extra.get("country")
    return country(told) if isinstance(told, str) else None


def country_name(stored: StoredMention) -> str | None:
    """The country's English name, else what the source calls it."""
    code, told = country_code(stored), stored.mention.extra.get("country")
    if code is None:
        return told if isinstance(told, str) else None
    from pycountry import countries

    known = countries.get(alpha_2=code)
    return str(getattr(known, "common_name", known.name)) if known else code


def told_reach(stored: StoredMention) -> int | None:
    """The reach that the source tells; none is made up."""
    told = stored.mention.extra.get("reach")
    return told if isinstance(told, int) and not isinstance(told, bool) else None


def parent(stored: StoredMention) -> str | None:
    """The id of what it answers."""
    return stored.mention.parent_id


def thread(stored: StoredMention) -> str | None:
    """The id of the conversation that it belongs to."""
    return stored.mention.thread_id


def mentioned_authors(stored: StoredMention) -> tuple[str, ...]:
    """The handles that the text speaks to, as they are written, each once."""
    return tuple(dict.fromkeys(_HANDLE.findall(stored.mention.text)))


def hashtags(stored: StoredMention) -> tuple[str, ...]:
    """Those of title and text, as they are written, each once."""
    return tuple(dict.fromkeys(_HASHTAG.findall(f"{stored.mention.title} {stored.mention.text}")))


def addresses(stored: StoredMention) -> tuple[str, ...]:
    """Web addresses in the text, each once."""
    return tuple(dict.fromkeys(_ADDRESS.findall(stored.mention.text)))


def parent_address(stored: StoredMention) -> str | None:
    """The address of what it answers, where its id is one."""
    parent = stored.mention.parent_id or ""
    return parent if _ADDRESS.fullmatch(parent) else None


def attribution(stored: StoredMention) -> str | None:
    """What must stand beside the text wherever it is shown, by the terms of its place."""
    told = stored.mention.extra.get("attribution")
    return told if isinstance(told, str) else None


_OF_THEIR_OWN = {
    "attribution": attribution,
    "country": country_code,
    "reach": told_reach,
}


def extra(stored: StoredMention) -> str | None:
    """What the source says beyond the columns, as a JSON object."""
    said = {
        name: value
        for name, value in stored.mention.extra.items()
        if not (own := _OF_THEIR_OWN.get(name)) or own(stored) is None
    }
    return json.dumps(said, ensure_ascii=False, default=str) if said else None
