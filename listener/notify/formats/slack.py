"""Slack: a message of blocks, by an incoming webhook.

Documented at https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and
https://docs.slack.dev/messaging/formatting-message-text (escaping).
"""

from __future__ import annotations

from typing import Any

from listener.notify.base import Outlet
from listener.notify.formats.base import Format, Hook, Post, form, links, stated
from listener.notify.render.content import Content
from listener.notify.render.subject import headline
from listener.notify.render.texts import content_of
from storage.records import Delivery

HEADER = 150
SECTION = 2900
LABEL = 75


@form("slack")
class Slack(Format):
    """A message with a heading, the reasons, quotes, and buttons that are links."""

    def post(self, hook: Hook, outlet: Outlet, delivery: Delivery) -> Post:
        """`text` is what a notification shows."""
        content = content_of(outlet, delivery)
        title = headline(delivery.notice)
        return Post(url=hook.url, body={"text": escaped(title), "blocks": _blocks(title, content)})


def escaped(text: str) -> str:
    """Text that pings nobody and links nowhere."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _blocks(title: str, content: Content) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = [{"type": "header", "text": _plain(title, HEADER)}]
    lead = [content.drill, content.note, *stated(content)]
    reasons = [f"• {reason}" for finding in content.findings for reason in finding.reasons]
    lines = [f"• {line.state}: {line.title}" for line in content.lines]
    quotes = ["".join(piece for piece, _ in quote.pieces) for quote in content.quotes[:3]]
    for said in (lead, reasons, lines):
        blocks += _section("\n".join(escaped(each) for each in said if each))
    blocks += _section("\n".join(f"> {escaped(each)}" for each in quotes))
    blocks.append({"type": "context", "elements": [_plain(f"Times are in {content.zone}.", LABEL)]})
    if buttons := [_button(label, address) for label, address in links(content)]:
        blocks.append({"type": "actions", "elements": buttons})
    return blocks


def _section(text: str) -> list[dict[str, Any]]:
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text[:SECTION], "verbatim": True}}] if text else []


def _button(label: str, address: str) -> dict[str, Any]:
    return {"type": "button", "text": _plain(label, LABEL), "url": address}


def _plain(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": text if len(text) <= limit else text[: limit - 1] + "…"}
