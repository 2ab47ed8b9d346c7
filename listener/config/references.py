"""Checks what one part of a configuration says about another: brands, queries, scopes, targets, saved lists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from listener.config.findings import Findings, suggest
from listener.config.lines import Key
from listener.config.reports import ReportSection
from listener.config.sections import QuerySection
from listener.wording.carets import point
from listener.wording.names import alike
from rules.alerting.people import Person, PolicySection, Rotation, StandIn
from rules.alerting.routing import Route
from rules.base import Rule
from rules.wording.several import several
from storage.errors import QueryError
from storage.records import Who

_PLURALS = {"query": "queries", "policy": "policies", "person": "people"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names that a configuration gives, those of faulty entries included, so that one fault makes one problem."""

    brands: Collection[str]
    queries: Collection[str]
    targets: Collection[str]
    rules: Collection[str] = ()
    people: Collection[str] = ()
    rotations: Collection[str] = ()
    policies: Collection[str] = ()
    teams: Collection[str] = ()


def check_references(
    findings: Findings,
    known: Known,
    *,
    queries: Mapping[Key, QuerySection],
    rules: Mapping[Key, Rule],
    routes: Mapping[Key, Route],
) -> None:
    """Note every name that stands for nothing."""
    for key, query in queries.items():
        known_or_noted(findings, (*key, "brand"), "brand", query.brand, known.brands)
    for key, rule in rules.items():
        _check_scopes(findings, key, rule, known)
        _check_combined(findings, key, rule, known, {other.name: other for other in rules.values()})
    taken: dict[str, Key] = {}
    for key, route in routes.items():
        _check_route(findings, key, route, known, taken)


def _check_scopes(findings: Findings, key: Key, rule: Rule, known: Known) -> None:
    for scope in dict.fromkeys((rule.scope, *(series.scope for series in rule.series))):
        if scope.kind != "all":
            place = (*key, "scope") if scope == rule.scope else key
            known_or_noted(
                findings, place, scope.kind, scope.name, known.brands if scope.kind == "brand" else known.queries
            )


def _check_combined(findings: Findings, key: Key, rule: Rule, known: Known, rules: Mapping[str, Rule]) -> None:
    for index, name in enumerate(rule.combines):
        place = (*key, "rules", index)
        known_or_noted(findings, place, "rule", name, known.rules)
        if name in rules and (rules[name].needs != "series" or rules[name].combines):
            findings.add(place, f'"{name}" counts nothing over time itself', "name rules about counts, as volume")


def _check_route(findings: Findings, key: Key, route: Route, known: Known, taken: dict[str, Key]) -> None:
    if taken.setdefault(route.name, key) != key and len(key) > 2:  # the top ones are compared where they are read
        findings.add((*key, "name"), f'"{route.name}" is the name of another route', "give each route its own name")
    for index, name in enumerate(route.targets or ()):
        _check_recipient(findings, (*key, "targets", index), name, known)
    if route.policy is not None:
        known_or_noted(findings, (*key, "policy"), "policy", route.policy, known.policies)
    for label in ("brand", "query"):
        _check_match(findings, key, label, route.match.get(label, ()), known)
    for index, inner in enumerate(route.routes):
        if inner.group_by is not None:
            what = "is read at the top alone: a finer route adds recipients to an incident, and never makes another"
            findings.add(
                (*key, "routes", index, "group_by"), what, "remove it here, or make this a [[routes]] of its own"
            )
        _check_route(findings, (*key, "routes", index), inner, known, taken)


def check_people(
    findings: Findings,
    known: Known,
    *,
    people: Mapping[Key, Person],
    rotations: Mapping[Key, Rotation],
    policies: Mapping[Key, PolicySection],
) -> None:
    """Note every person, rotation and target that stands for nothing."""
    observers = {person.name for person in people.values() if person.role == "observer"}
    _check_names(findings, people)
    for key, person in people.items():
        for index, name in enumerate(person.targets):
            known_or_noted(findings, (*key, "targets", index), "target", name, known.targets)
    for key, rotation in rotations.items():
        for index, name in enumerate(rotation.people):
            known_or_noted(findings, (*key, "people", index), "person", name, known.people)
            _check_paged(findings, (*key, "people", index), name, observers)
        for index, override in enumerate(rotation.overrides):
            known_or_noted(findings, (*key, "overrides", index, "person"), "person", override.person, known.people)
    for key, policy in policies.items():
        for step, level in enumerate(policy.levels):
            for index, member in enumerate(level.page):
                _check_recipient(findings, (*key, "levels", step, "page", index), member, known)
                if member.kind == "person":
                    _check_paged(findings, (*key, "levels", step, "page", index), member.name, observers)


