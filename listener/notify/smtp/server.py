"""A mail server as the configuration names it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

StartTls = Literal["required", "if offered", "never"]
EXAMPLE = 'write it as "smtp://user@mail.example.org:587" or "smtps://user@mail.example.org"'


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed over.

    Attributes:
        encryption: "implicit" is TLS from the first byte; the others are about STARTTLS.
        ca_file: Certificates to trust instead of the system's.
        timeout: Seconds to wait for each answer.
    """

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    encryption: Literal["implicit"] | StartTls = "required"
    ca_file: Path | None = None
    timeout: float = 30.0

    @property
    def local(self) -> bool:
        """Whether it is this machine."""
        with suppress(ValueError):
            return ip_address(self.host).is_loopback
        return self.host == "localhost"

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def mail_server(url: str, starttls: StartTls | None = None) -> MailServer:
    """The server of `smtp://[user@]host[:port]` or `smtps://…`. Raises ValueError with what to write instead.

    Left out, the port is 465 for smtps, else 587, and 25 on this machine; STARTTLS is required, and on this machine
    not used.
    """
    parts, port = _split(url)
    local = MailServer(host=parts.hostname or "", port=0).local
    return MailServer(
        host=parts.hostname or "",
        port=port or (465 if parts.scheme == "smtps" else 25 if local else 587),
        user=unquote(parts.username) if parts.username else None,
        encryption="implicit" if parts.scheme == "smtps" else starttls or ("never" if local else "required"),
    )


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(f"is no mail server; {EXAMPLE}") from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
        raise ValueError(f"is no mail server; {EXAMPLE}")
    if parts.password:
        raise ValueError('has a password in it; write that apart, as password = "env:NAME"')
    return parts, port
