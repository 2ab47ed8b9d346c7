"""What was seen of the store, and when: how it is told whether something read then is still as it is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from listener.app import App


@dataclass(frozen=True, slots=True)
class Seen:
    """A state of the store, and when it was read, by the loop's clock."""

    state: str
    at: float

    def serves(self, wanted: Seen) -> bool:
        """Whether what was read after this was seen is as new as what was wanted."""
        return self.state == wanted.state or self.at >= wanted.at


async def look(app: App) -> Seen:
    """The state now."""
    at = asyncio.get_running_loop().time()
    return Seen(await app.read(app.store.pulse), at)
