"""The 97 shared feeds on a file server on loopback, configured as 97 sources."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = Path(__file__).parents[2].parent / "shared" / "feeds"
TABLE = Path(__file__).parents[1] / "fixtures" / "rss" / "shared_feeds.tsv"
ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines(), delimiter="\t"))

HEAD = """
[listener]
store = "listener.db"

[collect]
keep = "all"
allow_private = ["127.0.0.1"]

[classify]
enabled = false
"""
SOURCE = """
[[sources]]
name = "{name}"
type = "rss"
url = "{base}/{name}"
"""


class Quiet(SimpleHTTPRequestHandler):
    """Files with Last-Modified, and 304 where nothing changed."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    """The feeds' base address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(FOLDER))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def write_config(folder: Path, base: str) -> Path:
    """One source a file, in the order of the table."""
    path = folder / "config.toml"
    path.write_text(HEAD + "".join(SOURCE.format(name=row["file"], base=base) for row in ROWS))
    return path
