"""RSS 0.9 to 2.0, RDF and Atom, read by feedparser (from bytes only; it never touches the network)."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sources.feeds import google
from sources.feeds.changing import without_entries
from sources.feeds.charset import WIDE, prepared
from sources.feeds.entry import Document, Entry
from sources.feeds.hub import topic
from sources.feeds.not_a_feed import describe
from sources.feeds.people import author
from sources.feeds.single import read_each
from sources.reading import links
from sources.reading.text import from_html, line, plain, title
from storage.errors import Broken
from storage.figures import counted
from storage.records import Author, Rating

CLOSED = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s*>")
# feedparser takes a picture's title and description for the entry's; under another name they stay apart.
OF_MEDIA = re.compile(rb"(</?media:)(title|description)\b")
# Elements of its extensions that feedparser trips over when one of their tags is missing.
EXTENSION = re.compile(rb"(</?)(?:media|itunes|georss|gml|geo|psc|cc|creativecommons):", re.IGNORECASE)
LONGEST_WAIT = timedelta(days=1)


def read(body: bytes, content_type: str, url: str) -> Document:
    """The feed that the bytes hold. Raises Broken if they hold none."""
    document, charset = prepared(body, content_type)
    said = "application/xml" + (f"; charset={charset}" if charset else "")
    parsed = _parsed(OF_MEDIA.sub(rb"\1own_\2", document), said, url)
    found, notes = _complete(parsed, document)
    if not found and (parsed.bozo or not parsed.get("version")):
        raise Broken(_why(parsed, body, content_type, url))
    feed = parsed.feed
    site = links.join(url, _plain(feed, "link"))
    atom = str(parsed.get("version")).startswith("atom")
    entries, refused = read_each(found, lambda raw: _entry(raw, url, site, feed, atom))
    return Document(
        title=title(_plain(feed, "title")),
        site=site,
        language=_plain(feed, "language") or None,
        wait=_wait(_plain(feed, "ttl")),
        hub=topic(((each.get("rel") or "", each.get("href")) for each in feed.get("links", ())), url),
        entries=entries,
        refused=refused,
        partial=() if found else without_entries(document),
        notes=notes,
    )


def _parsed(document: bytes, content_type: str, url: str) -> Any:
    """feedparser's reading; where damaged extensions make it fail, that of the document without them."""
    import feedparser

    for body in (document, EXTENSION.sub(rb"\1", document)):
        try:
            return feedparser.parse(
                io.BytesIO(body),
                response_headers={"content-type": content_type},
                sanitize_html=False,
                resolve_relative_uris=False,
            )
        except Exception as error:  # noqa: BLE001 (damaged feeds make it raise anything: KeyError, TypeError, …)
            failure = error
    raise Broken(f"{links.shown(url)} is damaged in a way that cannot be read ({failure})") from failure


def _complete(parsed: Any, document: bytes) -> tuple[list[Any], tuple[str, ...]]:
    """The entries that were read to their end, and what to say about the rest."""
    found = list(parsed.entries)
    if not parsed.bozo or not found or not hasattr(parsed.get("bozo_exception"), "getLineNumber"):
        return found, ()
    place = f"line {parsed.bozo_exception.getLineNumber()}"
    if not document.startswith(WIDE) and len(CLOSED.findall(document)) == len(found) - 1 and not _is_ended(document):
        said = f"the feed breaks off at {place}: its last entry is not complete and was left for the next time"
        return found[:-1], (said,)
    whole = counted(len(found), "entry", "entries")
    return found, (f"the feed is not well-formed XML ({place}); {whole} could be read",)


def _is_ended(document: bytes) -> bool:
    return re.search(rb"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>", document[-2_000:], re.IGNORECASE) is not None


def _why(parsed: Any, body: bytes, content_type: str, url: str) -> str:
    if parsed.get("version"):
        where = f"after {len(body):,} bytes, before its first complete entry"
        return f"{links.shown(url)} begins as a feed but breaks off {where}"
    return f"{links.shown(url)} {describe(body, content_type)}"


def _entry(raw: Any, url: str, site: str | None, feed: Any, atom: bool) -> Entry:
    base = links.join(url, _detail(raw, "base")) or url
    link = _link(raw, base)
    return Entry(
        guid=line(_plain(raw, "id")),
        link=link,
        home=_home(raw, link, url, site),
        title=_title(raw, atom) or title(_plain(raw, "media_own_title")),
        text=_text(raw),
        author=_author(raw) or (_author(feed) if atom else None) or Author(),
        dates=[date for name in ("published", "created", "updated") if (date := line(_plain(raw, name), 100))],
        language=_plain(raw, "language") or _detail(raw, "language") or None,
        parent=line(_mapping(raw, "thr_in-reply-to").get("ref", "")) or None,
        publisher=line(str(_mapping(raw, "source").get("title", "")), 200),
        rating=_rating(_plain(raw, "im_rating")),
        engagement=_engagement(raw),
        extra=_extra(raw, base, link),
    )


