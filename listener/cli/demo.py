"""`listener demo`: a small world on this machine, from feed to mail."""

from __future__ import annotations

from typing import Annotated

import typer


def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Run to the end, check the outcome, then exit.")] = False,
) -> None:
    """Replay a month and a crisis of an invented brand, over real HTTP and SMTP on loopback; no network needed.

    Example: listener demo --headless
    """
    from listener.demo.main import main

    raise typer.Exit(main(headless=headless))
