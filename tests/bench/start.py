"""How fast the command line answers: each command that needs no model, as a whole process, against a bare Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

RUNS = 5
LIMIT = 0.4
CONFIG = str(Path(__file__).parents[2] / "config.toml")
COMMANDS = (
    ["--help"],
    ["status", "--help"],
    ["check", "--help"],
    ["sources", "--help"],
    ["init", "--help"],
    ["check", "--offline", "--config", CONFIG],
    ["query", "check", "acme OR #acme"],
)


def seconds(command: list[str]) -> float:
    """Median wall time of a command over a few runs, after one to warm up."""
    times = []
    for _ in range(RUNS + 1):
        started = perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(perf_counter() - started)
    return median(times[1:])


def main() -> int:
    bare = seconds([sys.executable, "-c", "pass"])
    print(f"bare Python {bare:.3f} s")
    slow = False
    for command in COMMANDS:
        took = seconds([sys.executable, "-m", "listener", *command])
        slow |= took > LIMIT
        said = " ".join(command).replace(CONFIG, "config.toml")
        print(f"listener {said:40s} {took:.3f} s   {took / bare:5.1f} x bare Python")
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
