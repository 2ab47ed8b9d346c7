"""What lets people and programs in: accounts, browsers that are signed in, links that work once, tokens.

Secrets are kept as digests alone (SHA-256 of 256 random bits, in hexadecimal), and passwords as argon2 hashes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from storage.records.people import PersonRole

SignIn = Literal["local", "link", "password", "mail", "openid", "proxy"]
LinkPurpose = Literal["start", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who has been here.

    Attributes:
        password: As argon2 keeps it; None where the person comes in otherwise.
        seen_at: When a browser of theirs last asked for something, to the minute.
    """

    person: str
    password: str | None = field(default=None, repr=False)
    since: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser that is signed in.

    Attributes:
        digest: Of the secret in its cookie.
        person: None for a browser at this machine that was let in before there were accounts.
        way: How it came in.
        address, browser: Where it came in from, and what it called itself.
    """

    digest: str
    person: str | None
    way: SignIn
    began_at: datetime
    seen_at: datetime
    address: str = ""
    browser: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLink:
    """A link that lets somebody in, once.

    Attributes:
        digest: Of the secret in its address.
        purpose: "start" makes the first administrator, "person" lets one person in.
        person: Whom; None for the first.
        way: How whoever uses it has come in.
        until: From then on it is worth nothing.
    """

    digest: str
    purpose: LinkPurpose
    person: str | None = None
    way: SignIn = "link"
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What lets a program in.

    Attributes:
        name: Unique; what it does is written down under it.
        digest: Of the token itself, which is shown once.
        ends_at: From then on it is worth nothing.
        used_at: To the minute; None: never.
    """

    id: int | None = None
    name: str
    digest: str = field(repr=False)
    role: PersonRole
    made_by: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TryLimit:
    """How often something may be tried: `most` times within `window`, counted by `key`."""

    key: str
    most: int
    window: timedelta
