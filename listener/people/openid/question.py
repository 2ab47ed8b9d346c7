"""What a browser is sent to the provider with, and what it keeps meanwhile so that only it can bring the answer."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from listener.people.openid.provider import Provider
from listener.signing import Forged, seal, unseal

LASTS = timedelta(minutes=10)
SCOPE = "openid email profile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One sign-in that has begun.

    Attributes:
        state: Comes back with the answer, from the same browser.
        nonce: Stands in the signed answer.
        verifier: Known to whoever began it (PKCE, RFC 7636).
        back: The address to which the provider sends the browser.
        onward: Where the person wanted to go.
        until: In Unix seconds.
    """

    state: str
    nonce: str
    verifier: str
    back: str
    onward: str
    until: int

    def sealed(self, key: str) -> str:
        """For a cookie."""
        parts = (self.state, self.nonce, self.verifier, self.back, self.onward, self.until)
        return seal(("openid", *parts), key)

    def address(self, provider: Provider, client: str) -> str:
        """Where to send the browser."""
        asked = {
            "response_type": "code",
            "client_id": client,
            "redirect_uri": self.back,
            "scope": SCOPE,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": challenge(self.verifier),
            "code_challenge_method": "S256",
        }
        return f"{provider.authorize}{'&' if '?' in provider.authorize else '?'}{urlencode(asked)}"


def begun(back: str, onward: str, now: datetime) -> Question:
    """A new one."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    until = int((now + LASTS).timestamp())
    return Question(state=state, nonce=nonce, verifier=verifier, back=back, onward=onward, until=until)


def kept(cookie: str, key: str, now: datetime) -> Question | None:
    """The one that a browser has begun; None where it has not, or too long ago."""
    try:
        state, nonce, verifier, back, onward, until = unseal(cookie, "openid", key)
    except Forged:
        return None
    if now.timestamp() >= until:
        return None
    return Question(state=state, nonce=nonce, verifier=verifier, back=back, onward=onward, until=until)


def challenge(verifier: str) -> str:
    """What the provider gets of the verifier before it gets the verifier itself."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
