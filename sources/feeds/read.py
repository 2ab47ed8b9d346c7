"""From the bytes of an answer to mentions: runs in a worker process, takes and gives plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sources.feeds import failing, google, jsonfeed, reddit, xml
from sources.feeds.entry import Document, Entry, Feed
from sources.feeds.identity import distinct, native_ids, permalinks
from sources.feeds.single import reason
from sources.reading import dates, links
from storage.errors import Broken
from storage.records import Kind, Mention, Refused
from storage.records.languages import normalise


def read_feed(body: bytes, content_type: str, url: str, now: datetime, kind: Kind | None, language: str | None) -> Feed:
    """Every entry of a feed as a mention.

    Args:
        body: The answer, opened if it was compressed.
        content_type: The header, with its charset.
        url: Where it came from; relative addresses start here.
        kind, language: What the source's options say; a language only counts where the feed names none.

    Raises:
        Broken: The bytes are no feed, or one that only tells why it failed; the message says what they look like.
    """
    start = body[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1]
    try:
        document = (jsonfeed if start in {b"{", b"["} else xml).read(body, content_type, url)
    except RecursionError:
        raise Broken(f"{links.shown(url)} is nested too deeply to be a feed") from None
    news = google.is_news(url, document.site)
    entries = google.news(document.entries) if news else document.entries
    entries = reddit.posts(entries) if reddit.is_reddit(url, document.site) else entries
    single = distinct(entries)
    entries, notes = _said(single, document, url)
    usual: Kind = "news" if news else _kind(url)
    kinds = [kind or ("review" if entry.rating else usual) for entry in entries]
    mentions, refused = _mentions(document, entries, kinds, url, now, language)
    return Feed(
        mentions=tuple(mentions),
        refused=(*document.refused, *refused),
        wait=document.wait,
        hub=document.hub,
        partial=document.partial,
        notes=(*document.notes, *notes, *_notes(len(document.entries) - len(single), mentions)),
    )


def _said(entries: Sequence[Entry], document: Document, url: str) -> tuple[list[Entry], list[str]]:
    """The entries that somebody said, and what to note about the others. Raises Broken where a bridge only failed."""
    failed = failing.failures(entries, (url, document.title))
    if failed and len(failed) == len(entries):
        said = "is a feed that tells of its own failure instead of posts"
        raise Broken(
            f"{links.shown(url)} {said} ({failing.told(failed[0])}); look at it in a browser, or ask its operator"
        )
    rest = [entry for entry in entries if entry not in failed and not failing.is_welcome(entry)]
    notes = [f"an entry tells of a failure of the feed and is no post: {failing.told(entry)}" for entry in failed]
    return rest, notes


def _mentions(
    document: Document, entries: Sequence[Entry], kinds: Sequence[Kind], url: str, now: datetime, language: str | None
) -> tuple[list[Mention], list[Refused]]:
    spoken = normalise(document.language) or normalise(language)
    mentions: list[Mention] = []
    refused: list[Refused] = []
    named = zip(entries, kinds, native_ids(entries), permalinks(document, entries, url), strict=True)
    for entry, kind, id, permalink in named:
        try:
            mentions.append(_mention(entry, kind, id, permalink, document, spoken, now))
        except Exception as error:  # noqa: BLE001 - strangers write entries
            refused.append(Refused(native_id=id, reason=reason(error), body=f"{entry.title}\n{entry.text}"))
    return mentions, refused


def _mention(
    entry: Entry, kind: Kind, id: str, permalink: str | None, document: Document, spoken: str | None, now: datetime
) -> Mention:
    spoken = normalise(entry.language) or spoken
    published, raw = _published(entry, now, spoken)
    outside = {"link": entry.link} if entry.home and entry.link else {}
    site = {"feed": document.title} if document.title else {}
    return Mention(
        kind=kind,
        native_id=id,
        by_address=not entry.guid and permalink is not None,
        uri=entry.guid if entry.guid.startswith("at://") else None,
        url=entry.home or entry.link,
        permalink=permalink,
        author=entry.author,
        title=entry.title,
        text=entry.text,
        language=spoken,
        published_at=published,
        published_raw=raw,
        collected_at=now,
        parent_id=entry.parent,
        rating=entry.rating,
        engagement=entry.engagement,
        extra={**site, **outside, **entry.extra},
    )


def _published(entry: Entry, now: datetime, language: str | None) -> tuple[datetime | None, str | None]:
    """When it was said; else the feed's own words about it."""
    for date in entry.dates:
        found = dates.usable(date, now, language=language)
        if found:
            return found, None
    return None, entry.dates[0] if entry.dates else None


def _kind(url: str) -> Kind:
    places: dict[str, Kind] = {
        "reddit.com": "forum",
        "stackexchange.com": "forum",
        "stackoverflow.com": "forum",
        "youtube.com": "video",
        "vimeo.com": "video",
        "bsky.app": "social",
    }
    return next((kind for host, kind in places.items() if links.same_site(links.host(url), host)), "news")


def _notes(same: int, mentions: Sequence[Mention]) -> list[str]:
    dated = sum(1 for mention in mentions if mention.published_raw)
    said = []
    if same:
        said.append(f"entries that are empty or repeat another one, left out: {same}")
    if dated:
        said.append(f"entries with a date that cannot be used, which count from when they were received: {dated}")
    return said
