"""What sources sent and could not be stored, with the reason: kept for a person to see, and to be read again."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from storage import records
from storage.intake.storable import clean_text
from storage.sqlite.codec import cleaned, dumps, loads, micros, moment
from storage.sqlite.inserting import insert

if TYPE_CHECKING:
    from storage.records import Committed, Mention, Poll, PutAside, Refused

KEPT = 1_000
"""Of one source, the newest."""
LARGEST = 50_000
"""Characters of what was sent."""
LONGEST = 500
"""Characters of an id or a reason."""

Key = tuple[str, str]

_PRUNE = """
DELETE FROM put_aside WHERE source = :source AND native_id NOT IN (
    SELECT native_id FROM put_aside WHERE source = :source ORDER BY at DESC, native_id LIMIT :kept
)
"""


def save(connection: sqlite3.Connection, polls: Sequence[Poll], done: Sequence[Committed], now: datetime) -> None:
    """Put aside what was refused, and no longer what is stored or was read again."""
    known = _known(connection, [poll.state.name for poll in polls])
    refused = {
        (poll.state.name, _short(each.native_id)): each
        for poll, committed in zip(polls, done, strict=True)
        for each in committed.refused
    }
    if known:
        over = _settled(polls) & known.keys() - refused.keys()
        connection.executemany("DELETE FROM put_aside WHERE source = ? AND native_id = ?", list(over))
    fresh = (0, 0)
    rows = [
        (*key, *_row(each), micros(now), tries + 1, dismissed)
        for key, each in refused.items()
        for tries, dismissed in [known.get(key, fresh)]
    ]
    insert(connection, "INSERT OR REPLACE INTO put_aside", rows)
    for source in {source for source, _ in refused}:
        connection.execute(_PRUNE, {"source": source, "kept": KEPT})


def listed(connection: sqlite3.Connection, source: str | None) -> list[PutAside]:
    """Newest first."""
    rows = connection.execute(
        "SELECT source, native_id, reason, is_mention, body, at, tries, dismissed FROM put_aside "
        "WHERE ?1 IS NULL OR source = ?1 ORDER BY at DESC, source, native_id",
        (source,),
    ).fetchall()
    return [
        records.PutAside(
            source=source,
            native_id=native_id,
            reason=reason,
            body=loads(records.Mention, body) if is_mention else body,
            at=moment(at),
            tries=tries,
            dismissed=bool(dismissed),
        )
        for source, native_id, reason, is_mention, body, at, tries, dismissed in rows
    ]


def dismiss(connection: sqlite3.Connection, source: str | None) -> int:
    """Nobody needs to look at it any more; how many."""
    statement = "UPDATE put_aside SET dismissed = 1 WHERE NOT dismissed AND (?1 IS NULL OR source = ?1)"
    return connection.execute(statement, (source,)).rowcount


def _known(connection: sqlite3.Connection, sources: Sequence[str]) -> Mapping[Key, tuple[int, int]]:
    """What is put aside of some sources -> how often it was tried, and whether it is dismissed."""
    rows = connection.execute(
        "SELECT source, native_id, tries, dismissed FROM json_each(?) CROSS JOIN put_aside ON source = value",
        (dumps(sorted(set(sources))),),
    )
    return {(source, native_id): (tries, dismissed) for source, native_id, tries, dismissed in rows}


def _settled(polls: Sequence[Poll]) -> set[Key]:
    arrived = {(poll.state.name, _short(each.mention.native_id)) for poll in polls for each in poll.arrivals}
    return arrived | {(poll.state.name, id) for poll in polls for id in poll.again}


def _row(refused: Refused) -> tuple[str, bool, str]:
    """Reason, whether the body is a mention, and the body."""
    reason = _short(refused.reason)
    if isinstance(refused.body, str):
        return reason, False, clean_text(refused.body[:LARGEST])
    body = _body(refused.body)
    return reason, len(body) <= LARGEST and _is_held(refused.body, body), body[:LARGEST]


def _body(mention: Mention) -> str:
    try:
        return dumps(cleaned(mention))
    except Exception:  # noqa: BLE001 - it is here because it breaks things; its reason and its id are kept
        return ""


def _is_held(mention: Mention, body: str) -> bool:
    """Whether the mention comes back from its JSON as it was; beyond the fields, types may differ."""
    try:
        bare = replace(cleaned(mention), extra={})
        return loads(records.Mention, body, extra={}) == bare
    except Exception:  # noqa: BLE001 - the same
        return False


def _short(text: object) -> str:
    return clean_text(str(text)[:LONGEST])
