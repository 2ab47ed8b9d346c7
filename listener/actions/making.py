"""Brands, queries, sources, rules, reports and who stands in on call are made, changed and removed on pages: checked
like the file's, kept in the store."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from listener.actions.actor import Action, check
from listener.actions.audit import audit
from listener.app import App
from listener.config.config import Config
from listener.config.literals import literal_in
from listener.config.loading import join
from listener.config.secrets import is_reference
from listener.wording.names import written
from rules.query import Matcher
from storage.errors import Conflict, ListenerError
from storage.records import Actor, AuditSubject, Made, MadeSection

NOUNS: Mapping[MadeSection, AuditSubject] = {
    "brands": "brand", "queries": "query", "sources": "source", "rules": "rule", "reports": "report",
    "stand_ins": "stand-in",
}  # fmt: skip
ASKS: Mapping[MadeSection, Action] = {
    "brands": "rules", "queries": "rules", "sources": "sources", "rules": "rules", "reports": "reports",
    "stand_ins": "oncall",
}  # fmt: skip
"""What one must be allowed to do to make it."""
FOLDERS = ("path", "folder")
"""Settings that name files of this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Something that could be made.

    Attributes:
        whole: The configuration with it.
    """

    made: Made
    whole: Config


async def draft(app: App, section: MadeSection, table: Mapping[str, Any], actor: Actor, instead_of: str = "") -> Draft:
    """Check a table as if it stood in the file; nothing is kept. Raises ListenerError with what is wrong.

    Args:
        instead_of: The name of what it would replace, which it keeps.
    """
    check(actor, ASKS[section])
    if instead_of:
        _require_made(app.config, section, instead_of)
    name = instead_of or _name(table)
    made = Made(section=section, name=name, table={**table, "name": name}, by=actor.name, at=app.clock.now())
    _check_secrets(made, actor)
    if not instead_of:
        _require_free(app.config, made)
    others = [each for each in app.config.made if (each.section, each.name) != (section, instead_of)]
    whole = await asyncio.to_thread(join, app.config, [*others, made])
    _require_fit(whole, [made])
    if section == "stand_ins":
        _require_pageable(whole, str(table.get("person", "")))
    return Draft(made=made, whole=whole)


def _require_fit(whole: Config, made: Sequence[Made]) -> None:
    faults = [each for each in whole.unfit if any(each.made is one for one in made)]
    if faults:
        problem = faults[0].problem
        place = problem.key.partition("].")[2]
        hint = f"; {problem.hint}" if problem.hint else ""
        raise ListenerError(f"{place}: {problem.what}{hint}" if place else f"{problem.what}{hint}")


async def add(app: App, section: MadeSection, table: Mapping[str, Any], actor: Actor) -> Made:
    """Make something new. Raises ListenerError with what is wrong, Conflict where somebody was faster."""
    check(actor, ASKS[section])
    drafted = await draft(app, section, table, actor)
    await app.write(app.store.make, drafted.made)
    await _use(app)
    await _note(app, actor, "made", drafted.made)
    return drafted.made


async def add_brand(app: App, name: str, role: str, expression: str, actor: Actor) -> Made:
    """Make a brand with the words by which it is recognised, both or neither. Raises ListenerError with what is wrong,
    Conflict where one of that name is there already."""
    check(actor, ASKS["brands"])
    called = _name({"name": name})
    tables: Mapping[MadeSection, Mapping[str, Any]] = {
        "brands": {"name": called, "role": role},
        "queries": {"name": called, "brand": called, "expression": expression},
    }
    now = app.clock.now()
    new = [Made(section=where, name=called, table=each, by=actor.name, at=now) for where, each in tables.items()]
    for each in new:
        _require_free(app.config, each)
    _require_fit(await asyncio.to_thread(join, app.config, [*app.config.made, *new]), new)
    for each in new:
        await app.write(app.store.make, each)
    await _use(app)
    for each in new:
        await _note(app, actor, "made", each)
    return new[0]


async def change(app: App, section: MadeSection, name: str, table: Mapping[str, Any], actor: Actor) -> Made:
    """Give what was made on a page other settings; its name stays. ListenerError for what stands in the file."""
    check(actor, ASKS[section])
    drafted = await draft(app, section, table, actor, instead_of=name)
    if not await app.write(app.store.remake, drafted.made):
        await _use(app)
        raise Conflict(f'somebody else has removed "{name}" meanwhile')
    await _use(app)
    await _note(app, actor, "changed", drafted.made)
    return drafted.made


async def remove(app: App, section: MadeSection, name: str, actor: Actor) -> None:
    """Remove what was made on a page; what it has brought or raised stays. ListenerError for what stands in the file,
    and where something else needs it."""
    check(actor, ASKS[section])
    made = _require_made(app.config, section, name)
    rest = [each for each in app.config.made if each is not made]
    whole = await asyncio.to_thread(join, app.config, rest)
    if broken := [each for each in whole.unfit if each.made in rest]:
        raise ListenerError(f'"{broken[0].made.name}" needs it; remove that first')
    await app.write(app.store.unmake, section, name)
    await _use(app)
    await _note(app, actor, "removed", made)


async def switch(app: App, name: str, actor: Actor, *, on: bool) -> Made:
    """Have a rule that was made on a page watch no more, or watch again from now on; its settings are kept. Raises
    ListenerError for what stands in the file, Conflict where that is so already."""
    check(actor, ASKS["rules"])
    made = _require_made(app.config, "rules", name)
    if made.table.get("enabled", True) == on:
        raise Conflict(f'"{name}" {"watches" if on else "is switched off"} already')
    table = {key: value for key, value in made.table.items() if key != "enabled"}
    drafted = await draft(app, "rules", table if on else {**table, "enabled": False}, actor, instead_of=name)
    if on:
        await app.write(app.store.forget_rules, [name])  # what was said meanwhile is history to it
    if not await app.write(app.store.remake, drafted.made):
        await _use(app)
        raise Conflict(f'somebody else has removed "{name}" meanwhile')
    await _use(app)
    await _note(app, actor, f"switched {'on' if on else 'off'}", drafted.made)
    return drafted.made


async def follow(app: App) -> None:
    """Take over what another process has made, changed or removed."""
    kept = await app.read(app.store.made)
    known = [*app.config.made, *(each.made for each in app.config.unfit)]
    if _by_name(kept) != _by_name(known):
        await _use(app)


def _by_name(made: Sequence[Made]) -> Mapping[tuple[str, str], Made]:
    return {(each.section, each.name): each for each in made}


async def _use(app: App) -> None:
    """From now on."""
    kept = await app.read(app.store.made)
    whole = await asyncio.to_thread(join, app.config, kept)
    same = (whole.queries, whole.lists) == (app.config.queries, app.config.lists)
    app.adopt(whole, app.matcher if same else await asyncio.to_thread(Matcher, whole.queries, whole.lists))
    with app.store.alone() as alone:
        if alone:
            await app.sync()


async def _note(app: App, actor: Actor, did: str, made: Made) -> None:
    what = f'{did} the {NOUNS[made.section]} "{made.name}": {_settings(made)}'
    await audit(app, actor, what, app.clock.now(), about=NOUNS[made.section], id=None)


def _settings(made: Made) -> str:
    return ", ".join(f"{name} = {value}" for name, value in made.table.items() if name != "name")


def _name(table: Mapping[str, Any]) -> str:
    try:
        return written(str(table.get("name", "")))
    except ValueError as error:
        raise ListenerError(f"name: {error}") from None


def _require_made(config: Config, section: MadeSection, name: str) -> Made:
    found = config.made_of(section, name)
    if found is None:
        stands = any(each.name == name for each in getattr(config, section))
        where = f"stands in {config.path.name}: change it there, and save" if stands else "is not there any more"
        raise ListenerError(f'"{name}" {where}')
    return found


def _require_pageable(config: Config, name: str) -> None:
    """Whoever stands in is paged: somebody of the file or added, and no observer."""
    known = next((each for each in config.everybody if each.name == name), None)
    if known is None or known.role == "observer":
        raise ListenerError(f'"{name}" {"is an observer, who is never paged" if known else "is nobody that is known"}')


def _require_free(config: Config, made: Made) -> None:
    if any(each.name == made.name for each in getattr(config, made.section)):
        raise Conflict(f'there is a {NOUNS[made.section]} named "{made.name}" already; give this one another name')


def _check_secrets(made: Made, actor: Actor) -> None:
    """Secrets are named, never written. Whoever names one, or a file of this machine, or leads one that is named to
    another address, can send or show it: that is for who looks after the machine."""
    if found := literal_in(made.section, made.table):
        raise ListenerError(f'{found}: a secret is not written here; put it where the service finds it: "env:NAME"')
    if next(_named(made.table), None):
        check(actor, "settings")


def _named(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for inner, each in value.items():
            yield from _named(each, inner)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _named(each, name)
    elif isinstance(value, str) and (is_reference(value) or name in FOLDERS):
        yield name, value
