"""What a mail server's refusals and silences mean: for good or not, what was done, and what to do."""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from typing import TypeVar

import aiosmtplib

from listener.notify.smtp.server import MailServer
from listener.wording.text import one_line
from storage.errors import DeliveryError

E = TypeVar("E", bound=BaseException)
Reply = tuple[int, str]
KEPT = "the mail is kept and tried again"


def refusals(refused: Mapping[str, Reply], server: MailServer, recipients: Sequence[str]) -> DeliveryError:
    """Some or all recipients were refused. For good only if all of those were refused with 5xx."""
    accepted = tuple(each for each in recipients if each not in refused)
    permanent = all(code >= 500 for code, _ in refused.values())
    told = "; ".join(f"{who}: {_reply(*reply)}" for who, reply in refused.items())
    text = f"{server} refused " + ("some recipients" if accepted else "every recipient") + f" ({told})"
    advice = "correct the addresses in `to`" if permanent else "those are tried again"
    return DeliveryError(f"{text}; {advice}", permanent=permanent, accepted=accepted)


def meaning(error: Exception, server: MailServer, recipients: Sequence[str]) -> DeliveryError:
    """The failure of a whole session.

    What a person can mend in the configuration is not permanent, whatever its code, so that nothing is lost until then.
    """
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return refusals({each.recipient: (each.code, each.message) for each in error.recipients}, server, recipients)
    if isinstance(error, aiosmtplib.SMTPDataError):
        text = f"{server} refused the message ({_reply(error.code, error.message)})"
        return DeliveryError(text, permanent=error.code >= 500)
    return DeliveryError(f"{_sentence(error, server)}; {KEPT}", permanent=False)


def _sentence(error: Exception, server: MailServer) -> str:
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        reply = _reply(error.code, error.message)
        return f"{server} refused user and password ({reply}); correct `server` and `password` of this target"
    if isinstance(error, aiosmtplib.SMTPSenderRefused):
        reply = _reply(error.code, error.message)
        return f"{server} takes no mail from {error.sender} ({reply}); correct `from` of this target"
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{server} will not talk to us now ({_reply(error.code, error.message)})"
    if certificate := _cause(error, ssl.SSLCertVerificationError):
        reason = one_line(certificate.verify_message, 120)
        return f"{server} has no certificate to be trusted ({reason}); name its issuer in `ca_file`"
    if _cause(error, ssl.SSLError):
        return f"{server} speaks no TLS known here ({one_line(str(error), 120)}); check smtp:// or smtps://"
    return _silence(error, server)


def _silence(error: Exception, server: MailServer) -> str:
    if isinstance(error, aiosmtplib.SMTPConnectTimeoutError):
        return f"{server} does not answer; check `server`, and whether it runs"
    if isinstance(error, TimeoutError):
        return f"{server} took too long to answer"
    if isinstance(error, aiosmtplib.SMTPConnectError):
        return f"{server} cannot be reached ({one_line(_root(error), 120)}); check `server`, and whether it runs"
    if isinstance(error, ConnectionError):
        return f"{server} hung up in the middle"
    return f"{server} cannot take the mail: {one_line(str(error), 200)}"


def _reply(code: int, text: str) -> str:
    return f"{code} {one_line(text, 200)}".strip()


def _cause(error: BaseException | None, kind: type[E]) -> E | None:
    while error is not None and not isinstance(error, kind):
        error = error.__cause__
    return error


def _root(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error)
