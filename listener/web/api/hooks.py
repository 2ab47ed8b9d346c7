"""The webhook through which other programs act on incidents: signed, fresh, each message once."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from listener.actions.actor import caller
from listener.actions.commands import Command, Unclear, carry_out, command
from listener.app import App
from listener.exports.incidents import outline
from listener.signing import message_signature
from listener.web.security.bodies import body
from listener.web.security.origins import address
from storage.errors import Conflict, ListenerError, StoreError
from storage.records import Actor, Incident

log = structlog.get_logger()

WINDOW = timedelta(minutes=5)


class Hooks:
    """`POST /hooks/incidents` with {"incident": 3, "action": "acknowledge", "who": "Mia"}.

    Actions: acknowledge, resolve, useful, noise, note (with `text`), severity (with `severity`), handover (with `to`).
    Headers as those of our own webhooks: `X-Listener-Timestamp` in Unix seconds, not older than five minutes;
    `X-Listener-Signature-256`, the hexadecimal HMAC-SHA256 of timestamp, ".", body under `[actions] secret`; and
    `Idempotency-Key` where a message may be sent again. Answers: 200 done (`repeated`: it had been done before),
    409 somebody else was first, 401 signature or time, 404 no such incident, 413 too large, 422 not understood; each
    with `error` in words, and with the incident as it stands where there is one.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def incidents(self, request: Request) -> Response:
        try:
            return await self._act(request)
        except HTTPException as error:
            return JSONResponse({"error": error.detail}, error.status_code)
        except StoreError as error:
            log.exception("a webhook could not be obeyed")
            what = f"it could not be stored: {error}; look at the incident, and send it again with another key"
            return JSONResponse({"error": what}, 503)

    async def _act(self, request: Request) -> Response:
        data = await self._trusted(request)
        id, wanted = _read(data)
        found = await self._app.read(self._app.store.incident_by_id, id)
        if found is None:
            raise HTTPException(404, f"there is no incident {id}")
        if not await self._first(request.headers):
            return self._answer(found, repeated=True)
        try:
            return self._answer(await carry_out(self._app, id, wanted, self._actor(request, wanted.who)))
        except Conflict as error:
            return self._answer(await self._app.incident(id), status_code=409, error=str(error))
        except StoreError:
            raise
        except ListenerError as error:
            return self._answer(found, status_code=422, error=str(error))

    def _actor(self, request: Request, name: str) -> Actor:
        return replace(caller(name, "webhook"), address=address(self._app.config, request))

    async def _trusted(self, request: Request) -> bytes:
        """The body, if whoever sent it knows the key and sent it just now."""
        settings = self._app.config.actions
        if not (settings.webhook and settings.secret):
            raise HTTPException(404, "webhooks are not accepted: set `webhook = true` and `secret` under [actions]")
        stamp, signed = (request.headers.get(name, "") for name in ("x-listener-timestamp", "x-listener-signature-256"))
        data = await body(request)
        expected = message_signature(settings.secret.get_secret_value(), stamp, data)
        if not hmac.compare_digest(expected.encode(), signed.encode()):
            log.warning("a webhook with a wrong signature was refused")
            raise HTTPException(401, "the signature does not fit: it is the HMAC-SHA256 of timestamp, full stop, body")
        if not self._is_fresh(stamp):
            raise HTTPException(401, "the timestamp is more than five minutes away from this clock; compare the clocks")
        return data

    def _is_fresh(self, stamp: str) -> bool:
        now = self._app.clock.now().timestamp()
        return stamp.isascii() and stamp.isdigit() and abs(now - int(stamp[:15])) <= WINDOW.total_seconds()

    async def _first(self, headers: Mapping[str, str]) -> bool:
        """Whether this message is new. Its signature counts as well: the key of a caught message is easily changed."""
        keys = ["signature " + headers["x-listener-signature-256"]]
        if given := headers.get("idempotency-key"):
            keys.append("key " + given)
        for key in keys:
            token = f"hook {hashlib.sha256(key.encode()).hexdigest()}"
            if not await self._app.write(self._app.store.redeem, token, self._app.clock.now()):
                return False
        return True

    def _answer(self, incident: Incident, *, status_code: int = 200, **more: Any) -> Response:
        return JSONResponse({"incident": outline(incident, self._app.config.base_url), **more}, status_code)


def _read(data: bytes) -> tuple[int, Command]:
    """The incident's number and what to do with it."""
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError):
        raise HTTPException(422, "this is not JSON") from None
    if not isinstance(fields, dict):
        raise HTTPException(422, 'write an object: {"incident": 3, "action": "acknowledge", "who": "Mia"}')
    id = fields.pop("incident", None)
    if type(id) is not int or not 0 < id < 2**63:
        raise HTTPException(422, '"incident" must be its number')
    try:
        return id, command(fields)
    except Unclear as error:
        raise HTTPException(422, str(error)) from None
