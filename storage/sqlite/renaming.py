"""Names from before fragments belonged to an address: taken over, so that what is polled again is known."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from storage.intake.fragments import fragment
from storage.intake.identity import by_address
from storage.sqlite import naming
from storage.sqlite.tables import pack, unpack

Json = dict[str, Any]

_WITH_FRAGMENT = re.compile(r'"url":"[^"]*#[^"]')
_NUMBERED = """
SELECT mention, source, native_id FROM sightings WHERE native_id GLOB 'http*#[0-9]*' ORDER BY first_seen DESC
"""
_DIGESTS = "SELECT mention, source, native_id FROM sightings WHERE length(native_id) = 32"
_PLACE = "WHERE mention = ? AND source = ? AND native_id = ?"


def names_anew(connection: sqlite3.Connection) -> None:
    """Inside of the step's transaction."""
    _keep_fragments(connection)
    _drop_numbers_of_versions(connection)
    _tell_anonymous_apart(connection)


def _keep_fragments(connection: sqlite3.Connection) -> None:
    """The permalink of a post ended before the fragment."""
    for id, body, old, new in list(_readdressed(connection)):
        body["permalink"] = new
        written = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        connection.execute("UPDATE mentions SET body = ? WHERE id = ?", (written, id))
        before, after = by_address(old), by_address(new)
        seen = connection.execute(
            "SELECT source, native_id, aliases FROM sightings WHERE mention = ?", (id,)
        ).fetchall()
        for *place, packed in seen:
            names = dict.fromkeys(after if name == before else name for name in unpack(packed))
            connection.execute(f"UPDATE sightings SET aliases = ? {_PLACE}", (pack(tuple(names)), id, *place))
            if place[1] == old:
                _rename(connection, (id, place[0], old), new)
        naming.forget(connection, [(before, id)])
        naming.keep(connection, [(after, id)])


def _readdressed(connection: sqlite3.Connection) -> Iterator[tuple[int, Json, str, str]]:
    """Mention, body, its permalink and what it has to be."""
    for id, written in connection.execute("SELECT id, body FROM mentions WHERE instr(body, '#')"):
        if not _WITH_FRAGMENT.search(written):
            continue
        body = json.loads(written)
        old, address = body.get("permalink"), urlsplit(body["url"])
        kept = fragment(address.fragment)
        if old and kept and "#" not in old and _is_page(old, address):
            yield id, body, old, f"{old}#{kept}"


def _is_page(permalink: str, address: SplitResult) -> bool:
    parts = urlsplit(permalink)
    paths = (unquote(each.path).rstrip("/") for each in (parts, address))
    return parts.hostname == address.hostname and next(paths) == next(paths)


def _drop_numbers_of_versions(connection: sqlite3.Connection) -> None:
    """A guid that was the address and `#` with a number of one or two digits counted the versions of one post."""
    for mention, source, native_id in connection.execute(_NUMBERED).fetchall():
        address, _, number = native_id.rpartition("#")
        body = _body(connection, mention)
        page = urlsplit(address)
        if re.fullmatch("[0-9]{1,2}", number) and _is_page(body.get("permalink") or "", page):
            _rename(connection, (mention, source, native_id), address)


def _tell_anonymous_apart(connection: sqlite3.Connection) -> None:
    """Entries without guid and address were known by title and text; author and time belong to it."""
    for mention, source, native_id in connection.execute(_DIGESTS).fetchall():
        body = _body(connection, mention)
        if "url" in body or native_id != _digest(body["title"], body["text"]):
            continue
        author = next(filter(None, body["author"][:3]), "")
        told = _digest(author, body.get("published_at", ""), body["title"], body["text"])
        _rename(connection, (mention, source, native_id), told)


def _rename(connection: sqlite3.Connection, place: tuple[int, str, str], native_id: str) -> None:
    """The sighting under another id; where the mention has one there, a newer one, that one stays."""
    mention, source, _ = place
    done = connection.execute(f"UPDATE OR IGNORE sightings SET native_id = ? {_PLACE}", (native_id, *place))
    if done.rowcount:
        return
    (names,) = connection.execute(f"SELECT aliases FROM sightings {_PLACE}", place).fetchone()
    kept = (mention, source, native_id)
    (others,) = connection.execute(f"SELECT aliases FROM sightings {_PLACE}", kept).fetchone()
    both = pack(tuple(dict.fromkeys((*unpack(others), *unpack(names)))))
    connection.execute(f"UPDATE sightings SET aliases = ? {_PLACE}", (both, *kept))
    connection.execute(f"DELETE FROM sightings {_PLACE}", place)
    connection.execute("UPDATE tallies SET n = n - 1 WHERE name = 'sightings'")


def _body(connection: sqlite3.Connection, mention: int) -> Json:
    (written,) = connection.execute("SELECT body FROM mentions WHERE id = ?", (mention,)).fetchone()
    body: Json = {"title": "", "text": "", **json.loads(written)}
    return body


def _digest(*parts: str) -> str:
    """As the readers of feeds made ids of what is said."""
    return blake2b("\x00".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
