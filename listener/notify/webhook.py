"""Signed webhooks: a notice as JSON, posted to an address."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import re
from datetime import datetime
from typing import Any

from pydantic import Field, SecretStr, field_validator

from listener.notify.base import Outlet, Target, digest, target
from listener.notify.lines import address
from listener.notify.wording import host, link, one_line, tame
from storage.errors import DeliveryError, SourceError
from storage.records import Alert, Delivery, Notice, Sample

VERSION = 1
LONGEST_TEXT = 2000
# Client errors that pass: request timeout, conflict, too early, too many requests.
_PASSING = (408, 409, 425, 429)
_ADDRESS = re.compile(r"https?://\S+")


@target("webhook")
class Webhook(Target):
    """Posts JSON; any 2xx counts as taken.

    The body is an object with `version` (1), `id` (the same at every attempt), `kind` (opened, updated, resolved, page,
    handover, reminder, digest or test), `target`, `person` (who is meant, or null), `drill` (an exercise), `note` (why
    it is told now), `actions` [{label, url}], `bundle` (of a digest: [{kind, created_at, drill, incident}]),
    `created_at`, `incident` {id, thread, number, title, severity 1–3, scope, url or null}, `alerts`
    [{rule, scope, severity, fingerprint, starts_at, ends_at, value, expected or null, summary, reasons}], `samples`
    [{mention_id, author, source, url or null, text, marks [[start, end]], said_at, sentiment or null, intent or null}]
    and `chart` [{start, count}]. Times are ISO 8601 in UTC. Fields may be added; the version grows when one changes.

    Headers: `Idempotency-Key` is `id`; `X-Listener-Timestamp` is the time of the attempt in Unix seconds; with a
    secret, `X-Listener-Signature-256` is the hexadecimal HMAC-SHA256 of timestamp, ".", body. Receivers should refuse
    timestamps older than five minutes.
    """

    url: str = Field(description="Where to post to: https://…")
    secret: SecretStr | None = Field(None, description='Key of the signature, as "env:NAME" or "file:PATH"')

    @field_validator("url")
    @classmethod
    def _url(cls, url: str) -> str:
        if not link(url):
            raise ValueError('is no web address; write it as "https://hooks.example.org/listener"')
        return url

    async def send(self, outlet: Outlet, delivery: Delivery) -> None:
        """410 and other refusals of the client's making are permanent; all else is tried again."""
        body = json.dumps(payload(delivery, outlet.base_url), separators=(",", ":")).encode()
        timestamp = str(int(outlet.clock.now().timestamp()))
        try:
            await outlet.http.post(self.url, content=body, headers=self._headers(delivery, body, timestamp))
        except SourceError as error:
            raise self._failure(error) from error

    def _headers(self, delivery: Delivery, body: bytes, timestamp: str) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": digest(delivery.key),
            "X-Listener-Timestamp": timestamp,
        }
        if self.secret:
            headers["X-Listener-Signature-256"] = signature(self.secret.get_secret_value(), timestamp, body)
        return headers

    def _failure(self, error: SourceError) -> DeliveryError:
        status = error.status
        refused = status is not None and 400 <= status < 500 and status not in _PASSING
        permanent = error.permanent or refused
        advice = "correct `url` or `secret` of this target" if permanent else "the notice is kept and tried again"
        # An address may hold a key, and errors are shown on pages and in logs.
        reason = one_line(_ADDRESS.sub("it", str(error)), 200)
        text = f"the webhook at {host(self.url)} did not take it: {reason}; {advice}"
        return DeliveryError(text, permanent=permanent, not_before=error.not_before)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over timestamp, a full stop and the body, in hexadecimal."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def payload(delivery: Delivery, base_url: str | None) -> dict[str, Any]:
    """The body, as documented at Webhook."""
    notice = delivery.notice
    return {
        "version": VERSION,
        "id": digest(delivery.key),
        "kind": notice.kind,
        "target": delivery.target,
        "person": delivery.person,
        "drill": notice.drill,
        "note": tame(notice.note[:LONGEST_TEXT]),
        "actions": [{"label": tame(label), "url": address(base_url, path)} for label, path in notice.actions],
        "bundle": [_bundled(each, base_url) for each in notice.bundle],
        "created_at": _time(notice.created_at),
        "incident": _incident(notice, base_url),
        "alerts": [_alert(alert) for alert in notice.alerts],
        "samples": [_sample(sample) for sample in notice.samples],
        "chart": [{"start": _time(start), "count": count} for start, count in notice.chart],
    }


def _incident(notice: Notice, base_url: str | None) -> dict[str, Any]:
    return {
        "id": notice.incident_id,
        "thread": notice.thread,
        "number": notice.number,
        "title": tame(notice.title[:LONGEST_TEXT]),
        "severity": notice.severity,
        "scope": notice.scope,
        "url": address(base_url, notice.path),
    }


def _bundled(notice: Notice, base_url: str | None) -> dict[str, Any]:
    return {
        "kind": notice.kind,
        "created_at": _time(notice.created_at),
        "drill": notice.drill,
        "incident": _incident(notice, base_url),
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
        "expected": _number(alert.expected),
        "summary": tame(alert.summary[:LONGEST_TEXT]),
        "reasons": [tame(reason[:LONGEST_TEXT]) for reason in alert.reasons],
    }


def _sample(sample: Sample) -> dict[str, Any]:
    return {
        "mention_id": sample.mention_id,
        "author": tame(sample.author[:LONGEST_TEXT]),
        "source": sample.source,
        "url": link(sample.url),
        "text": tame(sample.text[:LONGEST_TEXT]),
        "marks": [list(mark) for mark in sample.marks],
        "said_at": _time(sample.said_at),
        "sentiment": sample.sentiment,
        "intent": sample.intent,
    }


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _time(moment: datetime) -> str:
    return moment.isoformat()
