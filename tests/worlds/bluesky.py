"""Bluesky's own servers (PDS, AppView, PLC) with PostgreSQL and Redis, on loopback; where they are missing, tests are
skipped. tests/servers/README.md says how to install them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest

from tests.worlds.pipeline import free_port
from tests.worlds.service import eventually

MODULES = Path(os.environ.get("ATPROTO", Path(__file__).parents[2] / "build" / "atproto")) / "node_modules"
NETWORK = """
const {TestNetwork} = require('@atproto/dev-env')
TestNetwork.create({dbPostgresSchema: 'listener'})
  .then((network) => console.log(JSON.stringify({pds: network.pds.url, view: network.bsky.url})))
process.stdin.resume().on('end', () => process.exit(0))
"""
PASSWORD = "a-password-of-a-test"


class Sky:
    """A network with one account.

    Attributes:
        url: Where its accounts sign in and live, with a slash at the end.
        view: Who shows strangers what is said there, with a slash at the end.
        handle: The account's, whose password is `PASSWORD`.
    """

    handle = "tea.test"

    def __init__(self, url: str, view: str) -> None:
        self.url, self.view = url, view
        told = {"handle": self.handle, "email": "tea@example.org", "password": PASSWORD}
        made = self._ask("com.atproto.server.createAccount", told)
        self._did, self._headers = made["did"], {"authorization": f"Bearer {made['accessJwt']}"}

    def post(self, text: str, *, under: dict[str, str] | None = None) -> dict[str, str]:
        """Say something, also under something that was said; its `uri` and `cid`."""
        record: dict[str, Any] = {"text": text, "createdAt": datetime.now(UTC).isoformat(), "langs": ["en"]}
        record |= {"reply": {"root": under, "parent": under}} if under else {}
        found = self._ask("com.atproto.repo.createRecord", self._record(record=record))
        return {"uri": found["uri"], "cid": found["cid"]}

    def delete(self, uri: str) -> None:
        """Take something back."""
        self._ask("com.atproto.repo.deleteRecord", self._record(rkey=uri.rpartition("/")[2]))

    def finds(self, words: str) -> list[str]:
        """The addresses of what its search has taken in."""
        asked = httpx.get(
            f"{self.url}xrpc/app.bsky.feed.searchPosts", params={"q": words}, headers=self._headers, trust_env=False
        )
        return [each["uri"] for each in asked.raise_for_status().json()["posts"]]

    def _record(self, **more: object) -> dict[str, object]:
        return {"repo": self._did, "collection": "app.bsky.feed.post", **more}

    def _ask(self, method: str, told: object) -> Any:
        headers = getattr(self, "_headers", {})
        answer = httpx.post(f"{self.url}xrpc/{method}", json=told, headers=headers, trust_env=False, timeout=30)
        return answer.raise_for_status().json()


@contextmanager
def sky() -> Iterator[Sky]:
    """A network for as long as the block lasts."""
    postgres = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    programs = [shutil.which(name) for name in ("node", "redis-server", "setpriv")]
    if not (postgres and all(programs) and (MODULES / "@atproto" / "dev-env").exists()):
        pytest.skip("Bluesky's servers are not installed: see tests/servers/README.md")
    with TemporaryDirectory(prefix="sky-") as place, ExitStack() as ends:
        folder, port = Path(place), free_port()
        database = _database(ends, folder, postgres[-1])
        _started(ends, ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""])
        known = {"DB_POSTGRES_URL": database, "REDIS_HOST": f"127.0.0.1:{port}", "NODE_PATH": str(MODULES)}
        servers = _started(ends, ["node", "-e", NETWORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=known)
        assert servers.stdout
        line = servers.stdout.readline()
        assert line, "Bluesky's servers did not start"
        at = json.loads(line)
        yield Sky(*(f"{at[name].rstrip('/')}/" for name in ("pds", "view")))


def _database(ends: ExitStack, folder: Path, programs: Path) -> str:
    """The address of an empty database; PostgreSQL refuses to be root."""
    folder.chmod(0o777)
    user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
    data, port = folder / "data", free_port()
    made = [*user, str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "sky"]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd=folder)
    served = [*user, str(programs / "postgres"), "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(folder)]
    _started(ends, [*served, "-c", "fsync=off"], cwd=folder)
    ready = [str(programs / "pg_isready"), "-h", "127.0.0.1", "-p", str(port)]
    eventually(lambda: subprocess.run(ready, check=False, stdout=subprocess.DEVNULL).returncode == 0)
    return f"postgresql://sky@127.0.0.1:{port}/postgres"


def _started(ends: ExitStack, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
    env = {**os.environ, **options.pop("env", {})}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=env, **{**quiet, **options})
    ends.enter_context(process)
    ends.callback(process.terminate)
    return process
