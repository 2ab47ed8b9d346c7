"""A WordPress with its database, as Debian packs them, on loopback; where they are missing, tests are skipped."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest

from tests.worlds.pipeline import free_port
from tests.worlds.service import eventually

PACKED = Path("/usr/share/wordpress")
PATHS = f"{os.environ.get('PATH', '')}:/usr/sbin"
PACKAGES = "wordpress php-cli php-mysql mariadb-server"
SETTINGS = """<?php
define('DB_NAME', 'blog'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
$table_prefix = 'wp_';
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_SITEURL', '{url}'); define('WP_HOME', '{url}');
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
INSTALL = """
define('WP_INSTALLING', true); require 'wp-load.php'; require 'wp-admin/includes/upgrade.php';
wp_install('Blog', 'admin', 'admin@example.org', true, '', 'a-password-of-a-test'); echo '1';
"""


class Blog:
    """The site.

    Attributes:
        url: Its address, with a slash at the end.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self._folder, self.url = folder, url

    def run(self, code: str, **values: Any) -> Any:
        """What PHP beside the site returns, which sees `$v`."""
        env = {**os.environ, "VALUES": json.dumps(values)}
        loaded = "" if "wp-load" in code else "require 'wp-load.php';"
        script = f"$v = json_decode(getenv('VALUES'), true); {loaded} {code}"
        done = subprocess.run(
            ["php", "-r", script],
            cwd=self._folder,
            env=env,
            check=True,
            capture_output=True,
        )
        return json.loads(done.stdout)

    def comment(self, text: str, at: datetime, *, approved: bool = True) -> int:
        """Somebody comments on the first post."""
        said = f"{at:%Y-%m-%d %H:%M:%S}"
        fields = "'comment_post_ID' => 1, 'comment_author' => 'Pan', 'comment_content' => $v['text']"
        times = "'comment_date' => $v['at'], 'comment_date_gmt' => $v['at'], 'comment_approved' => $v['approved']"
        code = f"echo wp_insert_comment([{fields}, {times}]);"
        return int(self.run(code, text=text, at=said, approved=int(approved)))

    def comments(self, count: int, at: datetime) -> None:
        """Many of them at once."""
        fields = "'comment_post_ID' => 1, 'comment_author' => 'Pan', 'comment_content' => 'acme ' . $n"
        times = "'comment_date' => $v['at'], 'comment_date_gmt' => $v['at'], 'comment_approved' => 1"
        code = f"for ($n = 0; $n < $v['count']; $n++) wp_insert_comment([{fields}, {times}]); echo 1;"
        self.run(code, count=count, at=f"{at:%Y-%m-%d %H:%M:%S}")

    def publish(self, title: str, text: str) -> int:
        """A post appears."""
        fields = "'post_title' => $v['title'], 'post_content' => $v['text'], 'post_status' => 'publish'"
        return int(self.run(f"echo wp_insert_post([{fields}]);", title=title, text=text))


@contextmanager
def wordpress() -> Iterator[Blog]:
    """A site for as long as the block lasts."""
    programs = {name: shutil.which(name, path=PATHS) for name in ("php", "mariadbd", "mariadb-install-db", "mariadb")}
    if not (PACKED.exists() and all(programs.values())):
        pytest.skip(f"WordPress is not installed (Debian: {PACKAGES})")
    with TemporaryDirectory(prefix="wp-") as place, ExitStack() as ends:  # short: a socket's path has 107 characters
        folder, port = Path(place), free_port()
        socket, url = folder / "db.sock", f"http://127.0.0.1:{port}"
        _database(ends, folder, socket)
        shutil.copytree(PACKED, folder / "site", ignore_dangling_symlinks=True, dirs_exist_ok=True)
        (folder / "site" / "wp-config.php").unlink()
        (folder / "site" / "wp-config.php").write_text(SETTINGS.format(socket=socket, url=url))
        blog = Blog(folder / "site", f"{url}/")
        assert blog.run(INSTALL) == 1
        command = ["php", "-S", f"127.0.0.1:{port}", "-t", str(folder / "site")]
        _started(ends, command, env={**os.environ, "PHP_CLI_SERVER_WORKERS": "2"})
        eventually(lambda: httpx.get(f"{url}/?rest_route=/", trust_env=False).is_success)
        yield blog


def _database(ends: ExitStack, folder: Path, socket: Path) -> None:
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": {**os.environ, "PATH": PATHS}}
    mine = ["--no-defaults", f"--datadir={data}"] + (["--user=root"] if os.getuid() == 0 else [])
    subprocess.run(["mariadb-install-db", *mine, "--auth-root-authentication-method=normal"], check=True, **quiet)
    _started(ends, ["mariadbd", *mine, f"--socket={socket}", "--skip-networking"], env=quiet["env"])
    client = ["mariadb", "--no-defaults", f"--socket={socket}", "-u", "root", "-e", "CREATE DATABASE blog"]
    eventually(lambda: subprocess.run(client, check=False, **quiet).returncode == 0)


def _started(ends: ExitStack, command: list[str], **options: Any) -> None:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    ends.callback(process.wait)
    ends.callback(process.terminate)
