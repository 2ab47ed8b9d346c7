"""How long a weekly report takes, and how much memory.

    python -m tests.bench.reports [--mentions 20000] [--store FILE]

A store of a million mentions (tests.bench.big_store) has about 100,000 in a week; --store takes one.
"""

from __future__ import annotations

import argparse
import resource
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from listener.reports.ask import Ask
from listener.reports.compose import compose
from listener.reports.page import page
from listener.reports.pdf import pdf
from listener.wording.periods import Period
from storage.opening import locate, open_store
from storage.records import Brand
from tests.bench.big_store import present
from tests.bench.posts import BRANDS

MENTIONS = 20_000


def show(path: Path) -> None:
    """Print seconds of each step, the mentions that were read, and the MiB at the peak."""
    store = open_store(locate(path), "read")
    (newest,) = store.search(limit=1)
    until = newest.mention.said_at
    brands = [Brand(name=name, role="own" if name == "Acme" else "competitor") for name in BRANDS]
    period = Period(since=until - timedelta(days=7), until=until)
    asked = Ask(
        name="bench",
        type="weekly",
        brands=["Acme"],
        compared=brands,
        period=period,
        length=None,
        zone=ZoneInfo("Europe/Berlin"),
        now=until,
    )
    started, begun = perf_counter(), process_time()
    report = compose(store, asked)
    composed = perf_counter()
    html = page(report)
    shown, worked = perf_counter(), process_time() - begun
    made, _ = pdf(report)
    done = perf_counter()
    count = sum(1 for _ in store.export(since=period.since, until=period.until))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:,} mentions in the week, {len(report.records)} numbers")
    print(f"{composed - started:.1f} s to count, {shown - composed:.1f} s to show ({worked:.1f} s of processor)")
    print(f"{done - shown:.1f} s for the PDF; peak {peak:.0f} MiB")
    print(f"{len(html) / 1024:.0f} KiB HTML, {len(made) / 1024:.0f} KiB PDF")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mentions", type=int, default=MENTIONS)
    parser.add_argument("--store", type=Path, help="a store of tests.bench.big_store; left out: one is made")
    options = parser.parse_args()
    with present(options.store, options.mentions) as file:
        show(file)


if __name__ == "__main__":
    main()