def _plain(raw: Any, name: str) -> str:
    # dict.get: feedparser's own access substitutes other fields, with warnings.
    value = dict.get(raw, name)
    return value.strip() if isinstance(value, str) else ""


def _mapping(raw: Any, name: str) -> Mapping[str, Any]:
    value = dict.get(raw, name)
    return value if isinstance(value, dict) else {}


def _detail(raw: Any, name: str) -> str:
    for part in ("title_detail", "summary_detail"):
        value = _mapping(raw, part).get(name)
        if value:
            return str(value)
    return ""


def _link(raw: Any, base: str) -> str | None:
    for address in (_plain(raw, "feedburner_origlink"), _plain(raw, "link")):
        found = links.join(base, address)
        if found:
            return google.target(found)
    return None


def _home(raw: Any, link: str | None, url: str, site: str | None) -> str | None:
    """The entry's own address, where its link leads to somebody else's page (link blogs, news aggregators)."""
    own = {links.host(url), links.host(site)} - {""}
    if not link or any(links.same_site(links.host(link), host) for host in own):
        return None
    for address in (_plain(raw, "id"), _plain(raw, "comments")):
        if links.absolute(address) and any(links.same_site(links.host(address), host) for host in own):
            return address
    return None


def _title(raw: Any, atom: bool) -> str:
    """Atom says what a title is; elsewhere nothing does."""
    kind = _mapping(raw, "title_detail").get("type")
    written = _plain(raw, "title")
    if not atom:
        return title(written)
    return line(plain(written) if kind == "text/plain" else from_html(written))


def _text(raw: Any) -> str:
    parts = [part for part in dict.get(raw, "content") or () if isinstance(part, dict)]
    found = _words(max(parts, key=lambda part: len(part.get("value") or ""), default={}))
    summary = _words(_mapping(raw, "summary_detail")) or from_html(_plain(raw, "summary"))
    return max(found, summary, key=len) or from_html(_plain(raw, "media_own_description"))


def _words(part: Mapping[str, Any]) -> str:
    """A text of which it is said whether it is plain or HTML."""
    value = part.get("value") or ""
    return plain(value) if part.get("type") == "text/plain" else from_html(value)


def _author(raw: Any) -> Author | None:
    people = dict.get(raw, "authors") or ()
    return author(people, _plain(raw, "author")) if any(people) else None


def _wait(ttl: str) -> timedelta | None:
    return min(timedelta(minutes=int(ttl)), LONGEST_WAIT) if re.fullmatch(r"\d{1,6}", ttl) else None


def _rating(text: str) -> Rating | None:
    return Rating(value=float(text)) if re.fullmatch(r"[1-5]", text) else None


def _engagement(raw: Any) -> dict[str, int]:
    named = {
        "replies": _plain(raw, "slash_comments") or _plain(raw, "thr_total"),
        "views": str(_mapping(raw, "media_statistics").get("views", "")),
    }
    return {name: int(count) for name, count in named.items() if re.fullmatch(r"\d{1,12}", count)}


def _extra(raw: Any, base: str, link: str | None) -> dict[str, Any]:
    tags = [line(str(tag.get("label") or tag.get("term") or ""), 100) for tag in dict.get(raw, "tags") or ()]
    files = [
        {"url": address, "type": str(file.get("type") or "")}
        for file in [*_enclosures(raw), *(dict.get(raw, "media_content") or ())]
        if (address := links.join(base, str(file.get("href") or file.get("url") or "")))
    ]
    found = {
        "categories": list(dict.fromkeys(filter(None, tags)))[:50],
        "enclosures": list({file["url"]: file for file in files}.values())[:20],
        "comments": links.join(base, _plain(raw, "comments")),
        "publisher": line(str(_mapping(raw, "source").get("title", "")), 200),
        "reply_to": links.absolute(str(_mapping(raw, "thr_in-reply-to").get("href", ""))),
    }
    return {name: value for name, value in found.items() if value and value != link}


def _enclosures(raw: Any) -> list[Mapping[str, Any]]:
    return [link for link in dict.get(raw, "links") or () if link.get("rel") == "enclosure"]
