"""What a changed configuration changes: in words for the log, and whether it can be meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, is_dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from listener.wording import durations
from listener.wording.masking import masked
from storage.errors import ConfigError, Problem

if TYPE_CHECKING:
    from listener.config.config import Config

_TABLES = {
    "brands": "brand", "queries": "query", "sources": "source", "rules": "rule", "targets": "target",
    "people": "person", "rotations": "rotation", "policies": "policy", "reports": "report",
    "inbox": "rule of the inbox", "teams": "team", "replies": "saved reply", "stand_ins": "stand-in",
}  # fmt: skip

_AT_START = ("store", "listen")
"""Settings of [listener] that a running service has opened already."""


def require_kept(old: Config, new: Config) -> None:
    """Raise ConfigError where a section is gone that had something in it: a file that was emptied, or cut off while it
    was written, must not take brands, targets or people away. Who means it writes an empty list."""
    gone = [name for name in old.sections if old.sections[name] and name not in new.sections]
    if gone:
        raise ConfigError(str(new.path), tuple(_gone(name, old.sections[name]) for name in gone))


def at_start(running: Config, fresh: Config) -> tuple[str, ...]:
    """What counts from the next start of the service on, in words."""
    return tuple(
        f"[listener] {name} {_shown(before)} → {_shown(after)}"
        for name in _AT_START
        if (before := getattr(running.listener, name)) != (after := getattr(fresh.listener, name))
    )


def in_force(running: Config, fresh: Config) -> Config:
    """The fresh configuration as far as it can be taken over without a new start."""
    kept = {name: getattr(running.listener, name) for name in _AT_START}
    return replace(fresh, listener=fresh.listener.model_copy(update=kept))


def _gone(section: str, count: int) -> Problem:
    there = "there was one" if count == 1 else f"there were {count}"
    hint = f"if that is meant, write {section} = [] above the first section; else put them back"
    return Problem(line=None, key=section, what=f"no [[{section}]] is left, and {there}", hint=hint)


def changes(old: Config, new: Config) -> list[str]:
    """One sentence for each thing added, removed or changed, as `source "news": every 15m → 5m`; no secret shows."""
    said: list[str] = []
    for section in ("listener", "collect", "classify", "actions", "heartbeat", "troubles", "web", "desk", "response"):
        said += _differences(f"[{section}]", getattr(old, section), getattr(new, section))
    for field, noun in _TABLES.items():
        said += _table(noun, _by_name(getattr(old, field)), _by_name(getattr(new, field)))
    said += _table("list", old.lists, new.lists)
    for field in ("route", "inhibitions"):
        if getattr(old, field) != getattr(new, field):
            said.append(f"{field.removesuffix('s')}s changed")
    return [masked(sentence) for sentence in said]


def _by_name(items: Iterable[Any]) -> dict[str, Any]:
    return {item.name: item for item in items}


def _table(noun: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    yield from (f'{noun} "{name}" added' for name in new if name not in old)
    yield from (f'{noun} "{name}" removed' for name in old if name not in new)
    for name in new:
        if name in old:
            yield from _differences(f'{noun} "{name}"', old[name], new[name])


def _differences(subject: str, old: Any, new: Any) -> Iterator[str]:
    if type(old) is not type(new):
        yield f"{subject}: another type"
        return
    before, after = _settings(old), _settings(new)
    for name, value in after.items():
        if before[name] != value:
            yield f"{subject}: {name} {_shown(before[name])} → {_shown(value)}"


def _settings(thing: Any) -> dict[str, Any]:
    if isinstance(thing, BaseModel):
        return {name: getattr(thing, name) for name in type(thing).model_fields}
    return asdict(thing) if is_dataclass(thing) and not isinstance(thing, type) else {"words": thing}


def _shown(value: Any) -> str:
    if isinstance(value, timedelta):
        return durations.notation(value)
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value)) or "nothing"
    return "nothing" if value is None else str(value)
