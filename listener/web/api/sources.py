"""`/api/v1/sources`: what is heard and what is not."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request

from listener.actions import making, retrying
from listener.actions.actor import check
from listener.actions.polling import answer, begin_round, poll_now
from listener.rounds import Answer, Round
from listener.situation.ledger import Ledger, ledger
from listener.trials.tasting import taste
from listener.web.api.holding import HELD, Application, Who
from listener.web.api.making import TableIn
from listener.web.api.problems import answers
from listener.web.api.shapes import AsideOut, PolledOut, RetriedOut, RoundOut, SourceOut, TastedOut
from listener.web.api.taking import taken, takes
from sources.base import Receiver
from storage.errors import ListenerError
from storage.records import SourceState

routes = APIRouter()
Source = Annotated[str, Query(min_length=1, max_length=200, description="Its name")]


@routes.get("/sources", responses=answers(), dependencies=[HELD])
async def sources(app: Application) -> list[SourceOut]:
    """Every configured source, the worst first."""
    rows = await app.read(ledger, app.store, app.config, app.clock.now())
    states = {each.name: each for each in await app.read(app.store.source_states)}
    return [_source(each, states.get(each.name)) for each in rows]


@routes.post("/sources/poll", status_code=202, responses=answers(409, 422))
async def poll_all(app: Application, actor: Who) -> RoundOut:
    """Have all sources read, due or not; how far that is, the same address says. 409 while it is being done. It needs
    the role manager."""
    return _round(await begin_round(app, actor))


@routes.get("/sources/poll", responses=answers(404))
async def polled_all(app: Application, actor: Who) -> RoundOut:
    """How far it is, or what it brought; it needs the role manager."""
    check(actor, "sources")
    if app.round is None:
        raise HTTPException(404, "nobody has had all sources asked since this service started")
    return _round(app.round)


@routes.post("/sources/{name:path}/poll", responses=answers(422))
async def poll(app: Application, actor: Who, name: Annotated[str, Path(max_length=200)]) -> PolledOut:
    """Read a source now; it needs the role manager."""
    check(actor, "sources")
    reports = await poll_now(app, actor, [name]) if app.config.source(name) else []
    if not reports:
        raise HTTPException(404, "there is no source of that name that can be asked now")
    return _polled(answer(reports[0]))


@routes.get("/aside", responses=answers(422))
async def put_aside(app: Application, actor: Who, source: Source) -> list[AsideOut]:
    """What a source sent and nobody could read or store, newest first; it needs the role manager."""
    check(actor, "sources")
    found = await app.read(app.store.put_aside, source)
    return [AsideOut(**{name: getattr(each, name) for name in AsideOut.model_fields}) for each in found]


@routes.post("/aside/retry", responses=answers(404, 422))
async def retry(app: Application, actor: Who, source: Source) -> RetriedOut:
    """Read it again. Posts that come of it never alert; it needs the role manager."""
    check(actor, "sources")
    reports = await retrying.retry(app, source, actor)
    if not reports:
        raise HTTPException(404, "nothing of that source is put aside")
    [report] = reports
    return RetriedOut(source=source, tried=report.tried, left=len(report.left), error=report.error)


@routes.post("/aside/dismiss", status_code=204, responses=answers(422))
async def dismiss(app: Application, actor: Who, source: Source) -> None:
    """Let it be: it stays listed, and is no trouble any more. It needs the role manager."""
    await retrying.dismiss(app, source, actor)


@routes.post("/sources/try", responses=answers(400, 408, 409, 413, 422), openapi_extra=takes(TableIn))
async def try_one(app: Application, actor: Who, request: Request) -> TastedOut:
    """Ask a source that is not made yet, and say what it brings; nothing is kept. It needs the role manager."""
    wanted = await taken(request, TableIn)
    drafted = await making.draft(app, "sources", wanted.table, actor)
    source = drafted.whole.source(drafted.made.name)
    if source is None or isinstance(source, Receiver):
        raise ListenerError("this one is sent to, and cannot be asked")
    config = app.config
    found = await taste(
        source, app.matcher.ask, app.clock, contact=config.contact, collect=config.collect, folder=config.folder
    )
    return TastedOut(
        health=found.health,
        mentions=len(found.mentions),
        titles=[(each.title or each.text)[:200] for each in found.mentions[:5]],
        filled=dict(found.filled),
        doubts=list(found.doubts),
    )


def _source(found: Ledger, state: SourceState | None) -> SourceOut:
    return SourceOut(
        name=found.name,
        place=found.place,
        health=state.health if state else "new",
        why=f"{found.bold} {found.soft}" if found.bold else "",
        read=found.read,
        delay_seconds=found.seen.delay if found.seen else None,
        new_24_hours=found.fresh,
        next_due_at=state.next_due_at if state else None,
        origin="page" if found.made else "file",
    )


def _round(found: Round) -> RoundOut:
    return RoundOut(
        who=found.who.name,
        began_at=found.began_at,
        ended_at=found.ended_at,
        total=found.total,
        done=found.done,
        broken=found.broken,
        sources=[_polled(each) for each in found.answers],
    )


def _polled(found: Answer) -> PolledOut:
    return PolledOut(source=found.source, health=found.health, error=found.error, new=found.new)
