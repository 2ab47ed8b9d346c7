"""A step of the tables: incidents of one brand were several, one for each route, and knew which alerts they had told,
but not how much of them."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

Json = dict[str, Any]

_UNROUTED = "unrouted"


def one_incident_a_matter(connection: sqlite3.Connection) -> None:
    """Inside of the step's transaction. Of several that are open about one matter, the gravest takes further alerts;
    the others go on by themselves until they are over."""
    rows = connection.execute("SELECT id, key, unresolved, body FROM incidents").fetchall()
    found = [(id, key, bool(unresolved), json.loads(body)) for id, key, unresolved, body in rows]
    taken: set[str] = set()
    for id, key, unresolved, incident in sorted(found, key=lambda one: (not one[2], one[3]["severity"], one[0])):
        new = key if incident.get("drill") else _matter(key)
        if unresolved and new in taken:
            new = key
        elif unresolved:
            taken.add(new)
        body = json.dumps(
            {**incident, "key": new, "told": _values(incident)}, ensure_ascii=False, separators=(",", ":")
        )
        connection.execute("UPDATE incidents SET key = ?, body = ? WHERE id = ?", (new, body, id))


def _matter(key: str) -> str:
    """The key without its route, where it is about a brand; as it is where it is not."""
    place = key.find(" {")
    while place >= 0:
        route, values = key[:place], key[place + 1 :]
        if _names_brand(values):
            return key if route == _UNROUTED else values
        place = key.find(" {", place + 1)
    return key


def _names_brand(values: str) -> bool:
    try:
        found = json.loads(values)
    except ValueError:
        return False
    return isinstance(found, dict) and "brand" in found


def _values(incident: Json) -> Json:
    """Each alert that was told, with all that it had found by then."""
    values = {alert["fingerprint"]: alert["value"] for alert in incident.get("alerts", ())}
    return {one: values[one] for one in incident.get("told", ()) if one in values}
