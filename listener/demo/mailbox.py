"""The mail server of the demo's world: accepts everything, keeps it in a folder, and counts acceptances."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as its reader sees it.

    Attributes:
        thread: What it refers to: the same for all mails of a thread.
    """

    id: int
    message_id: str
    subject: str
    sender: str
    to: str
    sent_at: datetime
    text: str
    html: str
    thread: str


class Mailbox:
    """A folder of accepted mails, numbered in order of acceptance; also the handler of an aiosmtpd server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the mail, then accept it: what is accepted is on disk."""
        number = len(list(self._folder.iterdir())) + 1
        path = self._folder / f"{number:05d}.eml"
        content = envelope.original_content or b""
        path.with_suffix(".part").write_bytes(content)
        path.with_suffix(".part").rename(path)
        return "250 kept"

    def mails(self) -> list[Mail]:
        """Every accepted mail, in order of acceptance."""
        return [_read(int(path.stem), path.read_bytes()) for path in sorted(self._folder.glob("*.eml"))]


def _read(number: int, content: bytes) -> Mail:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    html, text = message.get_body(("html",)), message.get_body(("plain",))
    return Mail(
        id=number,
        message_id=str(message["Message-ID"]),
        subject=str(message["Subject"]),
        sender=str(message["From"]),
        to=str(message["To"]),
        sent_at=parsedate_to_datetime(str(message["Date"])),
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
        thread=str(message["In-Reply-To"]),
    )
