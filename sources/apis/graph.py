"""What the APIs of Meta share: the token's header, what status 400 means there, and how pages follow each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import SecretStr

from sources.apis.item import reached
from sources.apis.page import Document, Page, fetch
from sources.apis.tokens import bearer
from sources.base import Net
from storage.errors import Broken, Unauthorised


async def ask(
    net: Net, url: str, read: Callable[[Document], Page], params: Mapping[str, str], token: SecretStr
) -> Page:
    """A page. Raises SourceError; a token that has expired is told by status 400."""
    try:
        return await fetch(net, url, read, params=params, headers=bearer(token))
    except Broken as error:
        if error.status != 400:
            raise
        why = "the token has expired or lacks a permission, or the id is not one that it may read"
        raise Unauthorised(f"{error}; at Meta this means that {why}", status=400) from None


def after(listing: Any, path: str = "") -> str | None:
    """Where the next page of a listing begins; None at the last one. The next page's address itself holds the token,
    and is not used."""
    paging = reached(listing, f"{path}.paging" if path else "paging")
    cursor = reached(paging, "cursors.after")
    return cursor if isinstance(cursor, str) and cursor and reached(paging, "next") else None
