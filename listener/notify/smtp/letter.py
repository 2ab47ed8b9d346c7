"""A notice as a mail message: headers that thread, cannot be injected and stop auto-replies; text first, then HTML."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from listener.notify.base import digest, message_id
from listener.notify.render.texts import Rendered
from listener.wording.severities import state
from listener.wording.text import one_line
from storage.records import Delivery, Notice

File = tuple[str, bytes]
"""A name and what is in it."""
_MEDIA = {
    "html": ("text", "html"),
    "pdf": ("application", "pdf"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class _Policy(EmailPolicy):
    """Writes letters beyond ASCII itself, since the library's own folding loses spaces between them; and subjects, as
    it would begin long ones on the next line."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if str(value).isascii() and name != "Subject":
            return super().fold_binary(name, value)
        if name in ("From", "To"):
            body = f",{self.linesep} ".join(self._mailbox(each) for each in value.addresses)
        else:
            body = self._encoded(str(value), name)
        return f"{name}: {body}{self.linesep}".encode("ascii")

    def _mailbox(self, address: Address) -> str:
        if address.display_name.isascii():
            return str(address)
        return f"{self._encoded(address.display_name, '')} <{address.addr_spec}>"

    def _encoded(self, text: str, name: str) -> str:
        charset = "us-ascii" if text.isascii() else "utf-8"
        return Header(text, charset, header_name=name).encode(splitchars=" ", linesep=self.linesep)


POLICY = _Policy(linesep="\r\n", cte_type="7bit")


def letter(
    rendered: Rendered,
    delivery: Delivery,
    sender: Address,
    to: Sequence[Address],
    domain: str,
    files: Sequence[File] = (),
) -> EmailMessage:
    """The message; the same to the byte whenever it is made from the same delivery.

    All mails of an incident answer one root that was never sent itself: so they thread in every mail program, whichever
    of them a reader got first. Recipients that are left over after others took the message get it under an identifier
    of their own, so that no identifier is ever accepted twice.
    """
    notice, message = delivery.notice, EmailMessage(policy=POLICY)
    message["From"], message["To"] = sender, list(to)
    message["Subject"] = rendered.subject
    message["Date"] = notice.created_at.replace(microsecond=0)
    message["Message-ID"] = message_id("\x1f".join((delivery.key, *sorted(delivery.accepted))), domain)
    root = thread_root(notice.thread, delivery.target, domain)
    message["In-Reply-To"] = root
    message["References"] = root
    for name, value in _headers(notice):
        message[name] = value
    _fill(message, rendered, digest(delivery.key))
    _enclose(message, files, digest(delivery.key))
    return message


def note(sender: Address, to: Address, subject: str, text: str, now: datetime) -> bytes:
    """A few words of the program itself to one person, without anything that others wrote."""
    message = EmailMessage(policy=POLICY)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = now.replace(microsecond=0)
    message["Message-ID"] = message_id(secrets.token_hex(16), sender.domain)
    message["Auto-Submitted"], message["X-Auto-Response-Suppress"] = "auto-generated", "DR, RN, NRN, OOF, AutoReply"
    message.set_content(text, cte=_encoding(text))
    return message.as_bytes()


def thread_root(thread: str, target: str, domain: str) -> str:
    """The identifier that all mails of an incident to one target refer to."""
    return message_id(f"{thread}\x1f{target}", domain)


def _headers(notice: Notice) -> list[tuple[str, str]]:
    """No auto-replies please, but bounces are welcome; and handles for the mail filters of readers."""
    headers = [
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply"),
        ("X-Listener-Incident", one_line(notice.thread, 120).encode("ascii", "replace").decode()),
        ("X-Listener-State", state(notice).replace(" · ", ", ")),
    ]
    urgent = notice.kind == "page" or (notice.severity == 1 and notice.kind in ("opened", "updated", "handover"))
    return [*headers, ("Importance", "high")] if urgent else headers


def _fill(message: EmailMessage, rendered: Rendered, boundary: str) -> None:
    message.set_content(rendered.text, cte=_encoding(rendered.text))
    message.add_alternative(rendered.html, subtype="html", cte=_encoding(rendered.html))
    # Neither encoding can produce "=_" in a body, so no quoted post can pretend to be a border.
    message.set_boundary(f"=_{boundary}")


def _enclose(message: EmailMessage, files: Sequence[File], boundary: str) -> None:
    for name, content in files:
        main, sub = media(name)
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    if files:
        message.set_boundary(f"=_{boundary}_files")


def media(name: str) -> tuple[str, str]:
    """Main and sub type of a file by its name."""
    return _MEDIA.get(name.rpartition(".")[2], ("application", "octet-stream"))


def _encoding(text: str) -> str:
    foreign = sum(not character.isascii() for character in text)
    return "base64" if foreign * 6 > len(text) else "quoted-printable"
