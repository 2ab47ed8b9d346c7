"""Files that pages load: styles, scripts, a font. Their addresses name their content, so that browsers keep them."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"


@lru_cache(None)
def asset(name: str) -> str:
    """The address of a file; another one once the file is another."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?{digest}"


def assets() -> ASGIApp:
    """The files, packed where that makes them smaller. There is no secret in them that packing could betray."""
    return GZipMiddleware(_Kept(directory=FOLDER), minimum_size=1000)


class _Kept(StaticFiles):
    """Kept for ever where the address names the content, else asked for again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        named = scope.get("query_string") and answer.status_code in {200, 304}
        answer.headers["Cache-Control"] = FOR_EVER if named else "no-cache"
        return answer
