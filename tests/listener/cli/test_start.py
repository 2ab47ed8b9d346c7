"""The command line starts at once: nothing heavy is imported, and the work is a small multiple of bare Python's."""

import subprocess
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

import pytest

from tests.worlds.mentions import Filled, mention

ROOT = Path(__file__).parents[3]
HEAVY = {"transformers", "onnxruntime", "apprise", "typst", "torch", "tokenizers"}
SLOW = {"numpy", "sqlite_utils", "httpx", "feedparser", "jinja2", "structlog", "multiprocessing", "lark", "regex"}
MODEL_FREE = [
    ["--help"],
    ["check", "--offline"],
    ["status"],
    ["sources", "types", "--all"],
    ["sources", "rss"],
    ["search", "acme"],
    ["export"],
    ["routes", "test"],
    ["oncall"],
    ["query", "match", "acme", "/dev/null"],
    ["query", "check", "acme"],
    ["db", "info"],
    ["poll", "no-such-source"],
]
UNUSED_RECORDS = {"access", "annotation", "case", "crisis", "exploring", "exporting", "reporting", "share"}
"""Modules of records that none of these commands makes anything of: the store knows them all and loads few."""
UNUSED_BY_CHECK = {
    "listener.classify.windows",
    "rules.query.explain",
    "rules.query.precision",
    "rules.query.proposals",
    "storage.records.incident",
}
RUN = """
import sys
from listener.cli import main
sys.argv = ["listener", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print("IMPORTED", *sys.modules)
"""


@pytest.fixture(scope="module", autouse=True)
def tables() -> None:
    """What is made of the grammar once and kept, whoever started first."""
    code = "from rules.query.grammar import expressions; expressions()"
    subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT)}, check=True)


@pytest.mark.parametrize("command", MODEL_FREE, ids=" ".join)
def test_no_heavy_module_is_imported(command: list[str], tmp_path: Path, filled: Filled):
    modules = imported(command, tmp_path, filled)
    packages = {name.partition(".")[0] for name in modules}
    assert "typer" in packages
    assert packages & (HEAVY | SLOW) == set()
    assert modules & {f"storage.records.{name}" for name in UNUSED_RECORDS} == set()


def test_a_check_imports_what_it_uses(tmp_path: Path, filled: Filled):
    assert imported(["check", "--offline"], tmp_path, filled) & UNUSED_BY_CHECK == set()


def imported(command: list[str], folder: Path, filled: Filled) -> set[str]:
    """The modules that a command has imported when it ends."""
    config = folder / "config.toml"
    config.write_bytes((ROOT / "config.toml").read_bytes())
    filled([mention("acme cola")], folder / "data" / "listener.db")
    done = subprocess.run(
        [sys.executable, "-c", RUN, *command],
        env={"LISTENER_CONFIG": str(config), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.rpartition("IMPORTED")[2].split())


def work(*command: str) -> float:
    """Seconds of processor time, which other work on the machine does not change much."""
    times = []
    for _ in range(3):
        before = getrusage(RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *command], cwd=ROOT, check=True, capture_output=True)
        after = getrusage(RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return median(times)


def test_help_takes_a_small_multiple_of_bare_python():
    assert work("-m", "listener", "--help") < 20 * work("-c", "pass")
