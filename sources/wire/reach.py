"""Whether a server is there: a connection is opened, encrypted where the address says so, and closed again."""

from __future__ import annotations

import ssl
from collections.abc import Sequence

import httpcore
import httpx

from sources.wire.addresses import Allowance
from sources.wire.failures import explain
from sources.wire.redirects import shown
from sources.wire.sockets import GuardedBackend, Resolver

PATIENCE = 10.0
PORTS = {"http": 80, "https": 443}


async def reach(url: str, allow_private: Sequence[str] = ()) -> None:
    """Sends nothing of HTTP. Raises Broken with what to do, as a request would."""
    target = httpx.URL(url)
    resolver = Resolver()
    try:
        backend = GuardedBackend(Allowance.parse(allow_private), resolver)
        stream = await backend.connect_tcp(target.host, target.port or PORTS[target.scheme], PATIENCE)
        try:
            if target.scheme == "https":
                stream = await stream.start_tls(ssl.create_default_context(), target.host, PATIENCE)
        finally:
            await stream.aclose()
    except (httpcore.NetworkError, httpcore.TimeoutException, OSError) as error:
        raise explain(error, shown(url)) from error
    finally:
        resolver.close()
