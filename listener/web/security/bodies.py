"""Bodies of requests, which may be of any size, as slow as they like, and full of anything."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

from starlette.requests import Request

from listener.web.refusal import Refusal

LARGEST = 64 * 1024
PATIENCE = 10.0
SHORTER = "Go back: what you wrote is still there. Shorten it, or send it in parts."
MOST_FIELDS = 80
"""As many as the inbox has picked on one page, and some."""


async def body(request: Request, largest: int = LARGEST, advice: str = "") -> bytes:
    """The whole body, never holding more than `largest` bytes. Refusal 413 if it is larger, 408 if it takes
    too long."""
    parts, size = [], 0
    try:
        async with asyncio.timeout(PATIENCE):
            async for part in request.stream():
                size += len(part)
                if size > largest:
                    raise Refusal(413, f"This is too large: {largest // 1024} KiB at most", advice)
                parts.append(part)
    except TimeoutError:
        raise Refusal(408, f"The request did not arrive within {PATIENCE:.0f} seconds", "Send it again.") from None
    return b"".join(parts)


async def form(request: Request) -> dict[str, str]:
    """The fields of a plain HTML form; of two with one name the last. Refusal 400 if it is something else."""
    data = await body(request, advice=SHORTER)
    try:
        pairs = parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refusal(400, "This is not what the form of the page sends", "Go back and try again.") from None
    return dict(pairs)
