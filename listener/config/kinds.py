"""The kinds of sources, as people choose them: what each costs, needs and may, and the block to paste."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic.fields import FieldInfo

from listener.config.catalogue import written
from sources.base import About, Backfill, Need, Options, Proof, Receiver, Recheck, Source, Stream, sources

WIDTH = 44
NEEDS: Mapping[Need, str] = {
    "nothing": "nothing",
    "key": "a free key",
    "approval": "an approval",
    "money": "money",
}
PROOFS: Mapping[Proof, str] = {
    "a real server": "It was tried on a real server.",
    "real answers": "It was tried on answers that were recorded from the real thing.",
    "documents": "It was built from the documents alone; what differs out there, it says.",
}
_SHAPES = {Source: "asked now and then", Stream: "listened to", Receiver: "sent to us"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A kind of source.

    Attributes:
        type: What stands in the configuration.
        meaning: What it reads, in a sentence or two.
        rechecks: Whether the place can be asked what was deleted there.
        tells: Whether the place tells by itself what was deleted there.
        remembers: Whether the place can be asked for the past.
        block: TOML that can be pasted: what must be given with an example, the rest as comments.
    """

    type: str
    meaning: str
    about: About
    ways: tuple[str, ...]
    block: str
    rechecks: bool = False
    tells: bool = False
    remembers: bool = False

    @property
    def title(self) -> str:
        """The place's name; the type where it has none."""
        return self.about.title or self.type


def kinds() -> list[Sort]:
    """Every kind: those that need nothing first, then by name."""
    order = list(NEEDS)
    found = [kind(name) for name in sources.all()]
    return sorted(found, key=lambda each: (order.index(each.about.needs), each.title.lower()))


def kind(type: str) -> Sort:
    """One kind. Raises KeyError with those that there are."""
    return _told(type, sources.get(type))


@cache
def _told(type: str, model: type[Options]) -> Sort:
    return Sort(
        type=type,
        meaning=" ".join((inspect.getdoc(model) or "").partition("\n\n")[0].split()),
        about=model.about,
        ways=tuple(words for shape, words in _SHAPES.items() if issubclass(model, shape)),
        block="\n".join(_block(type, model)) + "\n",
        rechecks=issubclass(model, Recheck),
        tells=issubclass(model, Stream),
        remembers=issubclass(model, Backfill),
    )


def _block(type: str, model: type[Options]) -> Iterator[str]:
    yield "[[sources]]"
    yield f'name = "{type}"'
    yield f'type = "{type}"'
    own = {name: field for name, field in model.model_fields.items() if _is_own(name, field)}
    for name, field in sorted(own.items(), key=lambda each: not each[1].is_required()):
        setting = f"{'' if field.is_required() else '# '}{field.alias or name} = {_example(type, name, field)}"
        yield f"{setting:<{WIDTH}}  # {field.description}"


def _is_own(name: str, field: FieldInfo) -> bool:
    """What this kind adds, or has other defaults for; also what everybody wants to set."""
    shared = Options.model_fields.get(name)
    return shared is None or name == "every" or (name != "name" and shared.default != field.default)


def _example(type: str, name: str, field: FieldInfo) -> str:
    if field.examples:
        return toml(field.examples[0])
    if "SecretStr" in str(field.annotation):
        return f'"env:{f"{type}_{name}".upper().replace("-", "_")}"'
    default = field.get_default(call_default_factory=True)
    return written(default) or '"…"'


def toml(value: Any) -> str:
    """A plain value as it stands in the file."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key(name)} = {toml(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def key(name: str) -> str:
    """A name before an equals sign."""
    return name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() else json.dumps(name)
