"""Mail by SMTP: one message to all recipients of a target, plain text and HTML, threaded by incident."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator

from listener.notify.base import Outlet, Target, target
from listener.notify.outbox.throttle import AtMost
from listener.notify.smtp.mailbox import Mailbox, parse
from listener.notify.smtp.server import MailServer, StartTls, mail_server
from rules.wording.several import several
from storage.errors import DeliveryError
from storage.records import Delivery

if TYPE_CHECKING:
    from email.headerregistry import Address


@target("mail")
class Mail(Target):
    """Sends mail through a mail server.

    All recipients are told in one transaction; a notice for one person goes to that person alone. Where the server
    takes the message for some of them only, those are never sent to again, the others are, and whoever is refused for
    good is named in the delivery's error.
    """

    at_most: AtMost = Field(
        ("10/10m",), description='Most mails to one recipient, as "10/10m"; what is more waits and is told together'
    )
    server: str = Field(description='Mail server: "smtp://user@mail.example.org:587" or "smtps://…"')
    password: SecretStr | None = Field(None, description='Password of that user, as "env:NAME" or "file:PATH"')
    starttls: StartTls | None = Field(
        None, description="required, if offered, or never; left out: required, and never on this machine"
    )
    ca_file: Path | None = Field(None, description="Certificates (PEM) to trust instead of the system's")
    sender: Mailbox = Field(alias="from", description='Sender: "Listener <listener@example.org>"')
    to: Annotated[tuple[Mailbox, ...], BeforeValidator(several)] = Field(
        min_length=1, max_length=100, description="Recipients, each sees the others"
    )
    bounces: Path | None = Field(None, description="Folder where bounced mail arrives, as the new/ of a Maildir")
    one_subject: bool = Field(
        default=False,
        description="One subject for all that an incident tells, as Gmail asks for one conversation; not for pages",
    )
    timeout: timedelta = Field(
        timedelta(seconds=30), gt=timedelta(0), le=timedelta(minutes=1), description="Longest wait for each answer"
    )

    @field_validator("server")
    @classmethod
    def _server(cls, url: str) -> str:
        mail_server(url)
        return url

    @model_validator(mode="after")
    def _credentials(self) -> Mail:
        server = self._mail_server(Path())
        if bool(server.user) != bool(self.password):
            missing = "password" if server.user else "user"
            raise ValueError(f'no {missing} to log in with; write server = "smtp://user@…" and password = "env:NAME"')
        if server.user and server.encryption == "never" and not server.local:
            raise ValueError('the password would be sent unencrypted; leave starttls out, or set it to "required"')
        return self

    @property
    def domain(self) -> str:
        """The domain of its Message-IDs."""
        return parse(self.sender).domain

    async def send(self, outlet: Outlet, delivery: Delivery) -> None:
        """Raises DeliveryError; `accepted` in it names those who took the message all the same."""
        import asyncio

        from listener.notify.smtp.transmission import Envelope, transmit

        to = self._recipients(delivery)
        left = [each for each in dict.fromkeys(one.addr_spec for one in to) if each not in delivery.accepted]
        if not left:
            return
        message = await asyncio.to_thread(self._message, outlet, delivery, to)
        envelope = Envelope(sender=parse(self.sender).addr_spec, recipients=left, message=message)
        await transmit(self._mail_server(outlet.folder), envelope)

    async def post(self, outlet: Outlet, to: str, subject: str, text: str) -> None:
        """A few words to one person, at once. Raises DeliveryError."""
        from listener.notify.smtp.letter import note
        from listener.notify.smtp.transmission import Envelope, transmit

        try:
            address = parse(to)
        except ValueError as error:
            raise DeliveryError(f"the address {to!r} {error}", permanent=True) from error
        message = note(parse(self.sender), address, subject, text, outlet.clock.now())
        envelope = Envelope(sender=parse(self.sender).addr_spec, recipients=[address.addr_spec], message=message)
        await transmit(self._mail_server(outlet.folder), envelope)

    async def reach(self, outlet: Outlet) -> str:
        """Connects and signs in as for a mail, and sends none."""
        from listener.notify.smtp.transmission import sign_in

        server = self._mail_server(outlet.folder)
        await sign_in(server, self.domain)
        return f"{server} answers" + (f" and lets {server.user} in" if server.user else "") + "; nothing was sent"

    def _recipients(self, delivery: Delivery) -> list[Address]:
        """Where one person is meant, that one instead of the target's own."""
        try:
            return [parse(each) for each in delivery.to or self.to]
        except ValueError as error:
            text = f"the address {delivery.to[0]!r} {error}; correct `mail` of this person, later notices use it"
            raise DeliveryError(text, permanent=True) from error

    def _message(self, outlet: Outlet, delivery: Delivery, to: list[Address]) -> bytes:
        from listener.notify.render.subject import steady
        from listener.notify.render.texts import render
        from listener.notify.smtp.enclosing import enclosed
        from listener.notify.smtp.letter import letter

        rendered = render(outlet, delivery)
        if self.one_subject:
            rendered = replace(rendered, subject=steady(delivery.notice))
        files = enclosed(delivery.notice)
        return letter(rendered, delivery, parse(self.sender), to, self.domain, files).as_bytes()

    def _mail_server(self, folder: Path) -> MailServer:
        return replace(
            mail_server(self.server, self.starttls),
            password=self.password.get_secret_value() if self.password else None,
            ca_file=folder / self.ca_file if self.ca_file else None,
            timeout=self.timeout.total_seconds(),
        )
