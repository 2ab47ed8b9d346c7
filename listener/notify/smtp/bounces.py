"""Bounces: what a delivery status report (RFC 3464) says about mail that was taken and not delivered after all."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32

from listener.wording.text import one_line

LARGEST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """One recipient that did not get one message.

    Attributes:
        message_id: Of the message that was sent, with its angle brackets; None if the report does not quote it.
        status: As 5.1.1 (RFC 3463); "" if not said.
        permanent: The server has given up; otherwise it still tries.
        text: What the recipient's server said.
    """

    recipient: str
    message_id: str | None
    status: str
    permanent: bool
    text: str


def bounces(report: bytes) -> tuple[Bounce, ...]:
    """The bounces in a received message; none if it is no report. Never raises."""
    message = email.message_from_bytes(report[:LARGEST], policy=compat32)
    if message.get_content_type() != "multipart/report":
        return ()
    about = _original_id(message)
    return tuple(_bounce(group, about) for group in _groups(message) if _is_bounce(group))


def _groups(message: Message) -> Iterator[Message]:
    """One group of fields a recipient; the parser makes each a message of its own."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from _inside(part)


def _inside(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _is_bounce(group: Message) -> bool:
    return _field(group, "Action").lower() in ("failed", "delayed") and bool(_address(group))


def _bounce(group: Message, about: str | None) -> Bounce:
    return Bounce(
        recipient=_address(group),
        message_id=about,
        status=_field(group, "Status"),
        permanent=_field(group, "Action").lower() == "failed",
        text=_typed(group, "Diagnostic-Code"),
    )


def _address(group: Message) -> str:
    return _typed(group, "Original-Recipient") or _typed(group, "Final-Recipient")


def _typed(group: Message, name: str) -> str:
    """The value of a field of the form `type; value`."""
    kind, semicolon, value = _field(group, name).partition(";")
    return (value if semicolon else kind).strip()


def _field(group: Message, name: str) -> str:
    return one_line(str(group.get(name, "")), 300)


def _original_id(message: Message) -> str | None:
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            return next((_field(quoted, "Message-ID") or None for quoted in _inside(part)), None)
        if part.get_content_type() == "text/rfc822-headers":
            quoted = email.message_from_string(str(part.get_payload()), policy=compat32)
            return _field(quoted, "Message-ID") or None
    return None
