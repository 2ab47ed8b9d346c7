"""Notices on the console: one readable block each."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from listener.notify.base import Outlet, Target, target
from storage.errors import DeliveryError

if TYPE_CHECKING:
    from storage.records import Delivery


@target("console")
class Console(Target):
    """Prints what a mail would say."""

    async def reach(self, outlet: Outlet) -> str:  # noqa: ARG002 (nothing out there)
        """There is nothing between it and the terminal."""
        return "it prints where listener runs"

    async def send(self, outlet: Outlet, delivery: Delivery) -> None:
        """Fails, to be tried again, where nobody reads the output any more."""
        import asyncio

        from listener.notify.render.texts import COLUMNS, render_text

        text = await asyncio.to_thread(render_text, outlet, delivery)
        rule = "─" * COLUMNS
        try:
            _print(f"{rule}\n{text.rstrip()}\n{rule}\n")
        except (OSError, ValueError) as error:
            raise DeliveryError(f"the console cannot be written to: {error}", permanent=False) from error


def _print(block: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(block.encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()
