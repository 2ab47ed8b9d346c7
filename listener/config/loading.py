"""Reads config.toml whole, checks it whole, and tells every problem at once."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from listener.config.config import Config, Unfit
from listener.config.desk import check_desk, check_inbox
from listener.config.file import read_document, read_text
from listener.config.findings import Findings, suggest
from listener.config.lines import Key, Lines
from listener.config.reader import Reader
from listener.config.references import (
    Known,
    check_expressions,
    check_people,
    check_recipients,
    check_references,
    check_reports,
    check_reviewers,
    check_stand_ins,
)
from listener.config.reports import ReportSection
from listener.config.sections import (
    ActionsSection,
    BrandSection,
    ClassifySection,
    CollectSection,
    HeartbeatSection,
    ListenerSection,
    QuerySection,
    TroublesSection,
)
from listener.config.web import WebSection
from listener.notify.base import Target, targets
from rules.alerting.people import Inhibition, Person, PolicySection, Rotation, StandIn, with_stand_ins
from rules.alerting.routing import Route, tree
from rules.base import Rule, rules
from rules.cases.inbox import DeskSection, InboxRule, Team
from rules.cases.replies import SavedReply
from rules.response.targets import ResponseSection
from sources.base import Options, sources
from storage.errors import ConfigError, Problem
from storage.records import Who

if TYPE_CHECKING:
    from storage.records import Made

SECTIONS = (
    "listener", "collect", "classify", "actions", "heartbeat", "troubles", "web", "brands", "lists", "queries",
    "sources", "rules", "people", "rotations", "policies", "targets", "routes", "inhibitions", "reports", "desk",
    "inbox", "teams", "replies", "stand_ins", "response",
)  # fmt: skip
_SINGLE: Mapping[str, type[BaseModel]] = {
    "listener": ListenerSection, "collect": CollectSection, "classify": ClassifySection, "actions": ActionsSection,
    "heartbeat": HeartbeatSection, "troubles": TroublesSection, "web": WebSection, "desk": DeskSection,
    "response": ResponseSection,
}  # fmt: skip
"""The sections that there is one of."""
_PLACE = re.compile(r"(\w+)\[(\d+)\]")


def load(path: Path, *, environ: Mapping[str, str] | None = None, read_queries: bool = True) -> Config:
    """Read and check a file. Raises ConfigError with every problem found.

    Args:
        environ: Where `env:NAME` secrets come from; os.environ if left out.
        read_queries: False for commands that match nothing: the expressions are taken as they are, which saves time.
    """
    text = read_text(path)
    expressions = ("queries", "reports") if read_queries else ()
    config = _read(path, text, read_document(path, text), os.environ if environ is None else environ, expressions)
    return replace(config, text=text)


def join(config: Config, made: Sequence[Made], *, environ: Mapping[str, str] | None = None) -> Config:
    """The configuration of a file together with what was made on pages, checked as if it stood in the file. What does
    not fit it (any more) is left out, and named in `unfit`: the file's own are right without it."""
    kept, unfit = list(made), dict[int, Unfit]()
    while kept:
        try:
            whole = _joined(config, kept, os.environ if environ is None else environ)
        except ConfigError as error:
            faulty = {
                id(each): (each, problem) for problem in error.problems if (each := _meant(config, kept, problem))
            }
            if not faulty:
                raise
            unfit |= {key: Unfit(made=each, problem=problem) for key, (each, problem) in faulty.items()}
            kept = [each for each in kept if id(each) not in faulty]
        else:
            break
    else:
        whole = _joined(config, (), os.environ if environ is None else environ) if config.made else config
    left = tuple(unfit[id(each)] for each in made if id(each) in unfit)
    return replace(
        config,
        brands=whole.brands,
        queries=whole.queries,
        sources=whole.sources,
        rules=whole.rules,
        rotations=whole.rotations,
        stand_ins=whole.stand_ins,
        reports=whole.reports,
        made=tuple(kept),
        unfit=left,
    )


def _joined(config: Config, made: Sequence[Made], environ: Mapping[str, str]) -> Config:
    raw = read_document(config.path, config.text)
    for each in made:
        raw[each.section] = [*raw.get(each.section, []), dict(each.table)]
    return _read(config.path, config.text, raw, environ, {each.section for each in made})


def _meant(config: Config, made: Sequence[Made], problem: Problem) -> Made | None:
    """The one that a problem is about; None where it is the file's."""
    found = _PLACE.match(problem.key)
    if not found:
        return None
    own = [each for each in made if each.section == found[1]]
    index = int(found[2]) - config.sections.get(found[1], 0)
    return own[index] if 0 <= index < len(own) else None


def _read(
    path: Path, text: str, raw: Mapping[str, Any], environ: Mapping[str, str], expressions: Collection[str]
) -> Config:
    """`expressions` are the sections whose expressions are read, not taken as they are."""
    findings = Findings(Lines(text))
    _check_sections(raw, findings)
    reader = Reader(raw, findings, path.resolve().parent, environ)
    config = _assemble(path, reader, findings, expressions)
    if problems := findings.problems():
        raise ConfigError(str(path), problems)
    return config


