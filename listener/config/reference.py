"""The reference in docs/configuration.md, written from the models: `python -m listener.config.reference`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from listener.config import sections
from listener.config.catalogue import Setting, Sort, inner_tables, settings, sorts
from listener.config.reports import ReportSection
from listener.config.web import WebSection
from listener.notify.base import Target, targets
from listener.notify.formats.base import Format, formats
from listener.wording import markdown
from rules.alerting.people import Inhibition, Person, PolicySection, Rotation, StandIn
from rules.alerting.routing import Route
from rules.base import Rule, rules
from rules.cases.inbox import DeskSection, InboxRule, Team
from rules.cases.replies import SavedReply
from rules.response.targets import ResponseSection
from sources.base import Options, sources

SINGLE: Mapping[str, type[BaseModel]] = {
    "listener": sections.ListenerSection,
    "collect": sections.CollectSection,
    "classify": sections.ClassifySection,
    "actions": sections.ActionsSection,
    "heartbeat": sections.HeartbeatSection,
    "troubles": sections.TroublesSection,
    "web": WebSection,
    "desk": DeskSection,
    "response": ResponseSection,
}
REPEATED: Mapping[str, type[BaseModel]] = {
    "brands": sections.BrandSection,
    "queries": sections.QuerySection,
    "people": Person,
    "rotations": Rotation,
    "stand_ins": StandIn,
    "policies": PolicySection,
    "routes": Route,
    "inhibitions": Inhibition,
    "reports": ReportSection,
    "inbox": InboxRule,
    "teams": Team,
    "replies": SavedReply,
}
INTRODUCTION = """# Configuration reference

Everything that can stand in `config.toml`. This page is written by `make docs` from the models that read the file;
`listener sources types --all` prints the types. The shipped [config.toml](../../config.toml) has an example of each
part; a block of each kind of source stands in [Sources](sources.md).

- A key that is not known is an error, as is everything else that is wrong: `listener check` tells all of it at once,
  with the line and what to write instead.
- A *duration* is `"30s"`, `"5m"`, `"4h"`, `"14d"`, or several in a row: `"1h30m"`.
- A *secret* never stands in the file: write `"env:NAME"` for an environment variable, or `"file:PATH"`.
- Paths are relative to the file.
- Saved changes are taken over while the service runs; a wrong file is refused, and the present one stays. `store` and
  `listen` count from the next start on.
- Every `name` is unique in its section, and is the thing's identity: renamed, it is another thing.
"""


def reference() -> str:
    """The whole page."""
    parts = [INTRODUCTION, "## Sections\n"]
    parts += [part for name, model in SINGLE.items() for part in _section(f"[{name}]", model)]
    parts += [part for name, model in REPEATED.items() for part in _section(f"[[{name}]]", model)]
    parts += ["### [lists]\n", 'Saved lists for queries: `rivals = ["brave", "vivaldi"]` is used as `list:rivals`.\n']
    parts += _room("Sources", "sources", Options, sorts(sources))
    parts += _room("Rules", "rules", Rule, sorts(rules))
    parts += _room("Targets", "targets", Target, sorts(targets))
    parts += ["## Formats of the webhook\n", "A target of type `webhook` takes one of these as `format`.\n"]
    parts += [part for name, form in formats.all().items() for part in _format(name, form)]
    return "\n".join(parts)


def _section(title: str, model: type[BaseModel]) -> Iterator[str]:
    yield f"### {title}\n"
    yield f"{_meaning(model)}\n"
    yield _table(settings(model))
    yield from _inner(model)


def _inner(model: type[BaseModel]) -> Iterator[str]:
    for name, inner in inner_tables(model).items():
        yield f"`{name}`: {_meaning(inner)}\n"
        yield _table(settings(inner))


def _room(title: str, section: str, shared: type[BaseModel], found: Iterable[Sort]) -> Iterator[str]:
    yield f"## {title}\n"
    yield f"Tables `[[{section}]]`; `type` says which of these it is. Each has these settings, and those of its type.\n"
    common = list(settings(shared))
    yield _table(common)
    for sort in found:
        yield f"### {title.removesuffix('s')} `{sort.type}`\n"
        yield f"{sort.meaning}\n"
        if own := [setting for setting in sort.settings if setting not in common]:
            yield _table(own)


def _format(name: str, form: type[Format]) -> Iterator[str]:
    yield f"### Format `{name}`\n"
    yield f"{_meaning(form)}\n"
    if form.needs:
        yield f"Needs {', '.join(f'`{each}`' for each in form.needs)}.\n"


def _table(found: Iterable[Setting]) -> str:
    return markdown.table(("setting", "value", "default", "meaning"), map(_row, found))


def _row(setting: Setting) -> tuple[str, str, str, str]:
    default = "must be given" if setting.default is None else f"`{setting.default}`" if setting.default else ""
    return f"`{setting.name}`", setting.kind, default, setting.meaning


def _meaning(model: type[Any]) -> str:
    """Its description, without the name of the section that some begin with."""
    text = re.sub(r"^\[.*\]: ", "", inspect.getdoc(model) or "")
    return text[:1].upper() + text[1:]


if __name__ == "__main__":
    print(reference(), end="")
