"""What the manual says of the API has every value of whatever takes only some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from listener.app import App
from storage.clock import SimulatedClock
from tests.worlds.addresses import document
from tests.worlds.clients import visit

MANUAL = Path("listener/docs/api.md")


async def test_every_value_of_a_closed_set_stands_in_the_row_of_its_address(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        found = document(app)
        missing = [
            (path, name, value)
            for path, name, value in _values(found)
            if not re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", " ".join(_rows(path)))
        ]
        assert missing == []

    await visit(tmp_path, look)


def _rows(path: str) -> list[str]:
    """Of the manual, that name this address; they have examples where it has a gap."""
    pattern = re.compile(re.sub(r"\\{\w+\\}", r"[\\w{}]+", re.escape(path)))
    rows = [line for line in MANUAL.read_text("utf-8").splitlines() if line.startswith("| `")]
    return [row for row in rows if any(map(pattern.fullmatch, re.findall(r"/[\w/.{}-]+", row.split(" | ")[0])))]


def _values(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(path, name, value) of every parameter, and of every field of what is sent."""
    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for operation in operations.values():
            given = {each["name"]: each["schema"] for each in operation.get("parameters", ())}
            for content in operation.get("requestBody", {}).get("content", {}).values():
                given |= _known(content["schema"], schemas).get("properties", {})
            for name, schema in given.items():
                yield from ((path, name, value) for value in _closed(schema, schemas) if value)


def _closed(schema: dict[str, Any], schemas: dict[str, Any]) -> Iterator[str]:
    schema = _known(schema, schemas)
    yield from map(str, schema.get("enum", ()))
    for each in schema.get("anyOf", ()):
        yield from _closed(each, schemas)


def _known(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found
