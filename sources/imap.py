"""A mailbox, by IMAP."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Literal

from pydantic import Field, SecretStr

from sources.base import About, Net, Options, source
from sources.feeds.identity import digest
from storage.records import Ask, Batch, Cursor, Rights

FIRST = timedelta(days=7)


@source("imap")
class Imap(Options):
    """Letters that come to a mailbox: a complaints address, a newsletter, a mailing list. Nothing in the mailbox is
    changed, not even that a letter was read; notices of Listener itself are left out."""

    about: ClassVar[About] = About(
        title="Mailbox (IMAP)",
        how="User and password of the mailbox; where signing in has a second step, an app password.",
        quota="what its operator allows",
        documentation="https://www.rfc-editor.org/rfc/rfc9051",
        proof="a real server",
        blind="attachments, and what filters move to other folders; mailboxes that only open by OAuth",
        rights=Rights(exportable=True, outside_models=False),
    )

    host: str = Field(min_length=1, description="The mail server", examples=["imap.example.org"])
    port: int = Field(993, gt=0, lt=65_536, description="Its port")
    user: str = Field(min_length=1, description="Whose mailbox", examples=["complaints@example.org"])
    password: SecretStr = Field(description="The password", examples=["env:IMAP_PASSWORD"])
    folder: str = Field("INBOX", min_length=1, description="Which folder is read")
    security: Literal["tls", "starttls", "none"] = Field(
        "tls", description="How the connection is encrypted; none: anybody on the way can read the password"
    )

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:  # noqa: ARG002 (it brings everything)
        from sources.mail import letters, mailbox

        own = digest(self.host, self.user, self.folder)
        mine = cursor if cursor.get("mailbox") == own else {}
        known = mailbox.Known(validity=mine.get("validity", 0), last=mine.get("last", 0))
        place = mailbox.Mailbox(
            host=self.host, port=self.port, user=self.user, folder=self.folder, security=self.security
        )
        since = (net.now - FIRST).date()
        came = await net.beside(mailbox.fetch, place, self.password.get_secret_value(), known, since)
        found = await net.run(letters.read, came.letters, came.known.validity, self.kind, self.language, net.now)
        notes = [f"{found.passed} letters of machines (own notices, reports) were left out"] if found.passed else []
        if self.security == "none":
            notes.append("the connection is not encrypted: anybody on the way can read the password")
        return Batch(
            mentions=found.mentions,
            refused=found.refused,
            cursor={"mailbox": own, "validity": came.known.validity, "last": came.known.last},
            more=came.more,
            notes=tuple(notes),
        )
