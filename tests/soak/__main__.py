"""Runs the real service for an hour on 500 sources, hurts it in every way, and checks that nothing was lost or hidden.

    python -m tests.soak [--sources 500] [--minutes 60] [--kills 20] [--every 60] [--seed 1]

One source in five misbehaves. The service is killed again and again, its disk fills up, its clock is set back and
forward, and its mail server dies; the last third of the run is calm. All is on loopback. The clock needs Debian's
`faketime`; a disk of its own needs the right to mount, else its files are kept from growing.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import sys
import tempfile
from pathlib import Path

from tests.soak.finding import Finding
from tests.soak.run import Run
from tests.soak.service import faketime

GOOD = "nothing lost, nothing doubled, nothing leaked, nothing hidden"


def main() -> int:
    """Run it; 1 if something is wrong, 2 if it cannot be run here."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--every", type=float, default=60.0, help="seconds between two polls of a source")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    parser.add_argument("--keep", type=Path, help="a new folder for everything that the run leaves behind")
    options = parser.parse_args()
    if faketime() is None:
        print("this needs libfaketime: apt-get install faketime", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # nothing is left mounted or running
    with tempfile.TemporaryDirectory(prefix="listener-soak-") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        run = Run(
            folder, options.sources, options.minutes * 60, kills=options.kills, every=options.every, seed=options.seed
        )
        print(f"seed {options.seed}, {options.sources} sources, {options.minutes:g} minutes", flush=True)
        return _told(asyncio.run(run.whole()))


def _told(findings: list[Finding]) -> int:
    figures = [figure for each in findings for figure in each.figures]
    wide = max(len(what) for what, _ in figures)
    for what, much in figures:
        print(f"{what:<{wide}}  {much}")
    wrong = [said for each in findings for said in each.wrong]
    print("\n".join(f"WRONG: {said}" for said in wrong) or GOOD)
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
