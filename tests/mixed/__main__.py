"""Reads 540 places of seventeen kinds for a simulated hour, and checks that no post is missed and none doubled.

    python -m tests.mixed [--places 500] [--rough 26] [--pushed 40] [--minutes 60] [--every 300] [--seed 1]

Forty of them are not asked but tell by themselves: streams whose connections break off, webhooks that are sent all
twice, folders of a mailbox (Dovecot). Some places are busy, some posts are shown late, and one host, from which sources
of all kinds read, misbehaves in every way at once: it hangs, fails, floods, drips, leads in circles, hangs up and sends
what is none of theirs. `--rough 0` leaves it out, to compare. All is on loopback.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from listener.logs import configure
from storage.clock import worked
from tests.mixed.run import Plan, judged, run

GOOD = "nothing missed, nothing doubled, nothing late, nothing leaked"


def main() -> int:
    """Run it; 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--places", type=int, default=500)
    parser.add_argument("--rough", type=int, default=26, help="sources of the host that misbehaves")
    parser.add_argument("--pushed", type=int, default=40, help="places that tell by themselves")
    parser.add_argument("--minutes", type=float, default=60.0, help="of simulated time")
    parser.add_argument("--every", type=float, default=300.0, help="simulated seconds between two polls of a source")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    configure("critical")
    plan = Plan(
        places=options.places,
        rough=options.rough,
        pushed=options.pushed,
        length=timedelta(minutes=options.minutes),
        every=timedelta(seconds=options.every),
        seed=options.seed,
    )
    with tempfile.TemporaryDirectory(prefix="listener-mixed-") as folder:
        finding = judged(asyncio.run(run(Path(folder), plan)), plan)
    figures = [*finding.figures, ("processor", f"{worked():.0f} s, without worker processes")]
    wide = max(len(what) for what, _ in figures)
    for what, much in figures:
        print(f"{what:<{wide}}  {much}")
    print("\n".join(f"WRONG: {said}" for said in finding.wrong) or GOOD)
    return int(bool(finding.wrong))


if __name__ == "__main__":
    sys.exit(main())
