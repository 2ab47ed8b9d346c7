"""Who the provider says somebody is: the code is exchanged, the signature and every claim that matters are checked."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, urlencode

from listener.people.openid.provider import JSON, Provider, Unvouched, decoded, fetched
from listener.people.openid.question import Question
from sources.base import Http
from storage.errors import SourceError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures that only the provider can make; with the others whoever checks one can also make it."""
LEEWAY = 60
"""Seconds by which two clocks may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom the provider vouches for.

    Attributes:
        mail: Verified.
        name: As the provider has it; "" where it says none.
    """

    mail: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """How the provider knows this installation; without a secret PKCE alone protects the code."""

    id: str
    secret: str | None


async def identity(
    http: Http, provider: Provider, client: Client, question: Question, code: str, now: datetime
) -> Identity:
    """Exchange the code. Raises Unvouched with a reason for the log."""
    answer = await _exchanged(http, provider, client, question, code)
    claims = _claims(answer, await fetched(http, provider.keys), provider, client, question, now)
    if "email" not in claims and provider.userinfo:
        claims = await _completed(http, provider.userinfo, answer, claims)
    mail, name = claims.get("email"), claims.get("name")
    if not isinstance(mail, str) or "@" not in mail or claims.get("email_verified") is not True:
        raise Unvouched("the provider does not vouch for a mail address (email, email_verified)")
    return Identity(mail=mail, name=name if isinstance(name, str) else "")


async def _exchanged(http: Http, provider: Provider, client: Client, question: Question, code: str) -> dict[str, Any]:
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": question.back,
        "client_id": client.id,
        "code_verifier": question.verifier,
    }
    headers = {**JSON, "content-type": "application/x-www-form-urlencoded", **_credentials(client)}
    try:
        answer = await http.post(provider.token, content=urlencode(fields).encode(), headers=headers)
    except SourceError as error:
        raise Unvouched(f"the provider does not take the code: {error}") from None
    return decoded(answer.body)


def _credentials(client: Client) -> dict[str, str]:
    """RFC 6749, section 2.3.1: both are encoded as in forms before they are put together."""
    if client.secret is None:
        return {}
    pair = f"{quote_plus(client.id)}:{quote_plus(client.secret)}"
    return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _claims(
    answer: Mapping[str, Any],
    keys: dict[str, Any],
    provider: Provider,
    client: Client,
    question: Question,
    now: datetime,
) -> dict[str, Any]:
    """Those of the ID token, checked as OpenID Connect Core 1.0, section 3.1.3.7, asks for."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": client.id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": question.nonce},
    )
    try:
        token = jwt.decode(str(answer.get("id_token", "")), KeySet.import_key_set(_keys(keys)), ALGORITHMS)
        registry.validate(token.claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Unvouched(f"the provider's ID token is not valid: {type(error).__name__}") from None
    party = token.claims.get("azp", client.id if _is_single(token.claims["aud"]) else None)
    if party != client.id:
        raise Unvouched("the provider's ID token was made for somebody else")
    return dict(token.claims)


def _keys(said: dict[str, Any]) -> Any:
    """Keys for encryption, and of kinds that we do not know, may stand among them."""
    found = said.get("keys")
    usable = [key for key in found if _signs(key)] if isinstance(found, list) else []
    if not usable:
        raise ValueError("no keys")
    return {"keys": usable}


def _signs(key: Any) -> bool:
    return isinstance(key, dict) and key.get("kty") in ("RSA", "EC", "OKP") and key.get("use", "sig") == "sig"


def _is_single(audience: Any) -> bool:
    return isinstance(audience, str) or len(audience) == 1


async def _completed(http: Http, address: str, answer: Mapping[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
    """With what the provider says beside the ID token, if it is about the same person."""
    said = await fetched(http, address, {"authorization": f"Bearer {answer.get('access_token', '')}"})
    return {**claims, **said} if said.get("sub") == claims["sub"] else claims
