"""How the whole is doing, for the command line, the pages, /health and the heartbeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

from listener.config.config import Config
from listener.health.blindness import blind_now
from listener.health.coverage import SILENT_NOTE, silent_sources
from listener.health.judgement import Facts, Trouble, judge
from listener.health.rechecks import NOTE, Unasked, rechecks
from rules.alerting.precision import SPAN, complaint, precisions
from rules.base import Blind
from storage.delivering import Delivering
from storage.records import Scope
from storage.responding import Responding
from storage.serving import Serving
from storage.store import Collecting, Evaluating, Querying, Upkeep

if TYPE_CHECKING:
    from storage.records import Delivery, Incident, Outage, PutAside, ServiceState, SourceState

Word = Literal["ok", "degraded", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Whether all is well.

    Attributes:
        service: The last sign of life of the store's service; None where it never had one.
        failed: Deliveries that will not be tried again; newest first.
        aside: What could not be stored; newest first.
        troubles: The gravest first; empty when all is well.
        blind: Of each brand the sources that cannot be read now and usually bring something of it: its counts are
            partial. Brands of which all can be read are not in it.
    """

    at: datetime
    service: ServiceState | None
    sources: Sequence[SourceState]
    pending: Sequence[Delivery]
    failed: Sequence[Delivery]
    aside: Sequence[PutAside]
    troubles: tuple[Trouble, ...]
    blind: Mapping[str, tuple[Blind, ...]] = field(default_factory=dict)

    @property
    def healthy(self) -> bool:
        """Whether nothing needs a person."""
        return not self.troubles

    @property
    def standstill(self) -> str | None:
        """What keeps the service from its work, in words; None where it works."""
        return next((trouble.what for trouble in self.troubles if trouble.grave), None)

    @property
    def word(self) -> Word:
        """ok: nothing needs a person; degraded: something does; down: the work is not done."""
        return "down" if self.standstill else "degraded" if self.troubles else "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(Condition):
    """And what a person wants to know beside it.

    Attributes:
        totals: Rows by what they are or wait for, as in `Store.totals`.
    """

    totals: Mapping[str, int]
    incidents: Sequence[Incident]


class Watched(Collecting, Delivering, Evaluating, Querying, Responding, Serving, Upkeep, Protocol):
    """What the state of the whole is read from."""


def status(store: Watched, config: Config, now: datetime, service: ServiceState | None = None) -> Status:
    """The present state, of a service that asks as of `condition`."""
    found = condition(store, config, now, service)
    known = {each.name: getattr(found, each.name) for each in fields(found)}
    return Status(**known, totals=store.totals(), incidents=store.incidents(unresolved=True))


def condition(
    store: Watched,
    config: Config,
    now: datetime,
    service: ServiceState | None = None,
    *,
    sources: Sequence[SourceState] | None = None,
    outages: Sequence[Outage] | None = None,
) -> Condition:
    """At present. A service that asks says how it does itself, so that it is told even where nothing can be stored; of
    others the store tells, whether a service runs or not. Whoever has read the sources, or their outages since HABIT
    ago, hands them on."""
    present = service or store.service_state()
    sources = store.source_states() if sources is None else sources
    pending = store.deliveries(pending=True)
    failed, aside = store.failed_deliveries(), store.put_aside()
    facts = Facts(
        now=now,
        service=present,
        served=service is not None or store.served(),
        sources=sources,
        rules={
            rule.name: store.rule_state(rule.name, now).evaluated_until
            for rule in config.rules
            if rule.enabled and rule.needs == "series"
        },
        pending=pending,
        failed=failed,
        noisy=_noisy(store, now),
        unasked=_unasked(store, config, now),
        silent=silent_sources(store.note(SILENT_NOTE)),
        aside=Counter(each.source for each in aside if not each.dismissed),
    )
    return Condition(
        at=now,
        service=present,
        sources=sources,
        pending=pending,
        failed=failed,
        aside=aside,
        troubles=judge(facts),
        blind=_blind(store, config, now, outages),
    )


def _blind(
    store: Collecting, config: Config, now: datetime, outages: Sequence[Outage] | None
) -> dict[str, tuple[Blind, ...]]:
    found = blind_now(store, (Scope.brand(brand.name) for brand in config.brands), now, outages)
    return {scope.name: those for scope, those in found.items()}


def _unasked(store: Upkeep, config: Config, now: datetime) -> dict[str, Unasked]:
    known = rechecks(store.note(NOTE))
    limits = {source.name: source.about.rights.follow_deletions for source in config.sources if source.enabled}
    told = {name: known[name].unasked(limit, now) for name, limit in limits.items() if limit and name in known}
    return {name: each for name, each in told.items() if each}


def _noisy(store: Responding, now: datetime) -> list[str]:
    judged = precisions(store.verdicts(now - SPAN), now).values()
    return [said for each in judged if (said := complaint(each, now))]
