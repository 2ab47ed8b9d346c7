"""Strangers' words as chats show them and never obey: no mention, no link behind other words, no markup.

Chats read mentions and markup out of plain text, each in its own way, and most know no way to write such a character as
itself. So the characters that begin them are replaced by others that look alike, wherever they stand: nothing that
stands around them, seen or unseen, can make them work again.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from storage.records import Alert, Delivery, Notice, Sample

_ALIKE = str.maketrans("@<>[]*`|~", "﹫‹›［］∗ˋ¦∼")
# An underscore inside a word marks nothing up, and an ampersand begins an entity only where one is complete.
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_COMMAND = re.compile(r"(?<!\S)/(?=\w)")
# What other programs than browsers open.
_SCHEME = re.compile(
    r"(?i)\b(?:[a-z][a-z0-9+.-]{0,31}:(?=//)|(?:javascript|data|mailto|tel|sms|geo|xmpp|magnet|nostr|matrix):(?=\S))"
)
_ADDRESS = re.compile(r"(?i)\bhttps?://(?:[^&\s<>\"|\[\](){}`\\^\u200b-\u200f\u2060-\u2064]|&(?!#?\w{1,32};))+")
_READ_OTHERWISE = re.compile(r"[@<>\"'|\[\](){}*~`\\^\u200b-\u200f\u2060-\u2064]")


def inert(text: str) -> str:
    """The text as it is read, which makes no chat notify, link or format anything; its web addresses still lead there.

    Every character keeps its place, but for those in addresses.
    """
    pieces, at = [], 0
    for found in _ADDRESS.finditer(text):
        pieces += [_words(text[at : found.start()]), inert_address(found[0])]
        at = found.end()
    return "".join([*pieces, _words(text[at:])])


def inert_address(address: str) -> str:
    """The same address, with the characters that chats read as something else written as %40 and the like."""
    return _READ_OTHERWISE.sub(lambda found: quote(found[0], safe="").replace("~", "%7E"), address)


def inert_delivery(delivery: Delivery) -> Delivery:
    """The delivery with every word of its notice inert."""
    return replace(delivery, notice=inert_notice(delivery.notice))


def inert_notice(notice: Notice) -> Notice:
    """The notice with every word inert that comes, or may quote something, from outside."""
    return replace(
        notice,
        title=inert(notice.title),
        note=inert(notice.note),
        brand=inert(notice.brand),
        by=inert(notice.by),
        news=inert(notice.news),
        alerts=tuple(map(_alert, notice.alerts)),
        samples=tuple(map(_sample, notice.samples)),
        facts=tuple((label, inert(text)) for label, text in notice.facts),
        bundle=tuple(map(inert_notice, notice.bundle)),
    )


def inert_payload(value: Any) -> Any:
    """The body of a webhook with every text in it inert; addresses stay the addresses that they are."""
    match value:
        case dict():
            return {key: inert_payload(inner) for key, inner in value.items()}
        case list():
            return [inert_payload(inner) for inner in value]
        case str():
            return inert(value)
    return value


def _words(text: str) -> str:
    text = _UNDERSCORE.sub("＿", text.translate(_ALIKE))
    text = _COMMAND.sub("∕", _ENTITY.sub("﹠", text))
    return _SCHEME.sub(lambda found: f"{found[0][:-1]}∶", text)


def _alert(alert: Alert) -> Alert:
    return replace(alert, summary=inert(alert.summary), now=inert(alert.now), reasons=tuple(map(inert, alert.reasons)))


def _sample(sample: Sample) -> Sample:
    return replace(
        sample,
        author=inert(sample.author),
        source=inert(sample.source),
        url=sample.url and inert_address(sample.url),
        text=inert(sample.text),
    )
