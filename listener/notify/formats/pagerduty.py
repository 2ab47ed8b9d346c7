"""PagerDuty: alerts by the Events API v2.

Documented at https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ and
https://developer.pagerduty.com/docs/events-api-v2/overview/.
"""

from __future__ import annotations

from typing import Any

from listener.notify.base import Outlet
from listener.notify.formats.base import Format, Hook, Post, form, links, page_thread, summary, words
from listener.notify.render.content import Content
from listener.notify.render.texts import content_of
from storage.records import Delivery, Notice

SUMMARY = 1024
_SEVERITIES = {1: "critical", 2: "error"}


@form("pagerduty")
class PagerDuty(Format):
    """One alert an incident, whose `dedup_key` is the incident's thread: opened and updated trigger it, a handover
    acknowledges it, the end resolves it."""

    url = "https://events.pagerduty.com/v2/enqueue"
    needs = ("key",)
    together = False

    def post(self, hook: Hook, outlet: Outlet, delivery: Delivery) -> Post:
        """`key` is the integration's routing key."""
        notice, content = delivery.notice, content_of(outlet, delivery)
        event: dict[str, Any] = {
            "routing_key": hook.key,
            "event_action": {"resolved": "resolve", "handover": "acknowledge"}.get(notice.kind, "trigger"),
            "dedup_key": page_thread(notice),
        }
        if event["event_action"] == "trigger":
            event |= {"payload": _payload(notice, content), "client": "Listener"}
            event["links"] = [{"href": address, "text": label} for label, address in links(content)]
            event |= {"client_url": content.link} if content.link else {}
        return Post(url=hook.url, body=event)


def _payload(notice: Notice, content: Content) -> dict[str, Any]:
    return {
        "summary": summary(notice, content, SUMMARY),
        "source": content.about or "Listener",
        "severity": "info" if notice.kind in ("test", "digest") else _SEVERITIES.get(notice.severity, "warning"),
        "timestamp": notice.created_at.isoformat(),
        "component": "Listener",
        "group": content.about,
        "class": content.findings[0].rule if content.findings else notice.kind,
        "custom_details": {"state": content.state, "text": words(content, 4000)},
    }