def check_stand_ins(findings: Findings, known: Known, stand_ins: Mapping[Key, StandIn]) -> None:
    """Note those for whom there is no rotation, and observers, who are never paged. Who is not in the file may have
    been added on a page."""
    for key, each in stand_ins.items():
        known_or_noted(findings, (*key, "rotation"), "rotation", each.rotation, known.rotations)


def _check_names(findings: Findings, people: Mapping[Key, Person]) -> None:
    """Whoever types a name to sign in means one person."""
    first: dict[str, str] = {}
    for key, person in people.items():
        other = first.setdefault(alike(person.name), person.name)
        if other != person.name:
            findings.add((*key, "name"), f'"{person.name}" is easily taken for "{other}"', "give them different names")


def _check_paged(findings: Findings, key: Key, name: str, observers: Collection[str]) -> None:
    if name in observers:
        findings.add(key, f"{name} is an observer, who is never paged", "give another role, or page somebody else")


def _check_recipient(findings: Findings, key: Key, who: Who, known: Known) -> None:
    if who in known.people and who not in known.targets:
        findings.add(key, f'there is no target "{who}"', f'write "{Who.person(who)}" to mean the person')
        return
    names = {"person": known.people, "oncall": known.rotations, "target": known.targets}[who.kind]
    known_or_noted(findings, key, "rotation" if who.kind == "oncall" else who.kind, who.name, names)


def _check_match(findings: Findings, key: Key, label: str, wanted: str | tuple[str, ...], known: Known) -> None:
    for name in several(wanted):
        known_or_noted(
            findings, (*key, "match", label), label, name, known.brands if label == "brand" else known.queries
        )


def known_or_noted(findings: Findings, key: Key, sort: str, name: str, names: Collection[str]) -> None:
    if name not in names:
        plural = _PLURALS.get(sort, f"{sort}s")
        hint = suggest(name, names) or f"there are none yet; write one below [[{plural}]]"
        findings.add(key, f'there is no {sort} "{name}"', hint)


def check_recipients(findings: Findings, known: Known, key: Key, to: Sequence[Who]) -> None:
    """Note everybody in a list of recipients who stands for nothing."""
    for index, who in enumerate(to):
        _check_recipient(findings, (*key, index), who, known)


def check_reports(
    findings: Findings,
    known: Known,
    reports: Mapping[Key, ReportSection],
    lists: Mapping[str, Sequence[str]] | None,
) -> None:
    """Note every brand and recipient of a report that stands for nothing, and each `where` that cannot be read.

    Args:
        lists: None where expressions are taken as they are.
    """
    for key, report in reports.items():
        for index, name in enumerate(report.brands):
            known_or_noted(findings, (*key, "brands", index), "brand", name, known.brands)
        check_recipients(findings, known, (*key, "to"), report.to)
        check_recipients(findings, known, (*key, "reviewers"), report.reviewers)
        if report.where and lists is not None:
            _check_where(findings, key, report.where, lists)


def check_reviewers(
    findings: Findings, reports: Mapping[Key, ReportSection], *, people: Iterable[Person], rotations: Iterable[Rotation]
) -> None:
    """Note everybody who would be asked whether a report goes out, and whose role does not let them say so."""
    undeciding = {each.name: each.role for each in people if not each.decides}
    turns = {Who.oncall(each.name): each.people for each in rotations}
    for key, report in reports.items():
        for index, who in enumerate(report.reviewers):
            asked = (who.name,) if who.kind == "person" else turns.get(who, ())
            for name in filter(undeciding.__contains__, asked):
                what = f"{name} has the role {undeciding[name]}, and may not say whether a report goes out"
                findings.add((*key, "reviewers", index), what, "give the role manager, or name somebody else")


def _check_where(findings: Findings, key: Key, where: str, lists: Mapping[str, Sequence[str]]) -> None:
    from rules.query import Filter

    try:
        Filter(where, lists)
    except QueryError as error:
        findings.add((*key, "where"), error.what, point(error.expression, error.column))


def check_expressions(
    findings: Findings, queries: Mapping[Key, QuerySection], lists: Mapping[str, Sequence[str]]
) -> None:
    """Note every query that cannot be read, with the place."""
    from rules.query import parse

    for key, query in queries.items():
        try:
            parse(query.expression, lists)
        except QueryError as error:
            findings.add((*key, "expression"), error.what, point(error.expression, error.column))
