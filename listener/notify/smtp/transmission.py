"""Handing one message to a mail server, in one transaction."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listener.notify.base import LIMIT
from listener.notify.smtp.server import MailServer
from storage.errors import DeliveryError

if TYPE_CHECKING:
    from aiosmtplib import SMTP

SPARE = 5.0
GOODBYE = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A message and whom it is for: bare addresses."""

    sender: str
    recipients: Sequence[str]
    message: bytes


async def transmit(server: MailServer, envelope: Envelope) -> None:
    """Hand the message over. Raises DeliveryError, which names those who took it all the same."""
    from listener.notify.smtp.refusals import refusals

    async with _session(server, envelope.sender.rpartition("@")[2], envelope.recipients) as client:
        refused, _ = await client.sendmail(envelope.sender, envelope.recipients, envelope.message)
    if refused:
        raise refusals(refused, server, envelope.recipients)


async def sign_in(server: MailServer, domain: str) -> None:
    """All that comes before a message, and nothing of one. Raises DeliveryError."""
    async with _session(server, domain, ()):
        pass


@asynccontextmanager
async def _session(server: MailServer, domain: str, recipients: Sequence[str]) -> AsyncIterator[SMTP]:
    """A client that is connected, encrypted and signed in, as the server asks for."""
    import aiosmtplib

    from listener.notify.smtp.refusals import meaning

    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        timeout=server.timeout,
        use_tls=server.encryption == "implicit",
        start_tls=False,
        local_hostname=domain,
    )
    try:
        async with asyncio.timeout(LIMIT.total_seconds() - SPARE):
            await _enter(client, server)
            yield client
        await _goodbye(client)
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise meaning(error, server, recipients) from error
    finally:
        client.close()


async def _enter(client: SMTP, server: MailServer) -> None:
    context = None if server.encryption == "never" else await asyncio.to_thread(_context, server)
    await client.connect(tls_context=context)
    await _encrypt(client, server)
    if server.user:
        await _log_in(client, server, server.user)


def _context(server: MailServer) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except OSError as error:
        text = f"the certificates of `ca_file` {server.ca_file} cannot be read: {error}; nothing is sent until then"
        raise DeliveryError(text, permanent=False) from error


async def _encrypt(client: SMTP, server: MailServer) -> None:
    if server.encryption in ("implicit", "never"):
        return
    await client.ehlo()
    if client.supports_extension("starttls"):
        await client.starttls()
    elif server.encryption == "required":
        text = f'{server} offers no STARTTLS, so nothing was sent to it; use smtps://, or set starttls = "if offered"'
        raise DeliveryError(text, permanent=False)


async def _log_in(client: SMTP, server: MailServer, user: str) -> None:
    if client.get_transport_info("sslcontext") is None and not server.local:
        text = f"{server} offers no encryption, so the password was not sent to it; use smtps:// or leave the user out"
        raise DeliveryError(text, permanent=False)
    await client.login(user, server.password or "")


async def _goodbye(client: SMTP) -> None:
    """The message is taken; nothing that happens now, not even being cancelled, may make it look untaken."""
    with suppress(Exception, asyncio.CancelledError):
        await client.quit(timeout=GOODBYE)
