"""Whether a request is one that an OpenAPI document allows: its path, its parameters and their values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any


def complaints(document: Mapping[str, Any], method: str, path: str, args: Mapping[str, str]) -> list[str]:
    """What is wrong with a request; nothing where it is valid."""
    operation = document["paths"].get(path, {}).get(method.lower())
    if operation is None:
        return [f"{method} {path} is not in the document"]
    known = {parameter["name"]: parameter for parameter in _parameters(document, operation)}
    missing = [f"{name} is missing" for name, each in known.items() if each.get("required") and name not in args]
    unknown = [f"{name} is no parameter" for name in args if name not in known]
    wrong = [
        f"{name}: {why}"
        for name, value in args.items()
        if name in known
        for why in _wrong(document, known[name]["schema"], value)
    ]
    return [*missing, *unknown, *wrong]


def _parameters(document: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for parameter in operation.get("parameters", ()):
        found = _resolved(document, parameter)
        if found["in"] == "query":
            yield from _exploded(document, found)


def _exploded(document: Mapping[str, Any], parameter: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """An object in the query stands there as its properties."""
    schema = _resolved(document, parameter["schema"])
    if schema.get("type") != "object":
        yield parameter
        return
    for name, each in schema["properties"].items():
        yield {"name": name, "required": name in schema.get("required", ()), "schema": each}


def _resolved(document: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in part:
        found: Any = document
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def _wrong(document: Mapping[str, Any], schema: Mapping[str, Any], value: str) -> Iterator[str]:
    schema = _resolved(document, schema)
    match schema.get("type"):
        case "array":
            for each in value.split(","):
                yield from _wrong(document, schema["items"], each)
        case "integer" if not value.isdigit():
            yield f"{value!r} is no number"
        case "integer" if not schema.get("minimum", 0) <= int(value) <= schema.get("maximum", int(value)):
            yield f"{value} is outside its range"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{value!r} is none of {schema['enum']}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{value!r} does not have the form {schema['pattern']}"
    if schema.get("format") == "date-time":
        datetime.fromisoformat(value)
    if schema.get("type") == "string" and len(value) > schema.get("maxLength", len(value)):
        yield f"{len(value)} characters are too many"
