"""What became of a message, in words; whether a person has read it nobody knows."""

from __future__ import annotations

from datetime import datetime

from storage.records import Outgoing


def outcome(message: Outgoing) -> tuple[str, datetime | None, str]:
    """The words, the moment that follows them, and what the other side said."""
    if message.sent_at and message.error and not message.permanent:
        return message.error, None, ""  # it was not needed any more, and says why
    if message.sent_at:
        return "accepted", message.sent_at, message.error or ""
    if message.permanent:
        return "not delivered", None, message.error or ""
    return "on its way, due", message.due_at, message.error or ""
