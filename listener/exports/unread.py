"""What could not be read in the time of an export, so that a gap in it is not taken for silence.

A workbook has a sheet of it and Parquet an entry of its metadata; text has no room for it, and gets a file beside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from listener.exports.files import replacing
from listener.exports.selection import Selection
from listener.health.blindness import Ledger, blind_since
from listener.health.coverage import KNOWN
from rules.base import Blind
from rules.wording.unseen import was_away

ALL = "Every source that usually brings such posts could be read."
ENDING = ".unread.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Which sources could not be read.

    Attributes:
        since, until: The time that is told of.
        stretches: Of the sources that usually bring something to what is exported, oldest first.
    """

    since: datetime
    until: datetime
    stretches: Sequence[Blind] = ()

    @property
    def sentence(self) -> str:
        """Which, and for how long; "" where all could be read."""
        return was_away(self.stretches, self.since, self.until)

    def plain(self) -> dict[str, Any]:
        """As JSON says it; `until` is null while it lasts, `share` is what the source usually brings, from 0 to 1."""
        stretches = [
            {
                "source": each.source,
                "since": each.since.isoformat(),
                "until": each.until and each.until.isoformat(),
                "share": round(each.share, 4),
            }
            for each in self.stretches
        ]
        said = {"since": self.since.isoformat(), "until": self.until.isoformat(), "said": self.sentence or ALL}
        return {**said, "unread": stretches}


def unread(store: Ledger, selection: Selection, now: datetime) -> Unread:
    """Of the time of a selection, as far as the ledger goes back."""
    since, until = max(selection.since or now - KNOWN, now - KNOWN), min(selection.until or now, now)
    found = blind_since(store, [selection.scope], since, now).get(selection.scope, ())
    return Unread(since=since, until=until, stretches=[each for each in found if each.since < until])


def write_beside(path: Path, told: Unread) -> Path | None:
    """Beside a file that has no room for it; where it went, None where there is nothing to tell.

    A file of an earlier export is written anew also then, as it would tell of gaps that are not there. Raises
    ExportError.
    """
    beside = path.with_name(path.name + ENDING)
    if not (path.is_file() and (told.stretches or beside.exists())):
        return None
    with replacing(beside) as out:
        out.write(json.dumps(told.plain(), indent=2, ensure_ascii=False).encode() + b"\n")
    return beside
