"""A mailbox, by IMAP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, SecretStr

from sources.base import About, Net, Options, source
from sources.feeds.identity import digest
from storage.figures import counted
from storage.records import Ask, Batch, Cursor, Rights

if TYPE_CHECKING:
    from sources.mail.mailbox import Mailbox

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

    host: str = Field(min_length=1, title="Mail server", description="The mail server", examples=["imap.example.org"])
    port: int = Field(993, gt=0, lt=65_536, description="Its port")
    user: str = Field(min_length=1, description="Whose mailbox", examples=["complaints@example.org"])
    password: SecretStr = Field(description="The password", examples=["env:IMAP_PASSWORD"])
    folder: str = Field("INBOX", min_length=1, description="Which folder is read")
    security: Literal["tls", "starttls", "none"] = Field(
        "tls",
        title="Encryption",
        description="How the connection is encrypted; none: anybody on the way can read the password",
    )

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:  # noqa: ARG002 (it brings everything)
        return await self._collect(net, cursor, net.now - FIRST)

    async def backfill(self, net: Net, since: datetime, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:  # noqa: ARG002
        while True:
            found = await self._collect(net, cursor, since)
            yield found
            if not found.more:
                return
            cursor = found.cursor

    async def _collect(self, net: Net, cursor: Cursor, since: datetime) -> Batch:
        from sources.mail import letters, mailbox

        own = digest(self.host, self.user, self.folder)
        mine = cursor if cursor.get("mailbox") == own else {}
        known = mailbox.Known(validity=mine.get("validity", 0), last=mine.get("last", 0))
        came = await net.in_thread(mailbox.fetch, self._place, self.password.get_secret_value(), known, since.date())
        found = await net.run(letters.read, came.letters, came.known.validity, self.kind, self.language, net.now)
        return Batch(
            mentions=found.mentions,
            refused=found.refused,
            cursor={"mailbox": own, "validity": came.known.validity, "last": came.known.last},
            more=came.more,
            notes=tuple(self._notes(found.passed)),
        )

    @property
    def _place(self) -> Mailbox:
        from sources.mail.mailbox import Mailbox

        return Mailbox(host=self.host, port=self.port, user=self.user, folder=self.folder, security=self.security)

    def _notes(self, passed: int) -> Iterator[str]:
        if passed:
            yield f"left out: {counted(passed, 'letter')} of machines (own notices, reports)"
        if self.security == "none":
            yield "the connection is not encrypted: anybody on the way can read the password"
