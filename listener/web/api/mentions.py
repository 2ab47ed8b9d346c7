"""`/api/v1/mentions`: what was said; without the words that a place forbids to export."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException

from listener.exports.ndjson import row
from listener.exports.terms import Terms
from listener.web.api.holding import HELD, Application, Cursor, Id, Limit, before, following
from listener.web.api.problems import answers
from listener.web.api.shapes import MentionOut, Slice
from storage.records import Scope, StoredMention

routes = APIRouter()
In = Annotated[
    str, Query(max_length=200, pattern="^(all|(brand|query):.+)$", description='"all", "brand:NAME" or "query:NAME"')
]
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@routes.get("/mentions", responses=answers(422), dependencies=[HELD])
async def mentions(
    app: Application,
    scope: In = "all",
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Slice[MentionOut]:
    """Mentions, newest first."""
    wanted, first, last = _scope(scope), _moment(since), _moment(until)
    found = await app.read(app.store.search, scope=wanted, since=first, until=last, before=before(cursor), limit=limit)
    terms = await app.read(Terms.known, app.store, app.config.sources)
    items = [_mention(each, terms) for each in found]
    return Slice(items=items, next=following(items, limit))


@routes.get("/mentions/{id}", responses=answers(422), dependencies=[HELD])
async def mention(app: Application, id: Id) -> MentionOut:
    """One mention."""
    found = await app.read(app.store.mention, id)
    if found is None:
        raise HTTPException(404, f"there is no mention {id}; it may have been forgotten or deleted")
    return _mention(found, await app.read(Terms.known, app.store, app.config.sources))


def _mention(found: StoredMention, terms: Terms) -> MentionOut:
    return MentionOut.model_validate(row(terms.applied(found)))


def _scope(text: str) -> Scope:
    try:
        return Scope.parse(text)
    except ValueError as error:
        raise HTTPException(422, f'scope "{text}" {error}') from None


def _moment(at: datetime | None) -> datetime | None:
    """Without an offset it is meant in UTC, as all times here."""
    if at is None:
        return None
    try:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return EARLIEST if at.year == 1 else LATEST
