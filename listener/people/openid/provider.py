"""A provider of OpenID Connect: where it is asked, and what it signs with. All through the one guarded client."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from listener.config.hosts import is_loopback
from sources.base import Http
from storage.errors import ListenerError, SourceError

JSON = {"accept": "application/json"}


class Unvouched(ListenerError):
    """The provider does not say, or does not say well, who somebody is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Its addresses, as its discovery document names them (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorize: str
    token: str
    keys: str
    userinfo: str | None


async def discover(http: Http, issuer: str) -> Provider:
    """Ask it for its addresses. Raises Unvouched where it cannot be asked, or is another one."""
    said = await fetched(http, issuer.rstrip("/") + "/.well-known/openid-configuration")
    if said.get("issuer") != issuer:
        raise Unvouched("the provider calls itself by another name than openid_issuer")
    return Provider(
        issuer=issuer,
        authorize=_address(said, "authorization_endpoint"),
        token=_address(said, "token_endpoint"),
        keys=_address(said, "jwks_uri"),
        userinfo=_address(said, "userinfo_endpoint") if "userinfo_endpoint" in said else None,
    )


async def fetched(http: Http, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A JSON object at an address of the provider. Raises Unvouched."""
    try:
        return decoded((await http.get(url, headers={**JSON, **(headers or {})})).body)
    except SourceError as error:
        raise Unvouched(f"the provider cannot be asked: {error}") from None


def decoded(content: bytes) -> dict[str, Any]:
    """A JSON object. Raises Unvouched for anything else."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Unvouched("the provider's answer is no JSON object")
    return found


def _address(said: Mapping[str, Any], name: str) -> str:
    """Encrypted, unless it is this machine."""
    url = said.get(name)
    parts = urlsplit(url) if isinstance(url, str) else None
    near = parts is not None and parts.scheme == "http" and is_loopback(parts.hostname or "")
    if parts is None or not (near or parts.scheme == "https") or not parts.netloc:
        raise Unvouched(f"the provider has no usable {name}")
    return str(url)
