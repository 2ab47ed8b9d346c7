"""Opsgenie: alerts by the Alert API; Jira Service Management takes the same with `url` set to its address.

Documented at https://docs.opsgenie.com/docs/alert-api (create, acknowledge and close, by alias).
"""

from __future__ import annotations

from urllib.parse import quote

from listener.notify.base import Outlet
from listener.notify.formats.base import Format, Hook, Post, form, links, page_thread, summary, words
from listener.notify.render.texts import content_of
from storage.records import Delivery

MESSAGE = 130
DESCRIPTION = 15_000
_PRIORITIES = {1: "P1", 2: "P2"}


@form("opsgenie")
class Opsgenie(Format):
    """One alert an incident, whose alias is the incident's thread: opened and updated create it (again: it counts up),
    a handover acknowledges it, the end closes it."""

    url = "https://api.opsgenie.com"
    needs = ("key",)
    together = False

    def post(self, hook: Hook, outlet: Outlet, delivery: Delivery) -> Post:
        """`key` is the API key of an integration; `url` is https://api.eu.opsgenie.com for accounts in the EU."""
        notice, content = delivery.notice, content_of(outlet, delivery)
        alerts, alias = f"{hook.url.rstrip('/')}/v2/alerts", page_thread(notice)
        headers = {"Authorization": f"GenieKey {hook.key}"}
        if action := {"resolved": "close", "handover": "acknowledge"}.get(notice.kind):
            told = {"source": "Listener", "note": content.note or content.lead}
            return Post(
                url=f"{alerts}/{quote(alias, safe='')}/{action}?identifierType=alias", body=told, headers=headers
            )
        body = {
            "message": summary(notice, content, MESSAGE),
            "alias": alias,
            "description": words(content, DESCRIPTION),
            "priority": "P5" if notice.kind in ("test", "digest") else _PRIORITIES.get(notice.severity, "P3"),
            "tags": ["Listener", *(["drill"] if notice.drill else [])],
            "details": dict(links(content)),
            "entity": content.about,
            "source": "Listener",
        }
        return Post(url=alerts, body=body, headers=headers)
