"""What the APIs of Meta share: the token's header, what status 400 means there, and how pages follow each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

from pydantic import SecretStr

from sources.apis.document import Document, fetch
from sources.apis.item import reached
from sources.apis.page import Page
from sources.apis.rechecking import GONE, gone
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


async def deleted(net: Net, api: str, ids: Sequence[str], own: str, token: SecretStr) -> Sequence[str]:
    """Those of some posts and comments that the token is shown no more, whoever took them away. Raises SourceError
    where it is not shown its own account either: a status 400 also tells of a token that has expired.

    Args:
        api: Its address, with a slash at the end.
        own: The id under which the token's own account is always shown.
    """

    async def shown(id: str) -> Page:
        return await ask(net, f"{api}{quote(id, safe='')}", _still, {"fields": "id"}, token)

    return await gone(ids, shown, partial(shown, own), missing=GONE | {400})


def _still(found: Document) -> Page:
    if found.get("id") is None:
        raise Broken(f"{found.where} shows no `id`; has its API changed?")
    return Page()


def after(listing: Any, path: str = "") -> str | None:
    """Where the next page of a listing begins; None at the last one. The next page's address itself holds the token,
    and is not used."""
    paging = reached(listing, f"{path}.paging" if path else "paging")
    cursor = reached(paging, "cursors.after")
    return cursor if isinstance(cursor, str) and cursor and reached(paging, "next") else None
