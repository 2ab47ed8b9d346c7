"""Tokens that a source signs itself: JSON Web Tokens (RFC 7519)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sources.apis.tokens import Grant
from storage.errors import Unauthorised

ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LASTS = timedelta(minutes=15)
"""Apple takes none that is valid for more than 20 minutes, Google none for more than an hour."""


def signed(claims: Mapping[str, Any], key: str, algorithm: str, now: datetime, key_id: str = "") -> str:
    """A token over these claims that is valid from now on.

    Args:
        key: The private key in PEM.
        algorithm: ES256 or RS256.
    """
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey, RSAKey

    kind = ECKey if algorithm == "ES256" else RSAKey
    header = {"alg": algorithm, "typ": "JWT", **({"kid": key_id} if key_id else {})}
    times = {"iat": int(now.timestamp()), "exp": int((now + LASTS).timestamp())}
    try:
        return jwt.encode(header, {**claims, **times}, kind.import_key(key), algorithms=[algorithm])
    except (JoseError, ValueError, TypeError):
        # Whatever went wrong is not shown: it may hold the key.
        wanted = "an elliptic curve (P-256)" if algorithm == "ES256" else "RSA"
        raise Unauthorised(
            f"the key is no private key of {wanted} in PEM; give the file as it was downloaded"
        ) from None


def service_account(key: str, scope: str, url: str = "") -> Grant:
    """The grant of a service account of Google.

    Args:
        key: Its key as it was downloaded, in JSON.
        url: The token endpoint; "": the one that the key names.
    """
    account = _account(key)
    there = url or account["token_uri"]
    claims = {"iss": account["client_email"], "scope": scope, "aud": account["token_uri"]}
    sign = partial(_assertion, claims, account["private_key"], account.get("private_key_id", ""))
    return Grant(url=there, form=sign, identity=(key, scope))


def _assertion(claims: Mapping[str, Any], key: str, key_id: str, now: datetime) -> Mapping[str, str]:
    return {"grant_type": ASSERTION, "assertion": signed(claims, key, "RS256", now, key_id)}


def _account(key: str) -> Mapping[str, str]:
    wanted = ("client_email", "private_key", "token_uri")
    try:
        found = json.loads(key)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in wanted):
        raise Unauthorised(
            'the key of the service account is not what Google lets one download: JSON with "client_email", '
            '"private_key" and "token_uri"; give the file as it is, as "file:account.json"'
        )
    return found
