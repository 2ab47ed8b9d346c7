"""Mail addresses as people write them: `press@example.org` or `Press desk <press@example.org>`."""

from __future__ import annotations

from email.errors import NonASCIILocalPartDefect
from email.headerregistry import Address
from email.policy import default
from typing import Annotated

from pydantic import AfterValidator

EXAMPLE = 'write it as "press@example.org" or "Press desk <press@example.org>"'


def parse(text: str) -> Address:
    """The one address in the text; its domain in ASCII. Raises ValueError with what to write instead."""
    found = default.header_factory("to", text)
    addresses = found.addresses
    if len(addresses) != 1 or not addresses[0].domain:
        raise ValueError(f"is not one mail address; {EXAMPLE}")
    if any(isinstance(defect, NonASCIILocalPartDefect) for defect in found.defects):
        raise ValueError("has letters before the @ that most mail servers refuse; use an address in ASCII")
    if found.defects:
        raise ValueError(f"is not a mail address; {EXAMPLE}")
    return Address(addresses[0].display_name, addresses[0].username, _ascii(addresses[0].domain))


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(f"has a domain that cannot exist: {domain!r}; {EXAMPLE}") from None


def _checked(text: str) -> str:
    return str(parse(text))


Mailbox = Annotated[str, AfterValidator(_checked)]
