"""What is stored is for its owner alone: other users of the machine can read neither posts, nor copies, nor the key."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.errors import StoreCorrupt
from storage.opening import locate, open_store, restore
from tests.conformance.stores import NOW, poll, post
from tests.worlds.terminal import run


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    """What most machines are set up with: new files are readable by everybody."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def rights(folder: Path) -> dict[str, int]:
    return {str(each.relative_to(folder)): stat.S_IMODE(each.stat().st_mode) for each in folder.rglob("*")}


def test_a_store_and_all_that_stands_beside_it(tmp_path: Path) -> None:
    store = open_store(locate(tmp_path / "data" / "deep" / "listener.db"), "service")
    store.commit_polls([poll("feed", post("1"))], NOW)
    store.backup(tmp_path / "copies" / "copy.db")
    found = rights(tmp_path)
    store.close()

    assert {name for name, mode in found.items() if mode != 0o600} == {"data", "data/deep", "copies"}
    assert {found[name] for name in ("data", "data/deep", "copies")} == {0o700}
    assert {"data/deep/listener.db-wal", "data/deep/listener.db-shm", "data/deep/listener.db.lock"} <= found.keys()


def test_a_store_that_is_put_back(tmp_path: Path) -> None:
    at = locate(tmp_path / "listener.db")
    store = open_store(at)
    store.backup(tmp_path / "copy.db")
    store.close()
    (tmp_path / "copy.db").chmod(0o644)
    restore(tmp_path / "copy.db", at)
    assert rights(tmp_path)["listener.db"] == 0o600


def test_files_of_an_earlier_version_are_closed(tmp_path: Path) -> None:
    at = locate(tmp_path / "listener.db")
    open_store(at, "service").close()
    for file in tmp_path.iterdir():
        file.chmod(0o644)
    open_store(at).close()
    assert set(rights(tmp_path).values()) == {0o600}


def test_a_folder_that_was_there_is_left_alone_and_named_by_check(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    (tmp_path / "config.toml").write_text("")
    open_store(locate(tmp_path / "data" / "listener.db")).close()
    said = run("check", "--offline", "--config", str(tmp_path / "config.toml")).stderr
    assert rights(tmp_path)["data"] == 0o755
    assert f"chmod 700 {tmp_path / 'data'}" in said
    assert "chmod 600" not in said


def test_what_commands_write(tmp_path: Path) -> None:
    open_store(locate(tmp_path / "data" / "listener.db")).close()
    (tmp_path / "config.toml").write_text("")
    command = [sys.executable, "-m", "listener", "export", "--output", "posts.ndjson"]
    subprocess.run(command, cwd=tmp_path, check=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])})
    assert rights(tmp_path)["posts.ndjson"] == 0o600


def test_no_copy_of_a_damaged_store_counts_as_written(tmp_path: Path) -> None:
    path = tmp_path / "data" / "listener.db"
    store = open_store(locate(path))
    store.commit_polls([poll("feed", *(post(str(number)) for number in range(200)))], NOW)
    store.close()
    content = bytearray(path.read_bytes())
    content[60_000:100_000] = b"\x5a" * 40_000
    path.write_bytes(content)
    (tmp_path / "config.toml").write_text("")

    result = run("db", "backup", str(tmp_path / "copy.db"), "--config", str(tmp_path / "config.toml"), code=4)
    assert "written" not in result.output
    assert str(path) in result.output
    assert [each.name for each in tmp_path.iterdir() if "copy" in each.name] == []
    with pytest.raises(StoreCorrupt, match="is damaged"):
        restore(path, locate(tmp_path / "other.db"))
    assert not (tmp_path / "other.db").exists()
