"""JMESPath expressions: checked when they are written, and helpful where they find nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult
from pydantic import AfterValidator

from sources.apis.item import described
from storage.figures import counted

DEEPEST, SHOWN = 5, 5
MOST, LONGEST = 15, 30


@lru_cache(maxsize=512)
def compiled(expression: str) -> ParsedResult:
    """The expression, ready to search. Raises ValueError for what is none."""
    try:
        return jmespath.compile(expression)
    except JMESPathError as error:
        said = str(error).splitlines()[0].rstrip(".:")
        raise ValueError(f"is no JMESPath: {said}; a name with other signs than letters wants double quotes") from None


def _checked(expression: str) -> str:
    compiled(expression)
    return expression


Path = Annotated[str, AfterValidator(_checked)]


def search(expression: str, data: Any) -> Any:
    """What the expression finds; None for nothing, and where it does not fit the data."""
    try:
        return compiled(expression).search(data)
    except JMESPathError:
        return None


def instead(data: Any) -> str:
    """Where lists of objects stand in some data: what `items` could be."""
    lists = list(_lists(data, ""))[:SHOWN]
    if not lists:
        return f"the answer is {described(data)}, without any list of objects"
    places = ", ".join(f"`{path}` ({counted(count, 'item')})" for path, count in lists)
    return f"lists stand at {places}"


def held(item: Any) -> str:
    """What an item holds, and what the objects in it do: what `fields` could be."""
    paths = list(_paths(item))[:MOST]
    return ", ".join(f"`{path}`" for path in paths) if paths else described(item)


def _paths(item: Any, around: str = "") -> Iterator[str]:
    for name, value in item.items() if isinstance(item, Mapping) else ():
        path = f"{around}{_name(str(name)[:LONGEST])}"
        if isinstance(value, Mapping) and value and not around:
            yield from _paths(value, f"{path}.")
        else:
            yield path


def _lists(data: Any, path: str, depth: int = 0) -> Iterator[tuple[str, int]]:
    if isinstance(data, list) and data and isinstance(data[0], Mapping):
        yield path or "@", len(data)
    elif isinstance(data, Mapping) and depth < DEEPEST:
        for name, inner in list(data.items())[:50]:
            yield from _lists(inner, f"{path}.{_name(str(name))}".lstrip("."), depth + 1)


def _name(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else '"' + name.replace('"', '\\"') + '"'
