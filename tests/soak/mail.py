"""A mail server as a process of its own, which can be killed: `python -m tests.soak.mail FOLDER PORT`."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from tests.worlds.pipeline import free_port


class MailServer:
    """Accepts everything, and keeps it in a folder.

    Attributes:
        address: host:port, the same in each of its lives.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.address = f"127.0.0.1:{self._port}"

    def start(self) -> None:
        """Begin a life."""
        self._process = subprocess.Popen([sys.executable, "-m", "tests.soak.mail", str(self._folder), str(self._port)])

    def kill(self) -> None:
        """End it at once."""
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = None


def main(folder: Path, port: int) -> None:
    """Serve until killed."""
    from aiosmtpd.controller import Controller

    from listener.demo.mailbox import Mailbox

    Controller(Mailbox(folder), hostname="127.0.0.1", port=port).start()
    threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
