"""The configured sources and how they do, as commands show them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from listener.wording.durations import ago

if TYPE_CHECKING:
    from listener.config.config import Config
    from storage.records import SourceState


def states(path: Path) -> list[dict[str, object]]:
    """Name, type, state, last reading, and what is used of its quota or budget, of each; none where there is no
    configuration yet."""
    from listener.cli.opening import whole
    from listener.wording.usage import said
    from sources.apis.usage import usages
    from storage.clock import WallClock

    if not path.exists():
        return []
    config, now = whole(path), WallClock().now()
    known = _stored(config)
    return [
        {
            "source": source.name,
            "type": source_type(source),
            "state": known[source.name].health if source.name in known else "new" if source.enabled else "off",
            "read": ago(known[source.name].last_success_at, now) if source.name in known else "-",
            "used": "; ".join(said(each, config.zone) for each in usages(known[source.name].cursor, now))
            if source.name in known
            else "",
            "from": origin(config, source.name),
        }
        for source in config.sources
    ]


def origin(config: Config, name: str) -> Literal["pages", "file"]:
    """Where a configured source was made."""
    return "pages" if any((each.section, each.name) == ("sources", name) for each in config.made) else "file"


def _stored(config: Config) -> dict[str, SourceState]:
    from listener.cli.opening import reading

    if not config.store.exists():
        return {}
    with reading(config) as store:
        return {state.name: state for state in store.source_states()}


def source_type(source: object) -> str:
    """The name under which the class of a source is known."""
    from sources.base import sources as known

    return next((name for name, model in known.all().items() if type(source) is model), "")
