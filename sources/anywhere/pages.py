"""Pages made for people: as text, as a tree, and what they hold in words that help to find the right selector."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

from sources.feeds.charset import is_utf8
from sources.reading.nesting import is_too_deep, most_unclosed
from sources.reading.text import line
from storage.errors import Broken

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
SELECTOR = re.compile(r"(?P<selector>.*?)(?:@(?P<attribute>[\w:-]+))?", re.DOTALL)
# Elements for letters that are never closed are opened again in every block behind: few pages leave five open.
UNCLOSED = 100
SHOWN, MOST = 6, 12
EMPTY = frozenset({"br", "hr", "script", "style", "wbr"})


def _checked(selector: str) -> str:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    bare = split(selector)[0]
    try:
        if bare:
            LexborHTMLParser("<p></p>").css(bare)
    except (SelectolaxError, ValueError, RuntimeError) as error:
        raise ValueError(
            f'is no CSS selector ({line(str(error), 80)}); write it as "div.post" or "a.title@href"'
        ) from None
    return selector


Selector = Annotated[str, AfterValidator(_checked)]
"""CSS, and behind an @ the attribute whose value is meant; left out: the text. Without CSS: of the item itself."""


def split(selector: str) -> tuple[str, str]:
    """A selector's CSS, and its attribute, "" for the text."""
    found = SELECTOR.fullmatch(selector.strip())
    assert found
    if "[" in selector and selector.rfind("]") > selector.rfind("@"):
        return selector.strip(), ""  # the @ stands in a condition
    return found["selector"].strip(), found["attribute"] or ""


def decoded(body: bytes, headers: Mapping[str, str]) -> str:
    """A page as text: UTF-8 where it is that, else as it is declared, else as browsers do."""
    if is_utf8(body):
        return body.decode("utf-8").lstrip("\ufeff")
    header = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", headers.get("content-type", ""), re.IGNORECASE)
    inside = CHARSET.search(body[:2_000])
    named = header[1] if header else inside[1].decode("ascii") if inside else "cp1252"
    try:
        return body.decode(named, "replace")
    except LookupError:
        return body.decode("cp1252", "replace")


def tree(markup: str, where: str) -> LexborHTMLParser:
    """The page as a tree. Raises Broken for one that is built to hurt."""
    from selectolax.lexbor import LexborHTMLParser

    if is_too_deep(markup) or most_unclosed(markup) > UNCLOSED:
        raise Broken(f"{where} is nested more deeply than any page made for people; it was not read")
    return LexborHTMLParser(markup)


def value(item: LexborNode, selector: str) -> str | None:
    """What a selector finds in an item: an attribute, else the HTML of the element; None where it finds nothing."""
    css, attribute = split(selector)
    node = item.css_first(css) if css else item
    if node is None:
        return None
    return (node.attributes.get(attribute) or None) if attribute else (node.html or "")


def titled(page: LexborHTMLParser) -> str:
    """A page in a few words."""
    title = page.css_first("title")
    said = line(title.text(), 80) if title else ""
    return f"the page titled “{said}”" if said else "the page, which has no title,"


def frequent(page: LexborHTMLParser) -> str:
    """Which elements come often: what `items` could be."""
    count: Counter[str] = Counter()
    for node in page.css("article[class], div[class], li[class], section[class], tr[class]"):
        count.update(name for name in [_named(node)] if name != node.tag)
    shown = [f"`{name}` ({times})" for name, times in count.most_common(SHOWN) if times > 1]
    return f"what comes often: {', '.join(shown)}" if shown else "it has no elements that come often"


def held(item: LexborNode) -> str:
    """Which elements stand in an item: what `fields` could be."""
    names = dict.fromkeys(_named(node) for node in item.css("*") if node != item and node.tag not in EMPTY)
    return ", ".join(f"`{name}`" for name in list(names)[:MOST]) or "nothing but a text"


def _named(node: LexborNode) -> str:
    """An element with its first class, if it has one that can stand in a selector."""
    name = next(iter((node.attributes.get("class") or "").split()), "")
    return f"{node.tag}.{name}" if re.fullmatch(r"[\w-]+", name) else str(node.tag)
