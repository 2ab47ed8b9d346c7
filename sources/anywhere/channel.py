"""A channel of Telegram as its web preview shows it: posts as plain values, whatever its markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sources.anywhere.pages import value
from sources.reading.text import from_html

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

COUNT = re.compile(r"([\d.,]+)\s*([KMB]?)")
UNITS = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
# What somebody else said, quoted above or below a post.
ASIDE = ".tgme_widget_message_reply, .tgme_widget_message_link_preview"
WORDS = ".tgme_widget_message_text, .tgme_widget_message_poll_question, .tgme_widget_message_poll_option_text"


def posts(page: LexborHTMLParser) -> list[dict[str, Any]]:
    """The posts of a page, newest first, without messages of the service (a pinned post, a new picture)."""
    return [_values(node) for node in page.css(".tgme_widget_message[data-post]:not(.service_message)")[::-1]]


def followers(page: LexborHTMLParser) -> int | None:
    """How many read the channel, rounded as it is shown."""
    for counter in page.css(".tgme_channel_info_counter"):
        said = from_html(counter.html or "")
        if "subscriber" in said:
            return count(said)
    return None


def older(page: LexborHTMLParser) -> int | None:
    """Before which post the next page begins; None: there is none."""
    number = value(page.root, "a.tme_messages_more[data-before]@data-before") if page.root else None
    return int(number) if number and re.fullmatch(r"[0-9]{1,18}", number) else None


def count(written: str) -> int | None:
    """`4.02K` → 4020."""
    found = COUNT.search(written)
    try:
        return round(float(found[1].replace(",", "")) * UNITS[found[2]]) if found else None
    except (ValueError, OverflowError):
        return None


def _values(node: LexborNode) -> dict[str, Any]:
    parent = value(node, "a.tgme_widget_message_reply@href")
    while aside := node.css_first(ASIDE):
        aside.decompose()
    reactions = [count(from_html(each.html or "")) or 0 for each in node.css(".tgme_reaction")]
    return {
        "id": node.attributes.get("data-post"),
        "text": "\n".join(from_html(each.html or "") for each in node.css(WORDS)) or None,
        "when": value(node, ".tgme_widget_message_date time[datetime]@datetime"),
        "name": _words(node, ".tgme_widget_message_owner_name"),
        "views": count(_words(node, ".tgme_widget_message_views")),
        "likes": sum(reactions) if reactions else None,
        "parent": _linked(parent),
        "forwarded_from": _words(node, ".tgme_widget_message_forwarded_from_name"),
        "signed": _words(node, ".tgme_widget_message_from_author"),
    }


def _words(node: LexborNode, selector: str) -> str:
    return from_html(value(node, selector) or "")


def _linked(address: str | None) -> str | None:
    """The post that an address of Telegram leads to."""
    found = re.search(r"/([\w-]+/\d+)(?:[?#]|$)", address or "", re.ASCII)
    return found[1].lower() if found else None
