"""What earlier versions kept in words alone, taken to fields: a step of the tables, over records as those wrote them.

An entry gets its kind from the words that the program itself wrote. Where a person could have written the same words as
a note, what else the record says decides.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]

_HANDED = "handed over to "
_SUBJECT = r"(incident|crisis|silence|inhibition)(?: (\d+))?(?:, alert (.+))?"
_SERVICE_WROTE = (
    ("opened", "opened"),
    ("alert", "alert: .*"),
    ("again", "again: .*"),
    ("severity", r"severity rose from \d to \d"),
    ("told", r"told .* \((opened|updated)\)"),
    ("resolved", "resolved itself: .*"),
    ("stale", "nobody has touched it for .*"),
    ("paged", "paged .*"),
    ("skipped", ".* has no working channel and is skipped .*"),
    ("unanswered", "nobody answered: .*"),
    ("unreached", "nobody in policy .* can be reached; .*"),
    ("untold", ".* has to be told in person: the configuration knows no way"),
)
_PEOPLE_DID = (
    ("acknowledged", "acknowledged"),
    ("handover", f"{_HANDED}.+"),
    ("resolved", "resolved"),
    ("severity", r"(raised|lowered) severity from \d to \d"),
    ("verdict", 'called (it|the alert of ".*") (useful|noise)'),
    ("drill", "drill, .*, playbook .*"),
)
_LED = (
    ("declared", "declared a crisis of severity .*"),
    ("role", "(lead|spokesperson|legal|support|social|executive|scribe): .*"),
    ("severity", r"severity \d instead of \d"),
    ("resolved", "resolved, after .*"),
    ("phase", "(investigating|identified|monitoring), after .*"),
    ("task", "(added a task|takes|done): .*"),
    ("statement", '(drafted|approved|published) ".*'),
    ("update", "(last )?update: .*"),
    ("reminded", "reminded of the update.*"),
    ("paused", "paused publishing"),
    ("resumed", "resumed publishing"),
    ("action", "action (for .*|done): .*"),
    ("closed", "closed after the evaluation"),
)
_ABSTAINED = (
    ("no text", "nothing to read"),
    ("language", "language not supported: (?P<language>.*)"),
    ("only heads", "only (?P<head>.*) is read in this language: (?P<language>.*)"),
    ("unsure", "unsure: (?P<names>.*)"),
    ("failure", "(?:the text broke the classifier: )?(?P<error>.*)"),
)
_TOWARD = "toward "


def prose_to_fields(connection: sqlite3.Connection) -> None:
    """Inside of the step's transaction."""
    _rewrite(connection, "incidents", "id", "body", _incident)
    _rewrite(connection, "responses", "incident", "body", _response)
    _rewrite(connection, "rules", "name", "state", _rule_state)
    _rewrite(connection, "readings", "mention", "body", _reading, holding='"abstained":"')
    _audit(connection)


def _rewrite(
    connection: sqlite3.Connection,
    table: str,
    key: str,
    column: str,
    change: Callable[[Json], Json],
    holding: str = "",
) -> None:
    """Change the records of a table, one by one: those in whose JSON these characters stand."""
    keys = connection.execute(f"SELECT {key} FROM {table} WHERE instr({column}, ?)", (holding,)).fetchall()
    for one in keys:
        (body,) = connection.execute(f"SELECT {column} FROM {table} WHERE {key} = ?", one).fetchone()
        changed = json.dumps(change(json.loads(body)), ensure_ascii=False, separators=(",", ":"))
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (changed, *one))


def _incident(incident: Json) -> Json:
    timeline = [_of_incident(entry, incident) for entry in incident["timeline"]]
    holder = incident["acknowledged_by"]
    taken = [place for place, entry in enumerate(timeline) if holder and _gave(entry) == holder]
    stale = [place for place, entry in enumerate(timeline) if entry["kind"] == "stale"]
    # Whoever has it now was the last to get it: what looks like a later step was a person's note.
    last = max((*taken, *stale), default=-1)
    told = [_note(entry) if place > last and _gave(entry) else entry for place, entry in enumerate(timeline)]
    return {**incident, "timeline": told}


