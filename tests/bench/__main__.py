"""All benchmarks, one after the other: `python -m tests.bench [NAME …]`. Ratios and rates are taken in one run each."""

from __future__ import annotations

import subprocess
import sys

BENCHES = {
    "start": "how fast the command line answers",
    "store": "the way into the store, and searching in it",
    "inbox": "opening an inbox of 100,000 open cases",
    "explore": "questions about everything that is stored",
    "query": "matching posts against many queries",
    "detect": "judging 100 brands × 8 measures over 35 days",
    "blindness": "what a source that cannot be read does to detection, simulated",
    "feeds": "parsing feeds, and polling 2,000 that have not changed",
    "latency": "from a post in a feed to a mail that was accepted, through the running service",
    "streams": "events of a stream that are heard, matched and committed",
    "export": "50,000 mentions in every format: seconds, and memory against a tenth of them",
    "reports": "a weekly report: seconds, memory, size",
    "loop": "delay of the event loop while polling and classifying",
    "pages": "server time of every page",
    "live": "what 200 who look at the pages cost at ten changes a second",
    "classifier": "texts a second, against a RoBERTa-base-shaped pipeline where torch is installed",
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; 1 if one failed."""
    failed = 0
    for name in names or BENCHES:
        print(f"\n== {name}: {BENCHES[name]}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=False).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
