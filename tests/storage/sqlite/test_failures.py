"""What can happen to a file: each thing has one clear error, and what was stored stays readable."""

from __future__ import annotations

import fcntl
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread, Timer

import pytest

from storage.errors import StoreBusy, StoreCorrupt, StoreError, StoreFull, StoreVersion
from storage.sqlite import SqliteStore, connection
from storage.sqlite.schema import STEPS
from tests.conformance.stores import DAY, MINUTE, NOW, poll, post


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with one mention."""
    path = tmp_path / "listener.db"
    store = SqliteStore.open(path)
    store.commit_polls([poll("feed", post("1"))], NOW)
    store.close()
    return path


def test_a_full_disk_refuses_the_batch_and_keeps_the_rest_readable(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite3.connect(path) as limited:
        pages = limited.execute("PRAGMA page_count").fetchone()[0]
    limited.close()
    monkeypatch.setattr(connection, "WRITER_PRAGMAS", (*connection.WRITER_PRAGMAS, f"PRAGMA max_page_count = {pages}"))
    store = SqliteStore.open(path)
    with pytest.raises(StoreFull, match="Free some space"):
        store.commit_polls([poll("feed", *(post(f"n{number}") for number in range(500)))], NOW)
    assert [found.mention.native_id for found in store.search()] == ["1"]
    assert store.source_states() == []
    store.close()


def test_a_file_size_limit_is_no_crash(path: Path) -> None:
    """The process may write no more than the file is long already: like a disk that fills up while it works."""
    script = (
        "import sys; from pathlib import Path; from storage.errors import StoreError\n"
        "from storage.sqlite import SqliteStore; from tests.conformance.stores import NOW, poll, post\n"
        "store = SqliteStore.open(Path(sys.argv[1]))\n"
        "try: store.commit_polls([poll('feed', *(post(f'n{i}') for i in range(3000)))], NOW)\n"
        "except StoreError as error: print(type(error).__name__, len(store.search()))\n"
    )

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, preexec_fn=limit, check=False
    )
    assert done.stdout.split() in (["StoreFull", "1"], ["StoreError", "1"]), done.stderr
    store = SqliteStore.open(path)
    assert store.commit_polls([poll("feed", post("2"))], NOW)[0].new == 1
    store.close()


def test_a_file_locked_by_another_process_is_busy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "WAIT", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = SqliteStore.open(path)
    with pytest.raises(StoreBusy, match="another process"):
        store.commit_polls([poll("feed", post("2"))], NOW)
    assert len(store.search()) == 1
    other.execute("ROLLBACK")
    assert store.commit_polls([poll("feed", post("2"))], NOW)[0].new == 1
    other.close()
    store.close()


def test_a_second_service_is_refused_and_commands_are_not(path: Path) -> None:
    service = SqliteStore.open(path, service=True)
    with pytest.raises(StoreBusy, match="running service"):
        SqliteStore.open(path, service=True)
    command = SqliteStore.open(path)
    assert command.commit_polls([poll("feed", post("2"))], NOW)[0].new == 1
    assert service.commit_polls([poll("feed", post("3"))], NOW)[0].new == 1
    command.close()
    service.close()
    SqliteStore.open(path, service=True).close()


def test_a_new_service_frees_what_a_killed_one_had_claimed(path: Path) -> None:
    killed = SqliteStore.open(path, service=True)
    killed.sync_sources({"feed": 5 * MINUTE, "other": 5 * MINUTE}, NOW)
    assert killed.claim_due(NOW + DAY, DAY, 9)
    killed.close()
    service = SqliteStore.open(path, service=True)
    assert {state.lease_until for state in service.source_states()} == {None}
    assert len(service.claim_due(NOW + DAY, DAY, 9)) == 2
    service.close()


@pytest.mark.parametrize(
    "content", [b"<html>not a store</html>" * 100, b"SQLite format 3\x00" + bytes(range(256)) * 40]
)
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "listener.db"
    path.write_bytes(content)
    with pytest.raises(StoreCorrupt, match="listener db restore"):
        SqliteStore.open(path)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreCorrupt, match="another program"):
        SqliteStore.open(path)
    assert path.read_bytes() == before


def test_a_damaged_file_says_how_to_get_a_copy_back(path: Path) -> None:
    with sqlite3.connect(path) as reading:
        page = reading.execute("SELECT rootpage FROM sqlite_master WHERE name = 'mentions'").fetchone()[0]
        size = reading.execute("PRAGMA page_size").fetchone()[0]
    reading.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(content)
    store = SqliteStore.open(path)
    with pytest.raises(StoreCorrupt, match="listener db restore"):
        store.search()
    with pytest.raises(StoreCorrupt, match="listener db restore"):
        store.commit_polls([poll("feed", post("2"))], NOW)
    store.close()


def test_a_newer_store_is_refused_politely(path: Path) -> None:
    with sqlite3.connect(path) as newer:
        newer.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    newer.close()
    for readonly in (True, False):
        with pytest.raises(StoreVersion, match="newer version"):
            SqliteStore.open(path, readonly=readonly)


def test_reading_only_makes_nothing_and_changes_nothing(path: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist yet"):
        SqliteStore.open(tmp_path / "none" / "x.db", readonly=True)
    assert not (tmp_path / "none").exists()
    store = SqliteStore.open(path, readonly=True)
    assert len(store.search()) == 1
    with pytest.raises(StoreError, match="reading only"):
        store.note("a", "b")
    store.close()


def test_a_path_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        SqliteStore.open(tmp_path / "file" / "x.db")


def test_a_closed_store_says_so(path: Path) -> None:
    store = SqliteStore.open(path)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.search()
    with pytest.raises(StoreError, match="closed"):
        store.note("a", "b")


def test_readers_in_other_threads_see_whole_batches_while_one_writes(path: Path) -> None:
    store, stop, seen = SqliteStore.open(path), Event(), list[int]()

    def read() -> None:
        while not stop.is_set():
            seen.append(sum(1 for _ in store.export()))

    readers = [Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for batch in range(5):
        store.commit_polls([poll("feed", *(post(f"{batch} {number}") for number in range(100)))], NOW)
    stop.set()
    for reader in readers:
        reader.join()
    store.close()
    assert seen
    assert {count % 100 for count in seen} == {1}


def test_a_service_starts_though_somebody_asks_just_then_whether_one_runs(path: Path) -> None:
    with path.with_name("listener.db.lock").open("a+b") as asking:
        fcntl.flock(asking, fcntl.LOCK_SH)
        done = Timer(0.02, fcntl.flock, (asking, fcntl.LOCK_UN))
        done.start()
        SqliteStore.open(path, service=True).close()
        done.join()