def _of_incident(entry: Json, incident: Json) -> Json:
    kind = _kind(entry, _SERVICE_WROTE if entry["who"] is None else _PEOPLE_DID)
    if kind == "resolved" and entry["at"] != incident["resolved_at"]:
        kind = "note"
    to = entry["what"].removeprefix(_HANDED) if kind == "handover" else None
    return {**entry, "kind": kind, "to": to}


def _gave(entry: Json) -> str | None:
    """Whom an entry made take care; None where it is about something else."""
    return entry["to"] or (entry["who"] if entry["kind"] == "acknowledged" else None)


def _note(entry: Json) -> Json:
    return {**entry, "kind": "note", "to": None}


def _response(response: Json) -> Json:
    return {**response, "timeline": [_of_response(entry, response) for entry in response["timeline"]]}


def _of_response(entry: Json, response: Json) -> Json:
    kind = _kind(entry, _LED)
    moments = {"resolved": [response["resolved_at"]], "closed": [response["closed_at"]]}
    moments["update"] = [update["at"] for update in response["updates"]]
    moments["declared"] = [response["declared_at"]]
    if entry["at"] not in moments.get(kind, [entry["at"]]) or (kind == "reminded" and entry["who"] is not None):
        kind = "note"
    return {**entry, "kind": kind, "to": None}


def _kind(entry: Json, wrote: tuple[tuple[str, str], ...]) -> str:
    return next((kind for kind, pattern in wrote if _words(pattern, entry["what"])), "note")


def _words(pattern: str, text: str) -> re.Match[str] | None:
    """Compiled at the first use: most stores need no upgrade."""
    return re.fullmatch(pattern, text, re.DOTALL)


def _rule_state(state: Json) -> Json:
    """Of FINGERPRINT@END@SEVERITY; before severities were noted nothing could become graver."""
    marks = (mark.split("@") for mark in state.get("fired", ()))
    fired = [
        {"fingerprint": fingerprint, "ends_at": ends_at, "severity": int(rest[0]) if rest else 1}
        for fingerprint, ends_at, *rest in marks
    ]
    return {**state, "fired": fired}


def _reading(reading: Json) -> Json:
    words = reading["abstained"]
    reason, found = next((reason, found) for reason, pattern in _ABSTAINED if (found := _words(pattern, words)))
    told: Json = found.groupdict()
    if reason == "unsure":
        told = _unsure(told["names"])
    elif reason == "only heads":
        told = {"heads": [told["head"]], "language": told["language"]}
    return {**reading, "abstained": {"reason": reason, **told}}


def _unsure(names: str) -> Json:
    """A brand's name may hold a comma itself: what follows one that is no head belongs to the brand before."""
    heads, toward = [], list[str]()
    for name in names.split(", "):
        if name.startswith(_TOWARD):
            toward.append(name.removeprefix(_TOWARD))
        elif toward:
            toward[-1] += f", {name}"
        else:
            heads.append(name)
    return {"heads": heads, "toward": toward}


def _audit(connection: sqlite3.Connection) -> None:
    """A subject like "silence 3, alert FINGERPRINT" in fields, by which it is found."""
    rows = connection.execute("SELECT at, who, what, subject FROM audit ORDER BY rowid").fetchall()
    connection.execute("DROP TABLE audit")
    connection.execute(
        "CREATE TABLE audit (at INTEGER NOT NULL, who TEXT NOT NULL, role TEXT, via TEXT, what TEXT NOT NULL, "
        "about TEXT NOT NULL, id INTEGER, fingerprint TEXT)"
    )
    connection.execute("CREATE INDEX audit_about ON audit (about, id, fingerprint)")
    for at, who, what, subject in rows:
        found = _words(_SUBJECT, subject)
        assert found, subject
        connection.execute("INSERT INTO audit VALUES (?, ?, NULL, NULL, ?, ?, ?, ?)", (at, who, what, *found.groups()))
