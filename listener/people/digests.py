"""Secrets that let somebody in, and what is kept of them."""

from __future__ import annotations

import hashlib
import secrets


def fresh() -> tuple[str, str]:
    """A new secret of 256 random bits, for its owner, and its digest, for the store."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> str:
    """What the store knows a secret by. It cannot be guessed, so that one round is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
