"""Microsoft Teams: an adaptive card, by a workflow's or an incoming webhook.

Documented at https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using and
https://adaptivecards.io/explorer/.
"""

from __future__ import annotations

from typing import Any

from listener.notify.base import Outlet
from listener.notify.formats.base import Format, Hook, Post, form, links
from listener.notify.render.content import Page
from listener.notify.render.texts import page_of
from storage.records import Delivery

_COLOURS = {"urgent": "attention", "important": "warning", "resolved": "good"}
LONGEST = 2000


@form("teams")
class Teams(Format):
    """A card with a heading, the reasons, quotes, and buttons that are links."""

    def post(self, hook: Hook, outlet: Outlet, delivery: Delivery) -> Post:
        """Texts stand in text runs: those know no markup, so that a quoted post can make no link."""
        page = page_of(outlet, delivery)
        card = {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.4",
            "body": _body(page),
            "actions": [{"type": "Action.OpenUrl", "title": label, "url": address} for label, address in links(page)],
        }
        attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
        return Post(url=hook.url, body={"type": "message", "attachments": [attachment]})


def _body(page: Page) -> list[dict[str, Any]]:
    colour = _COLOURS.get(page.tone, "accent")
    said = [_text(page.state, weight="bolder", color=colour), _text(page.title, size="large", weight="bolder")]
    said += [_text(text, weight="bolder") for text in (page.drill, page.note) if text]
    said += [_text(page.lead)] if page.lead != page.title else []
    said += [_text(f"• {reason}") for finding in page.findings for reason in finding.reasons]
    said += [_text(f"• {line.state}: {line.title}") for line in page.lines]
    said += [_text("".join(piece for piece, _ in quote.pieces), italic=True) for quote in page.quotes[:3]]
    return said


def _text(text: str, **style: Any) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text[:LONGEST] or " ", **style}]}
