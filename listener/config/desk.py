"""Checks what the inbox's part of a configuration says about people, teams and brands, and its expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from listener.config.findings import Findings
from listener.config.lines import Key
from listener.config.references import Known, known_or_noted
from listener.wording.carets import point
from rules.alerting.people import Person
from rules.cases.inbox import InboxRule, Team
from rules.cases.replies import SavedReply
from storage.errors import QueryError


def check_desk(
    findings: Findings,
    known: Known,
    *,
    inbox: Mapping[Key, InboxRule],
    teams: Mapping[Key, Team],
    replies: Mapping[Key, SavedReply],
    people: Mapping[Key, Person],
) -> None:
    """Note every person, team and brand that stands for nothing, and every observer who would get work."""
    observers = {person.name for person in people.values() if person.role == "observer"}
    for key, team in teams.items():
        for index, name in enumerate(team.people):
            _check_person(findings, (*key, "people", index), name, known, observers)
    for key, rule in inbox.items():
        if rule.assignee is not None:
            _check_person(findings, (*key, "assignee"), rule.assignee, known, observers)
        if rule.team is not None:
            known_or_noted(findings, (*key, "team"), "team", rule.team, known.teams)
        _check_brands(findings, key, rule.brands, known)
    for key, reply in replies.items():
        _check_brands(findings, key, reply.brands, known)


def check_inbox(findings: Findings, inbox: Mapping[Key, InboxRule], lists: Mapping[str, Sequence[str]]) -> None:
    """Note every expression that cannot be read, with the place."""
    from rules.query import parse

    for key, rule in inbox.items():
        try:
            if rule.expression.strip():
                parse(rule.expression, lists, dialect="filter")
        except QueryError as error:
            findings.add((*key, "expression"), error.what, point(error.expression, error.column))


def _check_person(findings: Findings, key: Key, name: str, known: Known, observers: set[str]) -> None:
    known_or_noted(findings, key, "person", name, known.people)
    if name in observers:
        findings.add(key, f"{name} is an observer, who looks and takes nothing", "name somebody else")


def _check_brands(findings: Findings, key: Key, names: Sequence[str], known: Known) -> None:
    for index, name in enumerate(names):
        known_or_noted(findings, (*key, "brands", index), "brand", name, known.brands)
