"""The project's own format: everything that a notice says, as JSON with a version."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from listener.exports.incidents import told
from listener.notify.base import Outlet, digest
from listener.notify.formats.base import Format, Hook, Post, form
from listener.notify.render.subject import headline
from listener.wording.addresses import address
from listener.wording.links import link
from listener.wording.text import without_controls
from storage.records import Alert, Delivery, Notice, Sample

VERSION = 1
LONGEST_TEXT = 2000


@form("listener")
class Listener(Format):
    """Everything, for programs of your own.

    The body is an object with `version` (1), `id` (the same at every attempt), `kind` (opened, updated, resolved, page,
    handover, reminder, digest, report, review, assigned or test), `target`, `person` (who is meant, or null), `drill`
    (an exercise), `subject` (what is new, in one line),
    `note` (why it is told now), `fresh` (how many posts are new), `by` (who resolved it, or null),
    `actions` [{label, url}],
    `bundle` (of a digest: [{kind, created_at, drill, incident}]), `created_at`, `incident` {id, thread, number, title,
    severity 1–3, scope, url or null}, `alerts` [{rule, scope, severity, fingerprint, starts_at, ends_at, value (of what
    lasts, at its peak), latest (of what lasts, as it stands) or null, expected or null, summary, reasons}], `samples`
    [{mention_id, author, source, url or null, text, marks [[start, end]], said_at, sentiment or null, intent or null,
    risk or null, unread (why nothing was read) or null}] and `chart` [{start, count}]. Times are ISO 8601 in UTC.
    Fields are added; the version grows when one changes.
    """

    verbatim = True

    def post(self, hook: Hook, outlet: Outlet, delivery: Delivery) -> Post:
        """The whole notice."""
        return Post(url=hook.url, body=payload(delivery, outlet.base_url))


def payload(delivery: Delivery, base_url: str | None) -> dict[str, Any]:
    """The body, as documented at Listener."""
    notice = delivery.notice
    return {
        "version": VERSION,
        "id": digest(delivery.key),
        "kind": notice.kind,
        "target": delivery.target,
        "person": delivery.person,
        "drill": notice.drill,
        "subject": without_controls(headline(notice)),
        "note": without_controls(notice.note[:LONGEST_TEXT]),
        "fresh": notice.fresh,
        "by": without_controls(notice.by[:LONGEST_TEXT]) or None,
        "actions": [
            {"label": without_controls(label), "url": address(base_url, path)} for label, path in notice.actions
        ],
        "bundle": [_bundled(each, base_url) for each in notice.bundle],
        "created_at": _time(notice.created_at),
        "incident": told(notice, base_url),
        "alerts": [_alert(alert) for alert in notice.alerts],
        "samples": [_sample(sample) for sample in notice.samples],
        "chart": [{"start": _time(start), "count": count} for start, count in notice.chart],
    }


def _bundled(notice: Notice, base_url: str | None) -> dict[str, Any]:
    return {
        "kind": notice.kind,
        "created_at": _time(notice.created_at),
        "drill": notice.drill,
        "incident": told(notice, base_url),
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "rule": alert.rule,
        "scope": alert.scope,
        "severity": alert.severity,
        "fingerprint": alert.fingerprint,
        "starts_at": _time(alert.starts_at),
        "ends_at": _time(alert.ends_at),
        "value": _number(alert.value),
        "latest": _number(alert.latest),
        "expected": _number(alert.expected),
        "summary": without_controls(alert.summary[:LONGEST_TEXT]),
        "reasons": [without_controls(reason[:LONGEST_TEXT]) for reason in alert.reasons],
    }


def _sample(sample: Sample) -> dict[str, Any]:
    return {
        "mention_id": sample.mention_id,
        "author": without_controls(sample.author[:LONGEST_TEXT]),
        "source": sample.source,
        "url": link(sample.url),
        "text": without_controls(sample.text[:LONGEST_TEXT]),
        "marks": [list(mark) for mark in sample.marks],
        "said_at": _time(sample.said_at),
        "sentiment": sample.sentiment,
        "intent": sample.intent,
        "risk": sample.risk,
        "unread": sample.unread or None,
    }


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _time(moment: datetime) -> str:
    return moment.isoformat()
