"""config.toml as one immutable value: read whole, checked whole, every problem told at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from listener import secrets
from listener.config_file import read_document, read_text
from listener.config_findings import Findings, suggest
from listener.config_lines import Key, Lines
from listener.config_reader import Reader
from listener.config_references import Known, check_expressions, check_people, check_references
from listener.config_sections import (
    ActionsSection,
    BrandSection,
    ClassifySection,
    CollectSection,
    HeartbeatSection,
    ListenerSection,
    QuerySection,
)
from listener.notify.base import Target, targets
from rules.alerting.people import Inhibition, Person, PolicySection, Rotation
from rules.alerting.routing import Effective, Route, every, tree
from rules.base import Rule, rules
from sources.base import Options, sources
from storage.errors import ConfigError
from storage.records import Brand, Query

__all__ = ["SECTIONS", "Config", "load"]

SECTIONS = (
    "listener", "collect", "classify", "actions", "heartbeat", "brands", "lists", "queries", "sources", "rules",
    "people", "rotations", "policies", "targets", "routes", "inhibitions",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, repr=False)
class Config:
    """Everything that config.toml says; never changes, a reload makes another.

    Attributes:
        path: The file it was read from.
        lists: Saved lists for queries, by name.
        inhibitions: Alerts that make others needless.
        route: The root above `[[routes]]`; without any, it tells all targets of all alerts.
        secrets: Values that must not be shown; see `mask`.
    """

    path: Path
    listener: ListenerSection
    collect: CollectSection
    classify: ClassifySection
    brands: tuple[Brand, ...]
    lists: Mapping[str, tuple[str, ...]]
    queries: tuple[Query, ...]
    sources: tuple[Options, ...]
    rules: tuple[Rule, ...]
    targets: tuple[Target, ...]
    people: tuple[Person, ...]
    rotations: tuple[Rotation, ...]
    policies: tuple[PolicySection, ...]
    inhibitions: tuple[Inhibition, ...]
    actions: ActionsSection
    heartbeat: HeartbeatSection
    route: Route
    secrets: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"Config({str(self.path)!r}, {len(self.sources)} sources, {len(self.queries)} queries)"

    @property
    def folder(self) -> Path:
        """Where relative paths start."""
        return self.path.resolve().parent

    @property
    def store(self) -> Path:
        """The database file."""
        return self.folder / Path(self.listener.store).expanduser()

    @property
    def base_url(self) -> str | None:
        """Where people reach the pages, without a slash at the end."""
        return self.listener.base_url

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of people."""
        return self.listener.zone

    @property
    def listen(self) -> str:
        """Host and port of the pages."""
        return self.listener.listen

    @property
    def contact(self) -> str:
        """Told to the sites that are read; "" if nothing is configured."""
        return self.listener.contact or ""

    @cached_property
    def brand_of_query(self) -> dict[str, str]:
        """Query name -> brand name."""
        return {query.name: query.brand for query in self.queries}

    def source(self, name: str) -> Options:
        """The source of that name, else KeyError."""
        return self._sources[name]

    def target(self, name: str) -> Target:
        """The target of that name, else KeyError."""
        return self._targets[name]

    def person(self, name: str) -> Person:
        """The person of that name, else KeyError."""
        return self._people[name]

    def policy(self, name: str) -> PolicySection:
        """The policy of that name, else KeyError."""
        return self._policies[name]

    def route_named(self, name: str) -> Effective:
        """The route of that name with what it inherits; the root where the configuration has it no more."""
        return self._routes.get(name) or self._routes[self.route.name]

    def mask(self, text: str) -> str:
        """The text without any secret of this configuration."""
        return secrets.mask(text, self.secrets)

    @cached_property
    def _sources(self) -> dict[str, Options]:
        return {source.name: source for source in self.sources}

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {person.name: person for person in self.people}

    @cached_property
    def _policies(self) -> dict[str, PolicySection]:
        return {policy.name: policy for policy in self.policies}

    @cached_property
    def _routes(self) -> dict[str, Effective]:
        return every(self.route)

    @cached_property
    def _targets(self) -> dict[str, Target]:
        return {target.name: target for target in self.targets}


def load(path: Path, *, environ: Mapping[str, str] | None = None, read_queries: bool = True) -> Config:
    """Read and check a file. Raises ConfigError with every problem found.

    Args:
        environ: Where `env:NAME` secrets come from; os.environ if left out.
        read_queries: False for commands that match nothing: the expressions are taken as they are, which saves time.
    """
    text = read_text(path)
    raw = read_document(path, text)
    findings = Findings(Lines(text))
    _check_sections(raw, findings)
    reader = Reader(raw, findings, path.resolve().parent, os.environ if environ is None else environ)
    config = _assemble(path, reader, findings, read_queries)
    if problems := findings.problems():
        raise ConfigError(str(path), problems)
    return config


def _assemble(path: Path, reader: Reader, findings: Findings, read_queries: bool) -> Config:
    brands = reader.tables("brands", BrandSection)
    queries = reader.tables("queries", QuerySection)
    read = reader.plugins("sources", sources, with_secrets=True)
    judged = reader.plugins("rules", rules)
    told = reader.plugins("targets", targets, with_secrets=True)
    routes = reader.tables("routes", Route)
    _check_files(told, path.resolve().parent, findings)
    lists = reader.lists("lists")
    people = reader.tables("people", Person)
    rotations = reader.tables("rotations", Rotation)
    policies = reader.tables("policies", PolicySection)
    known = Known(**{section: reader.names(section) for section in Known.__dataclass_fields__})
    check_references(findings, known, queries=queries, rules=judged, routes=routes)
    check_people(findings, known, people=people, rotations=rotations, policies=policies)
    if read_queries:
        check_expressions(findings, queries, lists)
    return Config(
        path=path,
        listener=reader.section("listener", ListenerSection),
        collect=reader.section("collect", CollectSection),
        classify=reader.section("classify", ClassifySection),
        brands=tuple(brand.record() for brand in brands.values()),
        queries=tuple(query.record() for query in queries.values()),
        lists=lists,
        sources=tuple(read.values()),
        rules=_bound(tuple(judged.values())),
        targets=tuple(told.values()),
        people=tuple(people.values()),
        rotations=tuple(rotations.values()),
        policies=tuple(policies.values()),
        inhibitions=tuple(reader.anonymous("inhibitions", Inhibition).values()),
        actions=reader.section("actions", ActionsSection, with_secrets=True),
        heartbeat=reader.section("heartbeat", HeartbeatSection, with_secrets=True),
        route=_root(tuple(routes.values()), tuple(target.name for target in told.values())),
        secrets=frozenset(findings.secrets),
    )


def _check_files(told: Mapping[Key, Target], folder: Path, findings: Findings) -> None:
    for key, target in told.items():
        for setting, what, hint in target.problems(folder):
            findings.add((*key, setting), what, hint)


def _bound(judged: tuple[Rule, ...]) -> tuple[Rule, ...]:
    by_name = {rule.name: rule for rule in judged}
    return tuple(rule.bound(by_name) for rule in judged)


def _root(routes: tuple[Route, ...], targets: tuple[str, ...]) -> Route:
    return tree(routes) if routes else Route(name="everything", targets=targets)


def _check_sections(raw: Mapping[str, Any], findings: Findings) -> None:
    for name in raw:
        if name not in SECTIONS:
            findings.add((name,), f'unknown section "{name}"', suggest(name, SECTIONS))
