"""Who may come in: people who were added, accounts, browsers that are signed in, links that work once, tokens."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storage import records
from storage.errors import Conflict
from storage.sqlite.codec import dumps, loads, micros, moment
from storage.sqlite.part import Part

if TYPE_CHECKING:
    from storage.records import Account, AddedPerson, EntryLink, Session, Token, TryLimit

_OF_A_PERSON = (
    "DELETE FROM accounts WHERE person = ?",
    "DELETE FROM sessions WHERE person = ?",
    "DELETE FROM entry_links WHERE person = ?",
)


_STRANGERS = """
SELECT person FROM (
    SELECT person FROM accounts UNION SELECT person FROM sessions UNION SELECT person FROM entry_links
) WHERE person IS NOT NULL AND person NOT IN (SELECT value FROM json_each(?)) ORDER BY person
"""


class Admitting(Part):
    def added_people(self) -> list[AddedPerson]:
        with self._connections.reading() as connection:
            rows = connection.execute("SELECT body FROM people ORDER BY name").fetchall()
        return [loads(records.AddedPerson, body) for (body,) in rows]

    def add_person(self, person: AddedPerson) -> None:
        with self._connections.writing() as connection:
            _forget(connection, person.name)
            try:
                connection.execute("INSERT INTO people VALUES (?, ?)", (person.name, dumps(person)))
            except sqlite3.IntegrityError as error:
                raise Conflict(f"somebody else has added {person.name} meanwhile") from error

    def change_person(self, person: AddedPerson) -> None:
        with self._connections.writing() as connection:
            connection.execute("UPDATE people SET body = ? WHERE name = ?", (dumps(person), person.name))

    def remove_person(self, name: str) -> bool:
        with self._connections.writing() as connection:
            _forget(connection, name)
            return connection.execute("DELETE FROM people WHERE name = ?", (name,)).rowcount == 1

    def forget_strangers(self, known: Collection[str]) -> list[str]:
        with self._connections.writing() as connection:
            rows = connection.execute(_STRANGERS, (json.dumps(sorted(known)),)).fetchall()
            for (name,) in rows:
                _forget(connection, name)
        return [name for (name,) in rows]

    def accounts(self) -> list[Account]:
        with self._connections.reading() as connection:
            rows = connection.execute("SELECT person, password, since, seen FROM accounts ORDER BY person").fetchall()
        return [
            records.Account(person=person, password=password, since=moment(since), seen_at=moment(seen))
            for person, password, since, seen in rows
        ]

    def set_password(self, person: str, password: str, now: datetime) -> None:
        with self._connections.writing() as connection:
            _open_account(connection, person, password, now)

    def begin_accounts(self, link: str, person: str, added: AddedPerson | None, password: str, now: datetime) -> bool:
        with self._connections.writing() as connection:
            if _used(connection, link, now) is None:
                return False
            if added:
                _forget(connection, person)
                connection.execute("INSERT OR REPLACE INTO people VALUES (?, ?)", (person, dumps(added)))
            _open_account(connection, person, password, now)
            _end_first_days(connection)
            return True

    def begin_session(self, session: Session, instead_of: str | None = None) -> None:
        row = (session.digest, session.person, session.way, micros(session.began_at), micros(session.seen_at))
        with self._connections.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE digest = ?", (instead_of,))
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, session.address, session.browser)
            )
            if session.person is not None:
                _open_account(connection, session.person, None, session.began_at)
                _end_first_days(connection)

    def session(self, digest: str) -> Session | None:
        found = self._sessions("digest = ?", digest)
        return found[0] if found else None

    def sessions(self, person: str | None) -> list[Session]:
        return self._sessions("person IS ?", person)

    def every_session(self) -> list[Session]:
        return self._sessions("1 OR person IS ?", None)

    def session_seen(self, session: Session, now: datetime) -> None:
        with self._connections.writing() as connection:
            connection.execute("UPDATE sessions SET seen = ? WHERE digest = ?", (micros(now), session.digest))
            connection.execute("UPDATE accounts SET seen = ? WHERE person = ?", (micros(now), session.person))

    def end_session(self, digest: str) -> None:
        with self._connections.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE digest = ?", (digest,))

    def end_sessions(self, person: str | None, but: str | None = None) -> int:
        with self._connections.writing() as connection:
            connection.execute("DELETE FROM entry_links WHERE person IS ? AND purpose = 'person'", (person,))
            return connection.execute(
                "DELETE FROM sessions WHERE person IS ? AND digest IS NOT ?", (person, but)
            ).rowcount

    def add_entry_link(self, link: EntryLink) -> None:
        row = (link.digest, link.purpose, link.person, link.way, micros(link.until))
        with self._connections.writing() as connection:
            connection.execute("INSERT INTO entry_links VALUES (?, ?, ?, ?, ?)", row)

    def entry_link(self, digest: str) -> EntryLink | None:
        with self._connections.reading() as connection:
            row = connection.execute(f"{_LINK} WHERE digest = ?", (digest,)).fetchone()
        return _entry_link(row) if row else None

    def use_entry_link(self, digest: str, now: datetime) -> EntryLink | None:
        with self._connections.writing() as connection:
            return _used(connection, digest, now)

    def add_token(self, token: Token) -> Token:
        row = (token.name, token.digest, token.role, token.made_by, micros(token.made_at), micros(token.ends_at))
        with self._connections.writing() as connection:
            try:
                id = connection.execute("INSERT INTO tokens VALUES (NULL, ?, ?, ?, ?, ?, ?, NULL)", row).lastrowid
            except sqlite3.IntegrityError as error:
                raise Conflict(f'there is a token named "{token.name}" already; give this one another name') from error
        return replace(token, id=id)

    def tokens(self) -> list[Token]:
        with self._connections.reading() as connection:
            return [_token(row) for row in connection.execute(f"{_TOKEN} ORDER BY id").fetchall()]

    def token(self, digest: str) -> Token | None:
        with self._connections.reading() as connection:
            row = connection.execute(f"{_TOKEN} WHERE digest = ?", (digest,)).fetchone()
        return _token(row) if row else None

    def token_used(self, id: int, now: datetime) -> None:
        with self._connections.writing() as connection:
            connection.execute("UPDATE tokens SET used = ? WHERE id = ?", (micros(now), id))

    def end_token(self, id: int) -> bool:
        with self._connections.writing() as connection:
            return connection.execute("DELETE FROM tokens WHERE id = ?", (id,)).rowcount == 1

    def attempt(self, limits: Sequence[TryLimit], now: datetime) -> datetime | None:
        with self._connections.writing() as connection:
            waits = [end for limit in limits if (end := _waits(connection, limit, now))]
            if not waits:
                rows = [(limit.key, micros(now)) for limit in limits]
                connection.executemany("INSERT INTO attempts VALUES (?, ?)", rows)
            return max(waits, default=None)

    def forgive(self, keys: Iterable[str]) -> None:
        with self._connections.writing() as connection:
            connection.executemany("DELETE FROM attempts WHERE key = ?", [(key,) for key in keys])

    def _sessions(self, where: str, value: str | None) -> list[Session]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT digest, person, way, began, seen, address, browser FROM sessions "
                f"WHERE {where} ORDER BY seen DESC, digest",
                (value,),
            ).fetchall()
        return [_session(row) for row in rows]


_LINK = "SELECT digest, purpose, person, way, until FROM entry_links"
_TOKEN = "SELECT id, name, digest, role, made_by, made, ends, used FROM tokens"  # noqa: S105 - a statement


def prune(connection: sqlite3.Connection, before: datetime) -> None:
    """Forget what has long been worth nothing."""
    for table, column in (("entry_links", "until"), ("attempts", "at"), ("sessions", "seen")):
        connection.execute(f"DELETE FROM {table} WHERE {column} < ?", (micros(before),))


def _forget(connection: sqlite3.Connection, name: str) -> None:
    """Whatever lets somebody of that name in."""
    for statement in _OF_A_PERSON:
        connection.execute(statement, (name,))


def _open_account(connection: sqlite3.Connection, person: str, password: str | None, now: datetime) -> None:
    connection.execute(
        "INSERT INTO accounts VALUES (?, ?, ?, ?) ON CONFLICT (person) DO UPDATE "
        "SET password = coalesce(excluded.password, password), seen = excluded.seen",
        (person, password, micros(now), micros(now)),
    )


def _end_first_days(connection: sqlite3.Connection) -> None:
    """From the first account on, nobody comes in without one."""
    connection.execute("DELETE FROM entry_links WHERE purpose = 'start'")
    connection.execute("DELETE FROM sessions WHERE person IS NULL")


def _used(connection: sqlite3.Connection, digest: str, now: datetime) -> EntryLink | None:
    """The link, which is worth nothing any more; None if it was not worth anything before."""
    row = connection.execute(f"{_LINK} WHERE digest = ?", (digest,)).fetchone()
    connection.execute("DELETE FROM entry_links WHERE digest = ?", (digest,))
    link = _entry_link(row) if row else None
    return link if link and now < link.until else None


def _waits(connection: sqlite3.Connection, limit: TryLimit, now: datetime) -> datetime | None:
    """Until when nothing more may be tried; None where it may be now."""
    since = micros(now - limit.window)
    # What was tried in a time that has not come yet, because the clock was set back, counts as of now.
    rows = connection.execute(
        "SELECT min(at, ?) FROM attempts WHERE key = ? AND at > ? ORDER BY at DESC LIMIT ?",
        (micros(now), limit.key, since, limit.most),
    ).fetchall()
    return moment(rows[-1][0]) + limit.window if len(rows) >= limit.most else None


def _session(row: Sequence[Any]) -> Session:
    digest, person, way, began, seen, address, browser = row
    return records.Session(
        digest=digest,
        person=person,
        way=way,
        began_at=moment(began),
        seen_at=moment(seen),
        address=address,
        browser=browser,
    )


def _entry_link(row: Sequence[Any]) -> EntryLink:
    digest, purpose, person, way, until = row
    return records.EntryLink(digest=digest, purpose=purpose, person=person, way=way, until=moment(until))


def _token(row: Sequence[Any]) -> Token:
    id, name, digest, role, made_by, made, ends, used = row
    return records.Token(
        id=id,
        name=name,
        digest=digest,
        role=role,
        made_by=made_by,
        made_at=moment(made),
        ends_at=moment(ends),
        used_at=None if used is None else moment(used),
    )