def read_source(table: Mapping[str, Any], folder: Path, *, environ: Mapping[str, str] | None = None) -> Options:
    """One table of `[[sources]]` that stands in no file. Raises ConfigError with every problem found."""
    findings = Findings(Lines(""))
    reader = Reader({"sources": [table]}, findings, folder, os.environ if environ is None else environ)
    read = reader.plugins("sources", sources, with_secrets=True)
    if problems := findings.problems():
        raise ConfigError("this source", problems)
    return next(iter(read.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    """The tables of all sections that are lists, by where they stand."""

    brands: dict[Key, BrandSection]
    queries: dict[Key, QuerySection]
    sources: dict[Key, Options]
    rules: dict[Key, Rule]
    targets: dict[Key, Target]
    routes: dict[Key, Route]
    people: dict[Key, Person]
    rotations: dict[Key, Rotation]
    stand_ins: dict[Key, StandIn]
    policies: dict[Key, PolicySection]
    inhibitions: dict[Key, Inhibition]
    inbox: dict[Key, InboxRule]
    teams: dict[Key, Team]
    replies: dict[Key, SavedReply]
    reports: dict[Key, ReportSection]


def _tables(reader: Reader) -> _Tables:
    return _Tables(
        brands=reader.tables("brands", BrandSection),
        queries=reader.tables("queries", QuerySection),
        sources=reader.plugins("sources", sources, with_secrets=True),
        rules=reader.plugins("rules", rules),
        targets=reader.plugins("targets", targets, with_secrets=True),
        routes=reader.tables("routes", Route),
        people=reader.tables("people", Person),
        rotations=reader.tables("rotations", Rotation),
        stand_ins=reader.tables("stand_ins", StandIn),
        policies=reader.tables("policies", PolicySection),
        inhibitions=reader.anonymous("inhibitions", Inhibition),
        inbox=reader.tables("inbox", InboxRule),
        teams=reader.tables("teams", Team),
        replies=reader.tables("replies", SavedReply),
        reports=reader.tables("reports", ReportSection),
    )


def _check_tables(
    read: _Tables, lists: Mapping[str, tuple[str, ...]], known: Known, findings: Findings, expressions: Collection[str]
) -> None:
    """What one table says of another, and the expressions where they are to be read."""
    check_references(findings, known, queries=read.queries, rules=read.rules, routes=read.routes)
    check_reports(findings, known, read.reports, lists if "reports" in expressions else None)
    check_reviewers(findings, read.reports, people=read.people.values(), rotations=read.rotations.values())
    check_people(findings, known, people=read.people, rotations=read.rotations, policies=read.policies)
    check_stand_ins(findings, known, read.stand_ins)
    check_desk(findings, known, inbox=read.inbox, teams=read.teams, replies=read.replies, people=read.people)
    if "queries" in expressions:
        check_inbox(findings, read.inbox, lists)
        check_expressions(findings, read.queries, lists)


def _assemble(path: Path, reader: Reader, findings: Findings, expressions: Collection[str]) -> Config:
    read, lists = _tables(reader), reader.lists("lists")
    known = Known(**{section: reader.names(section) for section in Known.__dataclass_fields__})
    troubles = reader.section("troubles", TroublesSection)
    _check_files(read.targets, path.resolve().parent, findings)
    _check_tables(read, lists, known, findings, expressions)
    check_recipients(findings, known, ("troubles", "to"), troubles.to)
    return Config(
        path=path,
        listener=reader.section("listener", ListenerSection, with_secrets=True),
        collect=reader.section("collect", CollectSection),
        classify=reader.section("classify", ClassifySection),
        brands=tuple(brand.record() for brand in read.brands.values()),
        queries=tuple(query.record() for query in read.queries.values()),
        lists=lists,
        sources=tuple(read.sources.values()),
        rules=_bound(tuple(read.rules.values())),
        targets=tuple(read.targets.values()),
        people=tuple(read.people.values()),
        rotations=tuple(with_stand_ins(each, read.stand_ins.values()) for each in read.rotations.values()),
        stand_ins=tuple(read.stand_ins.values()),
        policies=tuple(read.policies.values()),
        inhibitions=tuple(read.inhibitions.values()),
        actions=reader.section("actions", ActionsSection, with_secrets=True),
        heartbeat=reader.section("heartbeat", HeartbeatSection, with_secrets=True),
        web=reader.section("web", WebSection, with_secrets=True),
        desk=reader.section("desk", DeskSection),
        response=reader.section("response", ResponseSection),
        troubles=troubles,
        inbox=tuple(read.inbox.values()),
        teams=tuple(read.teams.values()),
        replies=tuple(read.replies.values()),
        route=_root(tuple(read.routes.values()), tuple(Who.target(target.name) for target in read.targets.values())),
        reports=tuple(read.reports.values()),
        sections=reader.sections(),
    )


def _check_files(told: Mapping[Key, Target], folder: Path, findings: Findings) -> None:
    for key, target in told.items():
        for setting, what, hint in target.problems(folder):
            findings.add((*key, setting), what, hint)


def _bound(judged: tuple[Rule, ...]) -> tuple[Rule, ...]:
    by_name = {rule.name: rule for rule in judged}
    return tuple(rule.bound(by_name) for rule in judged)


def _root(routes: tuple[Route, ...], targets: tuple[Who, ...]) -> Route:
    return tree(routes) if routes else Route(name="everything", targets=targets)


def _check_sections(raw: Mapping[str, Any], findings: Findings) -> None:
    for name in raw:
        if name not in SECTIONS:
            findings.add((name,), f'unknown section "{name}"', _home(name) or suggest(name, SECTIONS))


def _home(setting: str) -> str | None:
    """Where a setting belongs that stands above all sections."""
    homes = (f"[{name}]" for name, model in _SINGLE.items() if setting in model.model_fields)
    home = next(homes, None)
    return home and f"it is a setting of {home}: write it below that line"
