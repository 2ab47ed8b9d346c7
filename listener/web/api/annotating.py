"""`/api/v1/annotations`: what happened, beside the counts."""

from __future__ import annotations

from datetime import UTC

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from listener.actions import annotating
from listener.actions.actor import check
from listener.web.api.holding import HELD, Application, Id, Who
from listener.web.api.problems import answers
from listener.web.api.shapes import AnnotationIn, AnnotationOut
from storage.records import Annotation

routes = APIRouter()


@routes.get("/annotations", responses=answers(), dependencies=[HELD])
async def every(app: Application) -> list[AnnotationOut]:
    """All that stand on the charts, by the moment that they are about."""
    return [_out(each) for each in await app.read(app.store.annotations)]


@routes.post("/annotations", status_code=201, responses=answers(422))
async def add(app: Application, actor: Who, given: AnnotationIn) -> AnnotationOut:
    """Write one; it needs the role responder. A time without an offset is meant in UTC."""
    try:
        at = (given.at if given.at.tzinfo else given.at.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        raise HTTPException(422, "that moment is too far away") from None
    return _out(await annotating.add(app, at, given.text, given.brand, actor))


@routes.delete("/annotations/{id}", responses=answers())
async def remove(app: Application, actor: Who, id: Id) -> AnnotationOut:
    """Show one no more; it needs the role responder."""
    check(actor, "annotations")
    found = await app.read(app.store.annotation, id)
    if found is None or found.removed_at:
        raise HTTPException(404, f"there is no annotation {id}")
    return _out(await annotating.remove(app, id, actor))


@routes.post("/annotations/{id}/restore", responses=answers(422))
async def restore(app: Application, actor: Who, id: Id) -> AnnotationOut:
    """Show one again that was removed; it needs the role responder."""
    return _out(await annotating.restore(app, id, actor))


def _out(found: Annotation) -> AnnotationOut:
    assert found.id is not None
    return AnnotationOut(
        id=found.id, at=found.at, text=found.text, brand=found.brand, who=found.who, made_at=found.made_at
    )
