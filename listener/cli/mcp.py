"""`listener mcp`: questions by a language model, which reads and changes nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from listener.cli.opening import reading, whole
from listener.cli.options import DEFAULT_CONFIG, ConfigFile
from listener.cli.output import complain


def mcp(
    config: ConfigFile = DEFAULT_CONFIG,
    http: Annotated[
        str | None,
        typer.Option(
            help="Answer at http://HOST:PORT/mcp, to who sends a token; else over a pipe.", metavar="HOST:PORT"
        ),
    ] = None,
) -> None:
    """Answer the questions of a language model about what is stored (Model Context Protocol), over standard input and
    output: its program starts this command.

    Eight tools: search, count, compare, incident, story, sources, explain, report. None of them writes. Needs the extra
    mcp: pip install 'listener[mcp]'. What strangers wrote is marked as such; still, give a model that reads it no
    tool with which it could do harm.

    Example: listener mcp --config /etc/listener/config.toml
    """
    from listener.mcp.asked import Asked
    from listener.mcp.server import server, site
    from storage.clock import WallClock

    loaded = whole(config)
    with reading(loaded) as store:
        asked = Asked(config=loaded, store=store, now=WallClock().now)
        if http is None:
            server(asked).run("stdio")
            return
        host, port = _address(http)
        import uvicorn

        names = [http, *(f"{each}:{port}" for each in loaded.listener.allowed_hosts)]
        complain(f"answering at http://{http}/mcp, to who sends a token of: listener tokens add")
        uvicorn.run(site(asked, names), host=host, port=port, log_level="warning")


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise typer.BadParameter("write HOST:PORT, as 127.0.0.1:8351")
    return host.strip("[]"), int(port)
