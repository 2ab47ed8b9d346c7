"""Letters as mentions: strangers wrote them, each stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from typing import Any

from sources.mail.mailbox import Letter
from sources.reading import dates
from sources.reading.text import clean, from_html, line
from storage.records import Author, Kind, Mention, Refused
from storage.records.languages import normalise

ID = re.compile(r"<([^<>\s]{3,400})>")
# Headers of what this program writes itself: what it tells must not come back as something that was said.
OWN = ("X-Listener-Incident", "X-Listener-State")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What letters became.

    Attributes:
        passed: How many were none that a person wrote: own notices, reports of undelivered mail.
    """

    mentions: tuple[Mention, ...]
    refused: tuple[Refused, ...]
    passed: int


def read(letters: Sequence[Letter], validity: int, kind: Kind | None, language: str | None, now: datetime) -> Read:
    """Letters as mentions, of two with one id the first; runs in a worker process."""
    mentions: dict[str, Mention] = {}
    refused: list[Refused] = []
    passed = 0
    for letter in letters:
        place = f"{validity}/{letter.number}"
        try:
            message = _parsed(letter.content)
            if _is_from_machines(message):
                passed += 1
                continue
            mention = _mention(message, letter, place, kind, language, now)
        except Exception as error:  # noqa: BLE001 - strangers write letters
            start = letter.content[:20_000].decode("utf-8", "replace")
            refused.append(Refused(native_id=place, reason=f"the letter cannot be read: {error!r}", body=start))
            continue
        mentions.setdefault(mention.native_id, mention)
    return Read(mentions=tuple(mentions.values()), refused=tuple(refused), passed=passed)


def _parsed(content: bytes) -> EmailMessage:
    return BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(content)


def _is_from_machines(message: EmailMessage) -> bool:
    return any(name in message for name in OWN) or message.get_content_type() == "multipart/report"


def _mention(
    message: EmailMessage, letter: Letter, place: str, kind: Kind | None, language: str | None, now: datetime
) -> Mention:
    own = ID.search(_header(message, "Message-ID"))
    references = ID.findall(_header(message, "References"))
    parent = ID.search(_header(message, "In-Reply-To"))
    name, address = parseaddr(_header(message, "From"))
    above = parent[1] if parent else references[-1] if references else None
    id = own[1] if own else place
    return Mention(
        kind=kind or "mail",
        native_id=id,
        author=Author(id=line(address, 300).lower() or None, name=line(name, 300) or line(address, 300) or None),
        title=line(_header(message, "Subject")),
        text=_text(message),
        language=normalise(_header(message, "Content-Language")) or normalise(language),
        **_said(message, letter, now),
        collected_at=now,
        parent_id=above,
        thread_id=references[0] if references else above or id,
        extra={"list": said} if (said := line(_header(message, "List-Id"), 300)) else {},
    )


def _said(message: EmailMessage, letter: Letter, now: datetime) -> dict[str, Any]:
    raw = line(_header(message, "Date"), 100)
    found = dates.usable(raw, now) if raw else None
    usable = found or (letter.arrived if letter.arrived and dates.plausible(letter.arrived, now) else None)
    return {"published_at": usable, "published_raw": None if usable else raw or None}


def _header(message: EmailMessage, name: str) -> str:
    """A header as text, decoded; damaged ones as far as they go."""
    try:
        value = message.get(name, "")
    except Exception:  # noqa: BLE001 - the library trips over some damaged headers
        value = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return str(value)


def _text(message: EmailMessage) -> str:
    """What a reader sees: the plain part, else the words of the HTML one."""
    parts = {kind: _joined(message, kind) for kind in ("text/plain", "text/html")}
    return clean(parts["text/plain"]) or from_html(parts["text/html"])


def _joined(message: EmailMessage, kind: str) -> str:
    bodies = [part for part in message.walk() if part.get_content_type() == kind and not part.is_attachment()]
    return "\n".join(_decoded(part) for part in bodies)


def _decoded(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    for charset in (part.get_content_charset(), "utf-8"):
        try:
            return data.decode(charset or "ascii")
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("cp1252", "replace")
