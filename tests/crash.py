"""Kills the demo's service at random instants and compares what is left with an undisturbed run.

    python -m tests.crash --kills 50 [--seed 1]

The world (feeds, mail server) is a process of its own and lives on. Equal: every stored mention with its sightings,
revisions, matches and readings. Lost: a mail of the undisturbed run that was never accepted. Doubled: a Message-ID
accepted twice, which only a kill between the mail server's acceptance and the commit may cause; those are counted.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import get_args
from urllib.parse import urlsplit

from listener.config.loading import load
from listener.demo.mailbox import Mailbox
from listener.demo.outcome import outcome
from listener.demo.posts import LENGTH, START
from listener.demo.replay import STEP, write_config
from listener.demo.world import World, world
from listener.exports.export import write_ndjson
from listener.exports.selection import Selection
from storage.opening import open_store
from storage.records import CaseStatus, Wanted
from storage.store import Store

LONGEST_START = 12.0
STEPS = LENGTH // STEP
STATUSES: tuple[CaseStatus, ...] = get_args(CaseStatus)


@dataclass(frozen=True, slots=True)
class Result:
    """What a run left behind.

    Attributes:
        export: Canonical lines, without ids, processing times and the world's port.
        cases: What became of each case of the inbox, when and by whom.
        mails: How often each message was accepted.
        seconds: How long it took.
    """

    export: tuple[str, ...]
    cases: tuple[str, ...]
    mails: Counter[str]
    faults: tuple[str, ...]
    kills: int
    seconds: float


def run(folder: Path, kills: int = 0, seed: int = 0, seconds: float = 0.0) -> Result:
    """Replay the demo, killing it up to `kills` times, spread over the `seconds` that an undisturbed run takes."""
    chance, started, done = random.Random(seed), monotonic(), 0
    folder.mkdir(parents=True, exist_ok=True)
    with world(folder) as running:
        config = write_config(folder, running.web, running.smtp)
        # A start takes seconds of each life; the replay is slowed down so that it outlasts most of them.
        longest = max(LONGEST_START, 2 * seconds / max(kills, 1))
        pace = kills * longest / 2 / STEPS
        while done < kills and _killed(_command(config, running, pace), chance.uniform(0.0, longest)):
            done += 1
        subprocess.run(_command(config, running), check=True)
        return _result(config, running, done, monotonic() - started)


def _command(config: Path, running: World, pace: float = 0.0) -> list[str]:
    return [sys.executable, "-m", "listener.demo.replay", str(config), running.web, str(pace)]


def _killed(command: list[str], after: float) -> bool:
    """Start the replay and kill it after so many seconds; False if it came to its end before."""
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            code = process.wait(after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return True
    if code:
        raise RuntimeError(f"the replay failed by itself, with exit code {code}")
    return False


def _result(config: Path, running: World, kills: int, seconds: float) -> Result:
    store = open_store(load(config).store, "read")
    try:
        mails = Mailbox(running.mails).mails()
        exported = BytesIO()
        write_ndjson(store, Selection(), exported, canonical=True)
        lines = tuple(exported.getvalue().decode().replace(urlsplit(running.web).netloc, "world").splitlines())
        doubled_is_judged_apart = {mail.message_id: mail for mail in mails}.values()
        faults = outcome(store, doubled_is_judged_apart).faults
        return Result(lines, _cases(store), Counter(mail.message_id for mail in mails), faults, kills, seconds)
    finally:
        store.close()


def _cases(store: Store) -> tuple[str, ...]:
    found = [case for status in STATUSES for case in store.queue(Wanted(status=status), START, limit=10_000)]
    return tuple(sorted(f"{case.reason} {[(each.at, each.kind, each.who) for each in case.history]}" for case in found))


def differences(calm: Result, killed: Result) -> list[str]:
    """Everything that a kill changed, except doubled acceptances."""
    said = [f"undisturbed: {fault}" for fault in calm.faults] + [f"killed: {fault}" for fault in killed.faults]
    said += [f"only undisturbed: {line[:300]}" for line in sorted(set(calm.export) - set(killed.export))]
    said += [f"only killed: {line[:300]}" for line in sorted(set(killed.export) - set(calm.export))]
    said += [f"case only undisturbed: {each[:300]}" for each in sorted(set(calm.cases) - set(killed.cases))]
    said += [f"case only killed: {each[:300]}" for each in sorted(set(killed.cases) - set(calm.cases))]
    if len(calm.export) != len(killed.export):
        said.append(f"{len(calm.export)} mentions undisturbed, {len(killed.export)} killed")
    said += [f"mail lost: {each}" for each in calm.mails.keys() - killed.mails.keys()]
    said += [f"mail that nobody should have had: {each}" for each in killed.mails.keys() - calm.mails.keys()]
    return said


def doubled(result: Result) -> int:
    """Acceptances beyond the first of a message."""
    return sum(count - 1 for count in result.mails.values())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="listener-crash-") as folder:
        calm = run(Path(folder) / "calm")
        print(f"undisturbed: {calm.seconds:.0f} s, {len(calm.export)} mentions, {sum(calm.mails.values())} mails")
        killed = run(Path(folder) / "killed", options.kills, options.seed, calm.seconds)
    found = differences(calm, killed)
    print(f"killed {killed.kills} times (seed {options.seed}): {killed.seconds:.0f} s, {len(killed.export)} mentions")
    print(f"accepted twice, killed between acceptance and commit: {doubled(killed)}")
    print("\n".join(found[:50]) or "nothing lost, nothing else doubled, the stores are equal")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
