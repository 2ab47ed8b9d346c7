"""The address of a store: what it may say, and where that is."""

import re
from pathlib import Path

import pytest

from storage.errors import StoreError
from storage.opening import locate, open_store

HOME = Path("/etc/listener")
ROOT = Path(__file__).parents[2]
ENGINE = re.compile(r"^\s*(from|import) storage\.sqlite\b", re.MULTILINE)


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("data/listener.db", "/etc/listener/data/listener.db"),
        ("/var/lib/listener.db", "/var/lib/listener.db"),
        ("sqlite:///data/listener.db", "/etc/listener/data/listener.db"),
        ("sqlite:////var/lib/listener.db", "/var/lib/listener.db"),
        ("~/listener.db", str(Path.home() / "listener.db")),
    ],
)
def test_a_path_is_relative_to_the_folder_of_the_configuration(url: str, file: str) -> None:
    assert str(locate(url, HOME)) == file


@pytest.mark.parametrize("url", ["postgresql://db/listener", "sqlite://listener.db", "sqlite:///", "http://x/y"])
def test_an_address_no_engine_knows_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(StoreError, match="is no store; write a path as"):
        locate(url, HOME)


def test_a_place_knows_whether_there_is_a_store_and_what_it_takes(tmp_path: Path) -> None:
    place = locate("sqlite:///data/listener.db", tmp_path)
    assert not place.exists()
    with pytest.raises(StoreError, match="does not exist yet"):
        open_store(place, "read")
    open_store(place).close()
    assert place.exists()
    assert place.size() > 0
    assert place.folder == tmp_path / "data"


def test_nothing_but_opening_knows_an_engine() -> None:
    rooms = ("listener", "sources", "rules", "storage", "tests/worlds", "tests/listener", "tests/conformance")
    files = (path.relative_to(ROOT) for room in rooms for path in (ROOT / room).rglob("*.py"))
    outside = (path for path in files if not path.is_relative_to("storage/sqlite"))
    knowing = [str(path) for path in outside if ENGINE.search((ROOT / path).read_text(encoding="utf-8"))]
    assert knowing == ["storage/opening.py"]
