"""How much processor this state of the code takes against another one: the same work, in turn, a few times.

    git worktree add --detach ../before REVISION
    python -m tests.bench.against ../before [--runs 9] [NAME …]

Each piece of work is a process of its own, run in both folders one after the other, so that whatever else the machine
does meets both alike. Told are the fastest run of each, and the median of the ratios of neighbouring runs: above 1 is
slower than before. Only what both states can do is compared; each makes its own store.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
WORLD = "from pathlib import Path; from tests.bench.start import small_world; small_world(Path({!r}))"
QUERIES = "from tests.bench.query import World; from rules.query import Matcher; world = World(); "
WORK: Mapping[str, Sequence[str]] = {
    "help": ("-m", "listener", "--help"),
    "status": ("-m", "listener", "status"),
    "search": ("-m", "listener", "search", "acme"),
    "check": ("-m", "listener", "check", "--offline"),
    "compile": ("-c", f"{QUERIES} Matcher(world.queries(2_000))"),
    "match": ("-c", f"{QUERIES} match = Matcher(world.queries(100)).match; list(map(match, world.posts(60_000)))"),
    "detect": ("-m", "tests.bench.detect"),
    "store": ("-m", "tests.bench.store", "--mentions", "10000"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=Path, help="a folder with the other state of the code")
    parser.add_argument("work", nargs="*", metavar="NAME", help=f"of: {', '.join(WORK)}; left out: all")
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_intermixed_args()
    with TemporaryDirectory(prefix="listener-against-") as folder:
        before, now = (_environ(tree, Path(folder) / name) for tree, name in ((options.tree, "before"), (ROOT, "now")))
        for name in options.work or WORK:
            pairs = [(_spent(WORK[name], before), _spent(WORK[name], now)) for _ in range(options.runs + 1)][1:]
            was, is_ = (min(times) for times in zip(*pairs, strict=True))
            ratio = median(after / earlier for earlier, after in pairs)
            print(f"{name:<8} {was:7.3f} s of processor before, {is_:7.3f} s now: {ratio:.2f}", flush=True)


def _environ(tree: Path, folder: Path) -> dict[str, str]:
    """What processes of a state of the code are started with; its store is made."""
    folder.mkdir()
    environ = {**os.environ, "PYTHONPATH": str(tree.resolve()), "LISTENER_CONFIG": str(folder / "config.toml")}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run([sys.executable, "-c", WORLD.format(str(folder))], check=True, env=environ, cwd=folder)
    return environ


def _spent(work: Sequence[str], environ: Mapping[str, str]) -> float:
    """Seconds of processor; what a command finds wrong with the store (1) is no fault of it."""
    before = _children()
    done = subprocess.run([sys.executable, *work], env=environ, cwd=environ["PYTHONPATH"], capture_output=True)
    if done.returncode not in (0, 1) or b"Traceback" in done.stderr:
        raise SystemExit(f"{' '.join(work)} failed in {environ['PYTHONPATH']}:\n{done.stderr.decode()}")
    return _children() - before


def _children() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
