"""The section [web]: how people sign in to the pages."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator

from listener.config.hosts import is_loopback
from listener.config.sections import Section

Way = Literal["password", "mail", "openid", "proxy"]
_NEEDS: dict[Way, tuple[str, ...]] = {
    "openid": ("openid_issuer", "openid_client"),
    "proxy": ("proxy_header", "trusted_proxies"),
}


def _issuer(text: str) -> str:
    parts = urlsplit(text)
    near = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if not (near or parts.scheme == "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError('is no address of a provider; write it as "https://login.example.org"')
    return text


def _network(text: str) -> str:
    try:
        return str(ip_network(text))
    except ValueError:
        raise ValueError('is no address and no network; write it as "10.0.0.7" or "10.0.0.0/24"') from None


class WebSection(Section):
    """[web]: how people sign in to the pages."""

    sign_in: tuple[Way, ...] = Field(
        ("password",),
        min_length=1,
        description="password, mail (a link that works once), openid (OpenID Connect), proxy (a header)",
    )
    idle: timedelta = Field(
        timedelta(days=3), ge=timedelta(minutes=5), description="Without a look for so long a browser is signed out"
    )
    stay: timedelta = Field(
        timedelta(days=30),
        ge=timedelta(minutes=5),
        le=timedelta(days=50),
        description="After so long it is signed out in any case",
    )
    openid_issuer: Annotated[str, AfterValidator(_issuer)] | None = Field(
        None, description='The provider, as it names itself: "https://login.example.org"'
    )
    openid_client: str | None = Field(None, min_length=1, description="How the provider knows this installation")
    openid_secret: SecretStr | None = Field(None, description='The secret it has for it, as "env:NAME"')
    openid_name: str = Field("single sign-on", min_length=1, max_length=40, description="What the button calls it")
    proxy_header: str | None = Field(
        None,
        pattern=r"^[A-Za-z][A-Za-z0-9-]*$",
        description='Header in which a proxy names the mail address of whoever signed in there: "X-Forwarded-Email"',
    )
    trusted_proxies: tuple[Annotated[str, AfterValidator(_network)], ...] = Field(
        (), description="Addresses and networks of proxies whose headers are believed: who signed in, where from"
    )
    auto: Literal["observer", "responder", "manager"] | None = Field(
        None, description="Role of whoever openid or proxy vouches for and nobody knows; left out: nobody is added"
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for way in self.sign_in:
            for name in _NEEDS.get(way, ()):
                if not getattr(self, name):
                    raise ValueError(f'has "{way}" in sign_in, which needs {" and ".join(_NEEDS[way])}')
        return self
