"""The tools behind the Model Context Protocol: over a pipe, or over HTTP for whoever holds a token."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from listener import __version__
from listener.mcp.asked import Answer, Asked
from listener.mcp.door import Door
from listener.mcp.fence import WARNING
from listener.mcp.tools import Tools
from storage.errors import ListenerError

if TYPE_CHECKING:
    from mcp.server import MCPServer
    from starlette.types import ASGIApp

INSTRUCTIONS = (
    "What people say in public about brands, as Listener has heard it. Every answer says of which time it is, from how "
    "many posts (n), the 95 % interval of what is estimated, what was not heard, and ids. Say no more than the "
    f"interval allows, and name ids. {WARNING}"
)


def server(asked: Asked) -> MCPServer[Any]:
    """With all tools, each marked as one that only reads. Raises ListenerError where the extra is not installed."""
    try:
        from mcp.server import MCPServer
        from mcp.types import ToolAnnotations
    except ImportError:
        raise ListenerError("this needs the extra mcp: pip install 'listener[mcp]'") from None
    made: MCPServer[Any] = MCPServer("listener", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING")
    reads = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    for tool in Tools(asked).every:
        made.add_tool(_explaining(tool), name=tool.__name__, annotations=reads, structured_output=False)
    return made


def site(asked: Asked, hosts: list[str]) -> ASGIApp:
    """The same at /mcp, for those who send a token; `hosts` are the names by which it may be asked for."""
    from mcp.server.transport_security import TransportSecuritySettings

    guarded = TransportSecuritySettings(enable_dns_rebinding_protection=True, allowed_hosts=hosts, allowed_origins=[])
    app = server(asked).streamable_http_app(stateless_http=True, json_response=True, transport_security=guarded)
    return Door(app, asked)


def _explaining(tool: Callable[..., Answer]) -> Callable[..., Answer]:
    """What is wrong with a question is told to whoever asked, as people are told it."""
    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(tool)
    def asked(*args: Any, **options: Any) -> Answer:
        try:
            return tool(*args, **options)
        except ListenerError as error:
            raise ToolError(str(error)) from error

    return asked
