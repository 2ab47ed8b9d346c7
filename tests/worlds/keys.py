"""Private keys for tests, made anew in each run: none stands in the repository."""

from __future__ import annotations

import json
from functools import cache

from joserfc.jwk import ECKey, RSAKey


@cache
def elliptic() -> ECKey:
    """Such as App Store Connect gives."""
    return ECKey.generate_key("P-256", private=True)


@cache
def rsa() -> RSAKey:
    """Such as the service accounts of Google have."""
    return RSAKey.generate_key(2048, private=True)


def pem(key: ECKey | RSAKey) -> str:
    """The private key as a file holds it."""
    return key.as_pem(private=True).decode()


def account(token_uri: str) -> str:
    """A service account's key as Google lets one download it."""
    known = {"type": "service_account", "client_email": "listener@example.org", "private_key_id": "k1"}
    return json.dumps({**known, "private_key": pem(rsa()), "token_uri": token_uri})


KEYS = {"ec": lambda: pem(elliptic()), "account": lambda: account("https://tokens.example.org/token")}
