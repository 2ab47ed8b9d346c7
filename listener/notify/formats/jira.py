"""Jira: an issue for each incident, by version 2 of the REST API, which Cloud and Data Center have alike.

Documented at https://developer.atlassian.com/server/jira/platform/jira-rest-api-example-create-issue-7897248/ and
https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-issues/#api-rest-api-2-issue-post.
"""

from __future__ import annotations

import re
from base64 import b64encode

from listener.notify.base import Outlet
from listener.notify.formats.base import Format, Hook, Post, form, page_thread, summary, words
from listener.notify.render.texts import content_of
from storage.records import Delivery, Notice

SUMMARY = 255
DESCRIPTION = 30_000
_PRIORITIES = {1: "Highest", 2: "High"}
_MARKUP = re.compile(r"([\[\]{}|*_^~!\\])")


@form("jira")
class Jira(Format):
    """Opens one issue when an incident opens (and one for a test). What follows is not told: issues are people's.

    Jira knows no key that makes a request count once: if its answer is lost, a second issue may be opened. Both have
    the label of the incident's thread.
    """

    needs = ("url", "key", "project")
    together = False

    def post(self, hook: Hook, outlet: Outlet, delivery: Delivery) -> Post | None:
        """`url` is that of the site, as https://example.atlassian.net."""
        notice, content = delivery.notice, content_of(outlet, delivery)
        if notice.kind not in ("opened", "test"):
            return None
        fields = {
            "project": {"key": hook.project},
            "issuetype": {"name": hook.issue_type},
            "summary": summary(notice, content, SUMMARY),
            "description": _MARKUP.sub(r"\\\1", words(content, DESCRIPTION)),
            "labels": _labels(notice),
            "priority": {"name": _PRIORITIES.get(notice.severity, "Medium")},
        }
        url = f"{hook.url.rstrip('/')}/rest/api/2/issue"
        return Post(url=url, body={"fields": fields}, headers={"Authorization": _login(hook)})


def _labels(notice: Notice) -> list[str]:
    """Labels know no spaces."""
    found = ["listener", page_thread(notice), *(["drill"] if notice.drill else [])]
    return [re.sub(r"[^A-Za-z0-9._-]+", "-", each) for each in found]


def _login(hook: Hook) -> str:
    if not hook.user:
        return f"Bearer {hook.key}"
    return f"Basic {b64encode(f'{hook.user}:{hook.key}'.encode()).decode()}"
