"""A mail server of other people (Dovecot) on loopback, with one mailbox; where it is missing, tests are skipped."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.worlds.network import NOW

SERVER = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
USER, PASSWORD = "complaints@example.org", "s3cr3t-of-a-test"
ARRIVED = int(NOW.timestamp()) - 3_600
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{folder}/mail
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


class Post:
    """The mailbox, and the server that shows it.

    Attributes:
        port: Where it listens.
    """

    def __init__(self, folder: Path, port: int, owner: pwd.struct_passwd) -> None:
        self.port, self._mail, self._owner, self._count = port, folder / "mail", owner, 0

    def deliver(self, letter: bytes, folder: str = "", age: timedelta = timedelta()) -> None:
        """A letter arrives, or did so long ago."""
        self._count += 1
        place = self._mail / (f".{folder}" if folder else "")
        for name in ("cur", "new", "tmp"):
            (place / name).mkdir(parents=True, exist_ok=True)
        path = place / "new" / f"{ARRIVED + self._count}.{self._count:04}.test"
        path.write_bytes(letter)
        os.utime(path, (ARRIVED + self._count - age.total_seconds(),) * 2)
        self._hand_over()

    def start_anew(self) -> None:
        """The mailbox is made again: the numbers of its letters mean nothing any more."""
        shutil.rmtree(self._mail)
        self._mail.mkdir()
        self._hand_over()
        time.sleep(1.1)  # the new validity is the time in seconds

    def _hand_over(self) -> None:
        for path in (self._mail, *self._mail.rglob("*")):
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)


@contextmanager
def dovecot() -> Iterator[Post]:
    """A server for as long as the block lasts."""
    if SERVER is None:
        pytest.skip("Dovecot is not installed (Debian: dovecot-imapd)")
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    with TemporaryDirectory(prefix="dovecot-") as place:  # not pytest's, which only their owner may enter
        folder = Path(place)
        post = Post(folder, _free_port(), owner)
        _prepare(folder, owner, post.port)
        process = subprocess.Popen([SERVER, "-F", "-c", str(folder / "dovecot.conf")], stderr=subprocess.DEVNULL)
        try:
            _wait(post.port, folder)
            yield post
        finally:
            process.terminate()
            process.wait(10)


def _prepare(folder: Path, owner: pwd.struct_passwd, port: int) -> None:
    folder.chmod(0o711)
    for name in ("run", "state", "home", "mail"):
        (folder / name).mkdir()
    filled = CONFIG.format(
        folder=folder, user=owner.pw_name, group=grp.getgrgid(owner.pw_gid).gr_name, uid=owner.pw_uid,
        gid=owner.pw_gid, password=PASSWORD, port=port,
    )  # fmt: skip
    (folder / "dovecot.conf").write_text(filled)
    for name in ("home", "mail"):
        os.chown(folder / name, owner.pw_uid, owner.pw_gid)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(port: int, folder: Path) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    log = folder / "log"
    pytest.fail(f"Dovecot did not start: {log.read_text()[-2000:] if log.exists() else 'no log'}")
