"""A folder of a mailbox by IMAP: what is new in it, and nothing there is changed, not even that it was read."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from imaplib import IMAP4
from typing import TYPE_CHECKING, Any, Literal

from sources.base import Cord
from sources.reading.text import line
from sources.wire.guard import PrivateAddressError
from storage.errors import Broken, RateLimited, SourceError, Unauthorised

if TYPE_CHECKING:
    from imapclient import IMAPClient

CONNECT, READ = 10.0, 15.0
MOST = 50
"""Letters that one poll reads."""
LARGEST = 500_000
"""Bytes of a letter that are read; what is behind is attached to it."""
BUSY = ("UNAVAILABLE", "INUSE", "LIMIT", "TOO MANY", "THROTTLED", "OVERQUOTA")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Where letters are; the password shows nowhere."""

    host: str
    port: int
    user: str
    folder: str
    security: Literal["tls", "starttls", "none"]

    def __str__(self) -> str:
        return f"{self.folder} of {self.user} at {self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How far a folder was read: letters have numbers that grow, as long as the folder's validity is the same."""

    validity: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it was sent, as far as it is read, and when it arrived, in UTC."""

    number: int
    content: bytes
    arrived: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is new in a folder.

    Attributes:
        more: There is more that could be read at once.
    """

    letters: tuple[Letter, ...]
    known: Known
    more: bool


def fetch(cord: Cord, mailbox: Mailbox, password: str, known: Known, since: date) -> Delivery:
    """What came to a folder behind `known`; in one that is not known, or was made anew, since a day.

    Blocks, for at most a few seconds at each step. Raises SourceError.
    """
    try:
        with _signed_in(cord, mailbox, password) as client:
            return _read(client, mailbox, known, since)
    except (SourceError, PrivateAddressError):
        raise
    except Exception as error:
        raise _explained(error, mailbox) from error


@contextmanager
def _signed_in(cord: Cord, mailbox: Mailbox, password: str) -> Iterator[IMAPClient]:
    from imapclient import IMAPClient, SocketTimeout

    is_tls = mailbox.security == "tls"
    trusted = None if mailbox.security == "none" else ssl.create_default_context()
    client = IMAPClient(
        mailbox.host, mailbox.port, ssl=is_tls, ssl_context=trusted if is_tls else None,
        timeout=SocketTimeout(connect=CONNECT, read=READ),
    )  # fmt: skip
    cord.hold(client.shutdown)
    try:
        if mailbox.security == "starttls":
            client.starttls(trusted)
        client.normalise_times = False
        client.login(mailbox.user, password)
        yield client
    except BaseException:
        with suppress(OSError):  # where the connection is closed already
            client.shutdown()
        raise
    with suppress(OSError, client.Error):
        client.logout()


def _read(client: IMAPClient, mailbox: Mailbox, known: Known, since: date) -> Delivery:
    folder = client.select_folder(mailbox.folder, readonly=True)
    validity, next = _number(folder, b"UIDVALIDITY"), _number(folder, b"UIDNEXT")
    last = known.last if known.validity == validity else 0
    # "5:*" also names the last letter where that has a smaller number.
    found = client.search(["UID", f"{last + 1}:*"] if last else ["SINCE", since])
    numbers = sorted(number for number in found if number > last)
    letters = tuple(_letter(client, number) for number in numbers[:MOST])
    more = len(numbers) > MOST
    done = numbers[MOST - 1] if more else max([last, *numbers, 0 if last else next - 1])
    return Delivery(letters=letters, known=Known(validity=validity, last=done), more=more)


def _letter(client: IMAPClient, number: int) -> Letter:
    said: Any = client.fetch([number], ["INTERNALDATE", f"BODY.PEEK[]<0.{LARGEST}>"]).get(number, {})
    content = next((value for name, value in said.items() if name.startswith(b"BODY[]")), b"")
    arrived = said.get(b"INTERNALDATE")
    is_known = isinstance(arrived, datetime) and arrived.tzinfo
    # The zones of this library cannot be handed to a worker process.
    return Letter(number, content or b"", arrived.astimezone(UTC) if is_known else None)


def _number(folder: Any, name: bytes) -> int:
    value = folder.get(name, 0)
    return value if isinstance(value, int) else 0


def _explained(error: Exception, mailbox: Mailbox) -> SourceError:
    """What went wrong, in words that say what to do."""
    from imapclient.exceptions import LoginError

    said = line(
        error.args[0].decode("utf-8", "replace") if error.args and isinstance(error.args[0], bytes) else str(error), 200
    )
    if any(word in said.upper() for word in BUSY):
        return RateLimited(f"{mailbox} wants to be left alone for a while: {said}")
    match error:
        case LoginError() if isinstance(error.__context__, IMAP4.abort):
            return Broken(f"{mailbox} broke off while signing in ({said})")
        case LoginError():
            return Unauthorised(f"{mailbox} does not accept user and password ({said}); many want an app password")
        case ssl.SSLCertVerificationError():
            return Broken(f"{mailbox} has a certificate that cannot be trusted ({error.verify_message})")
        case ssl.SSLError():
            return Broken(f"{mailbox} failed to set up TLS ({said}); `security` may have to be another")
        case TimeoutError():
            return Broken(f"{mailbox} did not answer in time; check host and port, or whether a firewall is in between")
        case ConnectionRefusedError():
            return Broken(f"{mailbox} refused the connection; check host and port")
        case OSError():
            return Broken(f"{mailbox} could not be reached, or broke off ({said})")
    return Broken(f"{mailbox} cannot be read: {said}")
