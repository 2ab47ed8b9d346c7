"""What other programs send here, signed."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, get_args

from pydantic import Field, SecretStr

from sources.anywhere.fields import Anywhere, Name, identified
from sources.anywhere.paths import Path, instead, search
from sources.apis.document import parsed
from sources.apis.item import described
from sources.apis.page import read_items
from sources.base import About, Request, source
from storage.errors import Broken, Unauthorised
from storage.records import Batch

WINDOW = timedelta(minutes=5)
"""A message that was signed longer ago is somebody's copy."""
HEXADECIMAL = 64
USUAL: dict[Name, str] = {name: name for name in get_args(Name) if name != "html"}


@source("webhook")
class Webhook(Anywhere):
    """Posts that other programs send as JSON to `/hooks/sources/NAME`, at most 64 KiB at once, signed with a secret
    that both know: an automation, a shop, a helpdesk. A message that comes twice counts once."""

    about: ClassVar[About] = About(
        title="Inbound webhook",
        documentation="https://datatracker.ietf.org/doc/html/rfc2104",
        blind="what was not sent while the service was down, unless the sender tries again",
        past="it is sent to us; send older posts there, or import them with `listener import`",
    )

    secret: SecretStr = Field(
        title="Signing secret", description="The secret that signs", examples=["env:WEBHOOK_SECRET"]
    )
    signature: str = Field(
        "X-Hub-Signature-256",
        title="Signature header",
        description="The header with the HMAC-SHA256 of the body, in hexadecimal or base64, sha256= before it or not",
    )
    timestamp: str | None = Field(
        None,
        title="Timestamp header",
        description="The header with the Unix time of signing, where time, full stop and body are signed together",
        examples=["X-Listener-Timestamp"],
    )
    items: Path = Field("@", description="Where the posts stand, as JMESPath: a list of them, or one")
    fields: dict[Name, Path] = Field(
        default_factory=lambda: dict(USUAL),
        description="Which field stands where in a post, as JMESPath; left out: under their own names",
        examples=[{"id": "ticket.id", "text": "ticket.body", "author": "customer.name"}],
    )

    def receive(self, request: Request) -> Batch:
        """See `Receiver`."""
        self._check(request)
        where = f"what was sent to {self.name}"
        data = parsed(request.body, where)
        found = search(self.items, data)
        items = found if isinstance(found, list) else [found]
        if not all(isinstance(item, Mapping) for item in items):
            raise Broken(f"{where}: `items` (`{self.items}`) finds {described(found)} and no posts; {instead(data)}")
        values, doubtful = identified([self._values(item) for item in items])
        page = read_items(values, lambda item: self.mention(item, request.at, "", "forum"), tells=(), now=request.at)
        return Batch(
            mentions=page.mentions,
            refused=page.refused,
            deleted=page.deleted,
            partial=(*page.partial, *doubtful),
        )

    def _values(self, item: Any) -> dict[str, Any]:
        return {name: search(path, item) for name, path in self.fields.items()}

    def _check(self, request: Request) -> None:
        given = request.headers.get(self.signature.lower(), "").strip().removeprefix("sha256=")
        stamp = request.headers.get(self.timestamp.lower(), "") if self.timestamp else ""
        signed = f"{stamp}.".encode() + request.body if self.timestamp else request.body
        expected = hmac.digest(self.secret.get_secret_value().encode(), signed, "sha256")
        if not hmac.compare_digest(expected, _digest(given)):
            raise Unauthorised(f"the header {self.signature} does not sign this body with the secret of {self.name}")
        if self.timestamp and not _is_fresh(stamp, request.at):
            raise Unauthorised(f"the header {self.timestamp} names no time of the last five minutes")


def _digest(written: str) -> bytes:
    """What a signature holds, in hexadecimal (GitHub, Meta) or base64 (Shopify, Typeform); b"" where it is neither."""
    try:
        if len(written) == HEXADECIMAL:
            return bytes.fromhex(written)
        return base64.b64decode(written.encode("ascii", "replace"), validate=True)
    except ValueError:
        return b""


def _is_fresh(stamp: str, now: datetime) -> bool:
    try:
        return abs(now - datetime.fromtimestamp(float(stamp), UTC)) <= WINDOW
    except (ValueError, OverflowError, OSError):
        return False
