"""What a mention's fields say, for the parts of an expression that ask for values and numbers instead of words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

from rules.query.document import Document, domains, folded_name, host
from rules.query.nodes import Between, Fact
from storage.intake.folding import exact_name
from storage.records.countries import country
from storage.records.mention import HEADS

if TYPE_CHECKING:
    from storage.records import Span

_LINK = re.compile(r"https?://[^\s<>\"'()\[\]{}]+|\bwww\.[^\s<>\"'()\[\]{}]+", re.IGNORECASE)
_SUBREDDIT = re.compile(r"/r/([A-Za-z0-9_]+)(?:/|$)")
_BEFORE_PATH = re.compile(r"^(?:\w+:)?(?://)?[^/?#]*")
_AUTHORITY = re.compile(r"^(?:\w+:)?//(?:[^/@]*@)?([^/:?#]+)")


class Ask(Protocol):
    """Something that a document answers with the spans that make it so, or None."""

    def __call__(self, document: Document) -> list[Span] | None: ...


def fact(node: Fact) -> Ask:
    """The question that a field with values asks."""
    wanted = frozenset(node.values)
    special = _SPECIAL.get(node.field)
    if special:
        return special(wanted)
    read = reader(node.field)
    return lambda document: [] if is_one_of(read(document), wanted) else None


def is_one_of(said: Iterable[str], wanted: frozenset[str]) -> bool:
    """Whether a field that says this is one of the values (in lower case) that are asked for."""
    return not wanted.isdisjoint(value.casefold() for value in said)


def reader(field: str) -> Callable[[Document], Iterable[str]]:
    """Tells what a document says in a field whose values are compared as they are: not of site, links, author."""
    return _READ.get(field) or _kept(field)


def between(node: Between) -> Ask:
    """The question that a range asks; what is unknown lies in no range."""

    def ask(document: Document) -> list[Span] | None:
        said = number(document, node.field)
        inside = (
            said is not None and (node.low is None or said >= node.low) and (node.high is None or said <= node.high)
        )
        return [] if inside else None

    return ask


class Sites:
    """Some sites: hosts with all below them, and paths from their beginning."""

    __slots__ = ("_hosts", "_paths")

    def __init__(self, wanted: frozenset[str]) -> None:
        self._hosts = frozenset(site for site in wanted if "/" not in site)
        self._paths: dict[str, list[str]] = {}
        for name, slash, path in (site.partition("/") for site in wanted):
            if slash:
                self._paths.setdefault(name, []).append(slash + path)

    def hold(self, url: str) -> bool:
        """Whether an address lies on one of them."""
        above = domains(host(url))
        if not self._hosts.isdisjoint(above):
            return True
        paths = [path for name in above for path in self._paths.get(name, ())]
        here = _BEFORE_PATH.sub("", url) if paths else ""
        return any(here.startswith(path) and here[len(path) : len(path) + 1] in ("", "/", "?", "#") for path in paths)


def _site(wanted: frozenset[str]) -> Ask:
    sites = Sites(wanted)

    def ask(document: Document) -> list[Span] | None:
        url = document.text("url")
        if not url or not sites.hold(url):
            return None
        found = _AUTHORITY.match(url)
        return [("url", found.start(1), found.end(1))] if found else []

    return ask


def _links(wanted: frozenset[str]) -> Ask:
    sites = Sites(wanted)

    def ask(document: Document) -> list[Span] | None:
        spans = [
            (field, found.start(), found.end())
            for field in ("title", "text")
            for found in _LINK.finditer(document.text(field))
            if sites.hold(found.group())
        ]
        listed = document.mention.extra.get("links")
        elsewhere = isinstance(listed, list | tuple) and any(isinstance(url, str) and sites.hold(url) for url in listed)
        return spans if spans or elsewhere else None

    return ask


def _author(wanted: frozenset[str]) -> Ask:
    """The whole handle or the whole name; without accents any form of it."""

    def ask(document: Document) -> list[Span] | None:
        author = document.mention.author
        names = [name for name in (author.handle, author.name) if name]
        if not any(exact_name(name) in wanted or folded_name(name) in wanted for name in names):
            return None
        return [("author", 0, len(document.text("author")))]

    return ask


def _language(wanted: frozenset[str]) -> Ask:
    """`en` holds for en-GB, not the other way round; where the source says nothing, what was detected counts."""

    return lambda document: [] if speaks(language(document), wanted) else None


def language(document: Document) -> str:
    """The code that counts, in lower case; "" where nobody knows."""
    detected = document.classification.language if document.classification else None
    return (document.mention.language or detected or "").casefold().replace("_", "-")


def speaks(code: str, wanted: frozenset[str]) -> bool:
    """Whether a language is one of those, or a variety of one."""
    return bool(code) and (code in wanted or code.partition("-")[0] in wanted)


def _engagement(document: Document) -> Iterable[str]:
    said = document.mention.extra.get("engagement_type")
    if isinstance(said, str):
        return [said]
    if document.mention.parent_id is None:
        return []
    return ["REPLY" if document.mention.kind == "social" else "COMMENT"]


def _subreddits(document: Document) -> Iterable[str]:
    said = document.mention.extra.get("subreddit")
    if isinstance(said, str):
        return [said.removeprefix("r/")]
    url = document.text("url")
    return _SUBREDDIT.findall(url) if "reddit.com" in domains(host(url)) else []


def _heads(head: str) -> Callable[[Document], Iterable[str]]:
    def read(document: Document) -> Iterable[str]:
        label = document.classification.label(head) if document.classification else None
        return [label] if label else []

    return read


def _taught(document: Document) -> Iterable[str]:
    return document.classification.taught if document.classification else ()


def _taught_under(prefix: str) -> Callable[[Document], Iterable[str]]:
    """What follows the prefix in the names of taught labels, as delivery of topic:delivery."""
    start = f"{prefix}:"
    return lambda document: [name[len(start) :] for name in _taught(document) if name.casefold().startswith(start)]


def _toward(document: Document) -> Iterable[str]:
    return [reading.label for reading in document.classification.toward.values()] if document.classification else []


def _tones(document: Document) -> Iterable[str]:
    """Of the scope that is asked about: of all, toward every brand that it is about."""
    if document.classification is None:
        return []
    brands: Iterable[str | None] = dict.fromkeys(match.brand for match in document.matches) or (None,)
    answers = [document.classification.tone(brand) for brand in ((document.brand,) if document.brand else brands)]
    return [answer.label for answer in answers if answer]


def _kept(name: str) -> Callable[[Document], Iterable[str]]:
    return lambda document: _listed(document.facts.get(name))


def _listed(value: object) -> frozenset[str]:
    """A fact kept elsewhere: one value or several."""
    if isinstance(value, str):
        return frozenset([value.casefold()])
    many = value if isinstance(value, list | tuple | set | frozenset) else ()
    return frozenset(item.casefold() for item in many if isinstance(item, str))


def number(document: Document, field: str) -> float | None:
    """What a document says in a field of numbers; None where it says none."""
    mention = document.mention
    if field == "rating":
        return mention.rating.value if mention.rating else None
    if field == "authorFollowers":
        return mention.author.followers
    if field == "reach":
        reach = document.facts.get("reach", mention.extra.get("reach", mention.engagement.get("views")))
        return reach if isinstance(reach, int | float) else None
    return mention.engagement.get(field)


_SPECIAL: Mapping[str, Callable[[frozenset[str]], Ask]] = {
    "site": _site,
    "links": _links,
    "author": _author,
    "language": _language,
}
_READ: Mapping[str, Callable[[Document], Iterable[str]]] = {
    "country": lambda document: [country(each) or each for each in _listed(document.mention.extra.get("country"))],
    "source": lambda document: document.sources,
    "subreddit": _subreddits,
    "kind": lambda document: [document.mention.kind],
    "engagementType": _engagement,
    **{head: _heads(head) for head in HEADS},
    "topic": _taught_under("topic"),
    "risk": lambda document: [*_heads("risk")(document), *_taught_under("risk")(document)],
    "label": _taught,
    "toward": _toward,
    "tone": _tones,
    "brand": lambda document: [match.brand for match in document.matches],
    "query": lambda document: [match.query for match in document.matches],
    "story": lambda document: [str(document.mention.story)],
}
