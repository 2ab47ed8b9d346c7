"""How fast the command line answers: each command that needs no model, as a whole process, against a bare Python."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter

from storage.opening import locate, open_store
from tests.worlds.mentions import commit, mention, read_all

RUNS = 5
LIMIT = 0.4
MENTIONS = 100
ROOT = Path(__file__).parents[2]
COMMANDS = (
    ["--help"],
    ["status", "--help"],
    ["check", "--help"],
    ["sources", "--help"],
    ["init", "Acme", "--force", "--output", os.devnull],
    ["check", "--offline"],
    ["status"],
    ["sources"],
    ["sources", "rss"],
    ["sources", "--all"],
    ["search", "acme"],
    ["export"],
    ["routes", "test"],
    ["db", "info"],
    ["db", "migrate"],
    ["query", "check", "acme OR #acme"],
    ["query", "explain", "acme", "I like acme"],
    ["query", "match", "acme", os.devnull],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """The fastest of a few runs: what other runs took longer was the machine busy with something else.

    Attributes:
        wall: Seconds from start to end.
        cpu: Seconds of processor time.
    """

    wall: float
    cpu: float


def took(command: Sequence[str], environ: Mapping[str, str]) -> Took:
    """Run a command once to warm up, which also compiles what has changed, then a few times."""
    runs = [_run(command, environ) for _ in range(RUNS + 1)][1:]
    return Took(wall=min(run.wall for run in runs), cpu=min(run.cpu for run in runs))


def _run(command: Sequence[str], environ: Mapping[str, str]) -> Took:
    before, started = _cpu_of_children(), perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environ)
    return Took(wall=perf_counter() - started, cpu=_cpu_of_children() - before)


def _cpu_of_children() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def small_world(folder: Path) -> Path:
    """The shipped configuration beside a store with some mentions."""
    config = folder / "config.toml"
    config.write_bytes((ROOT / "config.toml").read_bytes())
    store = open_store(locate(folder / "data" / "listener.db"))
    commit(store, [mention(f"acme cola, glass {number}", number) for number in range(1, MENTIONS + 1)])
    read_all(store)
    store.close()
    return config


def main() -> int:
    """Print every command; 1 if one took longer than LIMIT."""
    with TemporaryDirectory() as folder:
        environ = {**os.environ, "LISTENER_CONFIG": str(small_world(Path(folder)))}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
        bare = took([sys.executable, "-c", "pass"], environ)
        print(f"{'bare Python':45s} {bare.wall:.3f} s   {bare.cpu:.3f} s CPU")
        slow = [command for command in COMMANDS if _shown(command, environ, bare).wall > LIMIT]
    return 1 if slow else 0


def _shown(command: Sequence[str], environ: Mapping[str, str], bare: Took) -> Took:
    found = took([sys.executable, "-m", "listener", *command], environ)
    name, times = f"listener {' '.join(command)}", found.cpu / bare.cpu
    late = "" if found.wall <= LIMIT else f"   over {LIMIT} s"
    print(f"{name:45s} {found.wall:.3f} s   {found.cpu:.3f} s CPU   {times:4.1f} x bare Python{late}")
    return found


if __name__ == "__main__":
    raise SystemExit(main())
