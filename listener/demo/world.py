"""The demo's world as a process of its own: `python -m listener.demo.world FOLDER` prints its addresses and serves."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class World:
    """Where a running world is to be found.

    Attributes:
        web: Base address of the feed host and the mailbox page.
        smtp: host:port of its mail server.
        mails: Folder of the accepted mails.
    """

    web: str
    smtp: str
    mails: Path


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Start a world and end it afterwards."""
    command = [sys.executable, "-m", "listener.demo.world", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own module
        try:
            assert process.stdout is not None
            said = json.loads(process.stdout.readline())
            yield World(web=said["web"], smtp=said["smtp"], mails=folder / "mails")
        finally:
            process.terminate()


def main(folder: Path) -> None:
    """Serve until terminated."""
    import uvicorn
    from aiosmtpd.controller import Controller

    from listener.demo.host import Host
    from listener.demo.mailbox import Mailbox

    mailbox = Mailbox(folder / "mails")
    mail_server = Controller(mailbox, hostname=LOOPBACK, port=free_port())
    mail_server.start()
    web = socket.create_server((LOOPBACK, 0))
    port = web.getsockname()[1]
    print(json.dumps({"web": f"http://{LOOPBACK}:{port}", "smtp": f"{LOOPBACK}:{mail_server.port}"}), flush=True)
    host = Host(mailbox, lambda: ZoneInfo("UTC"))
    uvicorn.Server(uvicorn.Config(host.app(), log_level="error", lifespan="off")).run(sockets=[web])
    mail_server.stop()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server((LOOPBACK, 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main(Path(sys.argv[1]))
