"""How long exports take, and how much memory: `python -m tests.bench.export [--rows 100000] [--store FILE]`.

Each export runs in a process of its own, so that its peak is its own. The memory of the smallest export is told beside
it: what a row adds is what counts, and it must add nothing.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from storage.opening import locate, open_store
from tests.bench.big_store import present
from tests.bench.posts import EVERY, START

ROWS = 50_000
WAYS = ("ndjson", "csv", "parquet", "xlsx", "csv brandwatch")


def one(store_path: Path, way: str, out: Path, rows: int) -> None:
    """Run one export and print rows, seconds, seconds of processor, MiB at the peak, and MiB of the file."""
    from datetime import UTC
    from zoneinfo import ZoneInfo

    from listener.exports.export import write_ndjson, write_table
    from listener.exports.files import replacing
    from listener.exports.selection import Selection

    store = open_store(locate(store_path), "read")
    selection = Selection(until=START + EVERY * rows)
    format, _, profile = way.partition(" ")
    started, worked = perf_counter(), process_time()
    with replacing(out) as file:
        if format == "ndjson":
            count = write_ndjson(store, selection, file)
        else:
            zone, now = ZoneInfo("Europe/Berlin"), START.astimezone(UTC)
            count = write_table(store, selection, file, format=format, zone=zone, now=now, profile=profile or None)  # type: ignore[arg-type]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = out.stat().st_size / 2**20
    print(count, perf_counter() - started, process_time() - worked, peak, size)


def measured(store_path: Path, way: str, rows: int, folder: Path) -> list[float]:
    """The numbers of one export in its own process."""
    command = [sys.executable, "-m", "tests.bench.export", "--one", way, "--store", str(store_path)]
    command += ["--rows", str(rows), "--out", str(folder / "out")]
    return [float(each) for each in subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()]


def show(store_path: Path, rows: int, folder: Path) -> None:
    """Print a line a format."""
    print(
        f"{'export':<16}{'rows':>10}{'seconds':>10}{'µs a row':>10}{'peak MiB':>10}{'of a tenth':>12}{'file MiB':>10}"
    )
    for way in WAYS:
        tenth = measured(store_path, way, rows // 10, folder)
        count, wall, worked, peak, size = measured(store_path, way, rows, folder)
        each = 1e6 * worked / max(count, 1)
        print(
            f"{way:<16}{count:>10,.0f}{wall:>10.1f}{each:>10.0f}{peak:>10.0f}{tenth[3]:>12.0f}{size:>10.1f}", flush=True
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--store", type=Path, help="a store of tests.bench.big_store; left out: one is made")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(options.store, options.one, options.out, options.rows)
        return
    with TemporaryDirectory(prefix="listener-export-") as folder, present(options.store, options.rows) as file:
        show(file, options.rows, Path(folder))


if __name__ == "__main__":
    main()
