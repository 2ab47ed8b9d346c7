# ruff: noqa: N802 (the server calls its handlers by these names)
"""A real SMTP server on loopback that takes, refuses or breaks off, as a test wants it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

from listener.notify.mail import Mail


@dataclass
class Post:
    """What a server was told, and how it shall answer.

    Attributes:
        rcpt: Answers to recipients, by address.
        data, sender: Answers to the message and to the sender.
        taken, recipients, encrypted, users: Of the messages that were taken, in order.
    """

    rcpt: dict[str, str] = field(default_factory=dict)
    data: str = "250 taken"
    sender: str = "250 fine"
    taken: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    users: list[str] = field(default_factory=list)

    @property
    def messages(self) -> list[EmailMessage]:
        return [parsed(each) for each in self.taken]

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        return self.sender

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        answer = self.rcpt.get(address, "250 fine")
        if answer == "hang":
            await asyncio.sleep(30)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data == "die":
            server.transport.abort()
        elif self.data.startswith("250"):
            self.taken.append(envelope.content)
            self.recipients.append(envelope.rcpt_tos)
            self.encrypted.append(session.ssl is not None)
            self.users.append(session.auth_data or "")
        return self.data


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    good = (data.login, data.password) == (b"robot", b"s3cret")
    return AuthResult(success=good, handled=good, auth_data=data.login.decode())


@asynccontextmanager
async def mail_server(post: Post, tls: ssl.SSLContext | None = None, **options: Any) -> AsyncIterator[int]:
    """Its port."""
    loop = asyncio.get_running_loop()
    sessions: list[SMTP] = []

    def session() -> SMTP:
        sessions.append(SMTP(post, tls_context=tls, authenticator=_authenticate, hostname="mail.test", **options))
        return sessions[-1]

    server = await loop.create_server(session, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for each in sessions:
            if each.transport:
                with suppress(AttributeError):  # asyncio's own, where TLS has ended meanwhile
                    each.transport.abort()
        await asyncio.sleep(0.02)


def mail(port: int, **changes: Any) -> Mail:
    options: dict[str, Any] = {
        "name": "desk",
        "server": f"smtp://127.0.0.1:{port}",
        "from": "Listener <listener@example.org>",
        "to": ["a@example.org"],
        "timeout": 5,
    }
    return Mail.model_validate({**options, **changes})
