"""A web server of other people (nginx) on loopback; where it is missing, tests are skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.worlds.pipeline import free_port
from tests.worlds.service import eventually

SERVER = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CONFIG = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{ application/rss+xml rss; application/json json; }}
    gzip on;
    gzip_types application/rss+xml;
    gzip_min_length 0;
    limit_req_zone $binary_remote_addr zone=slow:1m rate=1r/m;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/site;
{locations}
    }}
}}
"""


class Nginx:
    """The server.

    Attributes:
        url: Its address, without a slash at the end.
        site: What it serves as files.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.port, self.url, self.site = port, f"http://127.0.0.1:{port}", folder / "site"


@contextmanager
def nginx(folder: Path, locations: str = "") -> Iterator[Nginx]:
    """A server for as long as the block lasts, with some `location` blocks beside the files of its site."""
    if SERVER is None:
        pytest.skip("nginx is not installed (Debian: nginx-light)")
    server = Nginx(folder, free_port())
    server.site.mkdir(parents=True)
    path = folder / "nginx.conf"
    path.write_text(CONFIG.format(folder=folder, port=server.port, locations=locations))
    with subprocess.Popen([SERVER, "-c", str(path), "-e", str(folder / "log")], stderr=subprocess.DEVNULL) as process:
        try:
            eventually(lambda: httpx.get(server.url, trust_env=False).status_code)
            yield server
        finally:
            process.terminate()
