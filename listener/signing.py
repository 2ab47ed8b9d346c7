"""Signatures: of the permissions that links, forms and browsers carry, and of what is posted by and to webhooks."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from storage.errors import ListenerError
from storage.records import Incident
from storage.store import Upkeep

Purpose = Literal["link", "form"]
NOTE = "actions.secret"
LONGEST = 4_000
"""Characters of a token; browsers keep no more of a cookie."""


class Forged(ListenerError):
    """No permission of ours: cut off, changed, or signed with another key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Permission to do one thing to one incident, once.

    Attributes:
        opened: When the incident was opened, in Unix seconds: another database counts its incidents from 1 too.
        action: What may be done; for the forms of a page "any".
        who: In whose name; None where whoever acts says it.
        nonce: Makes it unique; what is used up.
        until: From then on it is worth nothing.
    """

    purpose: Purpose
    incident: int
    opened: int
    action: str
    who: str | None
    nonce: str
    until: datetime

    def concerns(self, incident: Incident) -> bool:
        """Whether this is the incident it was made for."""
        return (self.incident, self.opened) == (incident.id, int(incident.opened_at.timestamp()))


def grant(purpose: Purpose, incident: Incident, action: str, who: str | None, until: datetime) -> Grant:
    """A new permission for a stored incident."""
    assert incident.id is not None
    return permission(purpose, (incident.id, int(incident.opened_at.timestamp())), action, who, until)


def permission(purpose: Purpose, about: tuple[int, int], action: str, who: str | None, until: datetime) -> Grant:
    """The same for one of which number and beginning, in Unix seconds, are known."""
    id, begun = about
    return Grant(
        purpose=purpose,
        incident=id,
        opened=begun,
        action=action,
        who=who,
        nonce=secrets.token_urlsafe(9),
        until=until,
    )


def sealed(grant: Grant, secret: str) -> str:
    """The permission as a token for addresses and forms."""
    until = int(grant.until.timestamp())
    return seal((grant.purpose, grant.incident, grant.opened, grant.action, grant.who, grant.nonce, until), secret)


def opened(token: str, purpose: Purpose, secret: str) -> Grant:
    """The permission in a token, which may have expired. Raises Forged for whatever we have not signed ourselves."""
    incident, begun, action, who, nonce, until = unseal(token, purpose, secret)
    return Grant(
        purpose=purpose,
        incident=incident,
        opened=begun,
        action=action,
        who=who,
        nonce=nonce,
        until=datetime.fromtimestamp(until, UTC),
    )


def seal(content: Sequence[str | int | None], secret: str) -> str:
    """A token of ours: its content, of which the first says what for, and HMAC-SHA256 of it, both in base64url."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return f"{_text(body)}.{_text(_signature(body, secret))}"


def unseal(token: str, purpose: str, secret: str) -> list[Any]:
    """The rest of a token's content. Raises Forged for whatever we have not signed ourselves, and for that purpose."""
    try:
        body, signature = (_bytes(part) for part in token[: LONGEST + 1].split("."))
    except (ValueError, binascii.Error):
        raise Forged("this is not a token of ours") from None
    # The whole comparison, in constant time, before anything in the token is looked at.
    if len(token) > LONGEST or not hmac.compare_digest(signature, _signature(body, secret)):
        raise Forged("the signature does not fit")
    said, *rest = list[Any](json.loads(body))
    if said != purpose:
        raise Forged(f"this is a token of a {said}, not of a {purpose}")
    return rest


def keep_secret(store: Upkeep) -> None:
    """Make the key of this store, once; for installations that configure none. It is never shown and never logged."""
    if store.note(NOTE) is None:
        store.note(NOTE, secrets.token_urlsafe(32))


def message_signature(secret: str, timestamp: str, body: bytes) -> str:
    """Of a webhook's body: HMAC-SHA256 over timestamp, a full stop and the body, in hexadecimal."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _signature(body: bytes, secret: str) -> bytes:
    # A key of its own: incoming webhooks are signed with the secret itself, and must never pass for a token.
    key = hmac.digest(secret.encode(), b"listener: links and forms", "sha256")
    return hmac.new(key, body, hashlib.sha256).digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    # Only one spelling of each token: with another one, a used link would look like a new one.
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _text(data) != text:
        raise ValueError("not in the shortest form")
    return data
