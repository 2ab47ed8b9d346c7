"""Microsoft Teams: an adaptive card, by a workflow's or an incoming webhook.

Documented at https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using and
https://adaptivecards.io/explorer/.
"""

from __future__ import annotations

from typing import Any

from listener.notify.base import Outlet
from listener.notify.formats.base import Format, Hook, Post, form, links, stated
from listener.notify.render.content import Content
from listener.notify.render.subject import headline
from listener.notify.render.texts import content_of
from storage.records import Delivery

_COLOURS = {"urgent": "attention", "important": "warning", "resolved": "good"}
LONGEST = 2000


@form("teams")
class Teams(Format):
    """A card with a heading, the reasons, quotes, and buttons that are links."""

    def post(self, hook: Hook, outlet: Outlet, delivery: Delivery) -> Post:
        """Texts stand in text runs: those know no markup, so that a quoted post can make no link."""
        content = content_of(outlet, delivery)
        card = {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.4",
            "body": _body(headline(delivery.notice), content),
            "actions": [
                {"type": "Action.OpenUrl", "title": label, "url": address} for label, address in links(content)
            ],
        }
        attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
        return Post(url=hook.url, body={"type": "message", "attachments": [attachment]})


def _body(title: str, content: Content) -> list[dict[str, Any]]:
    colour = _COLOURS.get(content.tone, "accent")
    state, *lead = stated(content)
    said = [_text(title, size="large", weight="bolder"), _text(state, weight="bolder", color=colour)]
    said += [_text(text, weight="bolder") for text in (content.drill, content.note) if text]
    said += [_text(text) for text in lead]
    said += [_text(f"• {reason}") for finding in content.findings for reason in finding.reasons]
    said += [_text(f"• {line.state}: {line.title}") for line in content.lines]
    said += [_text("".join(piece for piece, _ in quote.pieces), italic=True) for quote in content.quotes[:3]]
    return [*said, _text(f"Times are in {content.zone}.", isSubtle=True, size="small")]


def _text(text: str, **style: Any) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text[:LONGEST] or " ", **style}]}
