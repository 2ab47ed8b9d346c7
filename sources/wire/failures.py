"""What went wrong on the network, in words that say what to do."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from datetime import datetime

import httpcore
import httpx

from sources.wire import signals
from storage.errors import Broken, Gone, RateLimited, SourceError, Unauthorised


def refused(status: int, headers: Mapping[str, str], where: str, now: datetime, *, known: bool) -> SourceError:
    """The error for an answer that is neither 2xx nor 304.

    Args:
        known: Whether credentials were sent; without any, none can be wrong.
    """
    until = signals.refusal(headers, now)
    if status in {429, 503} or (status == 403 and signals.is_exhausted(headers)):
        wait = f"until {until:%Y-%m-%d %H:%M:%S} UTC" if until else "for a while"
        return RateLimited(f"{where} answered {status}: it wants to be left alone {wait}", not_before=until)
    if status in {401, 403} and known:
        return Unauthorised(f"{where} answered {status}: it wants other credentials; check the key, token or password")
    if status == 401:
        return Unauthorised(f"{where} answered 401: it wants a key, token or password, and none is configured")
    if status == 403:
        return Unauthorised(f"{where} answered 403: {_closed(headers)}", not_before=until)
    if status == 404:
        return Broken(f"{where} answered 404: not found; check the address in a browser")
    if status == 410:
        return Gone(f"{where} answered 410: gone for good; remove this source or give its new address")
    side = "the server is in trouble, it will be tried again" if status >= 500 else "it does not accept this request"
    return Broken(f"{where} answered {status}: {side}", not_before=until)


def _closed(headers: Mapping[str, str]) -> str:
    if "challenge" in headers.get("cf-mitigated", ""):
        return "it only lets browsers in; look for another address of the same feed, or ask its operator to let us read"
    return "it does not let us read; open the address in a browser: it may be closed to programs, or to this network"


def explain(error: Exception, where: str) -> Broken:
    """The error for a request that brought no answer at all."""
    match error:
        case httpcore.ConnectTimeout() | httpcore.PoolTimeout():
            said = "could not be reached in time; check the address, or whether a firewall is in between"
        case httpcore.ReadTimeout() | httpcore.WriteTimeout():
            said = "stopped answering in the middle; it will be tried again"
        case httpcore.ConnectError():
            said = _unconnected(error)
        case httpcore.RemoteProtocolError():
            said = f"broke off its answer or does not speak HTTP ({error})"
        case httpx.InvalidURL() | httpcore.LocalProtocolError() | ValueError():
            said = f"cannot be asked: {error}; check the address"
        case _:
            said = f"lost the connection ({error or type(error).__name__}); it will be tried again"
    return Broken(f"{where} {said}")


def _unconnected(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"has a certificate that cannot be trusted ({cause.verify_message}); the connection was not used"
        if isinstance(cause, ssl.SSLError):
            return f"failed to set up TLS ({cause.reason}); if it only speaks plain HTTP, write http:// instead"
        if isinstance(cause, ConnectionRefusedError):
            return "refused the connection; check the port, and whether the server is running"
        cause = cause.__cause__ or cause.__context__
    return f"could not be reached ({error}); check the network and the address"
