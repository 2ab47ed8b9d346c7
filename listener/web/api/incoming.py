"""What other programs send to sources: `POST /hooks/sources/NAME`."""

from __future__ import annotations

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from listener.app import App
from listener.pipeline.receive import receive
from listener.web.security.bodies import body
from listener.wording.masking import masked
from sources.base import Receiver
from sources.base import Request as Sent
from storage.errors import SourceError, StoreError, Unauthorised
from storage.records import Committed

log = structlog.get_logger()


class Incoming:
    """Answers: 200 stored, with how many posts were new, known and refused; 401 not signed as agreed; 404 no such
    source; 413 too large; 422 not understood; 503 not stored, to be sent again; each refusal with `error` in words."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def take(self, request: Request) -> Response:
        try:
            return JSONResponse(_counts(await self._take(request)))
        except HTTPException as error:
            return JSONResponse({"error": error.detail}, error.status_code)
        except SourceError as error:
            log.warning("what was sent to a source was refused", source=request.path_params["name"], error=str(error))
            return JSONResponse({"error": masked(str(error))}, 401 if isinstance(error, Unauthorised) else 422)
        except StoreError as error:
            log.exception("what was sent to a source could not be stored")
            return JSONResponse({"error": f"it could not be stored: {error}; send it again later"}, 503)

    async def _take(self, request: Request) -> Committed:
        name = request.path_params["name"]
        source = self._app.config.source(name)
        if source is None or not source.enabled or not isinstance(source, Receiver):
            raise HTTPException(404, f'there is no source "{name}" to which anything can be sent')
        sent = Sent(
            headers={key.lower(): value for key, value in request.headers.items()},
            params=dict(request.query_params),
            body=await body(request),
            at=self._app.clock.now(),
        )
        return await receive(self._app, name, source, sent)


def _counts(done: Committed) -> dict[str, object]:
    refused = [{"id": each.native_id, "why": masked(each.reason)} for each in done.refused]
    return {"new": done.new, "known": done.known + done.sightings, "edited": done.edited, "refused": refused}
