"""Whom an incident's notices go to: the recipients of every route that takes one of its alerts, as they are now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from listener.config.config import Config
from rules.alerting.news import news
from rules.alerting.routing import Effective, together
from rules.alerting.routing import audience as routes_of
from storage.records import Alert, Incident, Who

REHEARSED = "drill: "
"""Before the rule's name of an alert that is made up; routes go by the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The recipients of one incident.

    Attributes:
        route: Its routes as one, whose targets are those that the next notice goes to: of news the recipients of its
            routes, else everybody.
        newcomers: Those among them who have heard nothing of it, while others have.
        told: Everybody who has heard of it, or would hear of it first.
    """

    route: Effective
    newcomers: tuple[Who, ...]
    told: tuple[Who, ...]


def audience(config: Config, incident: Incident) -> Audience:
    """As the configuration has it now: who was added to a route since an incident opened hears of it too."""
    routes = _routes(config, incident.alerts) or [config.route_named(incident.route)]
    heard = _targets(_routes(config, (each for each in incident.alerts if each.fingerprint in incident.told)))
    wanted = _targets(_routes(config, news(incident)) or routes)
    return Audience(
        route=replace(together(routes), targets=wanted),
        newcomers=tuple(who for who in wanted if who not in heard) if incident.last_notice_at else (),
        told=heard or _targets(routes),
    )


def _routes(config: Config, alerts: Iterable[Alert]) -> list[Effective]:
    meant = (replace(alert, rule=alert.rule.removeprefix(REHEARSED)) for alert in alerts)
    return routes_of(config.route, meant, config.brand_of_query)


def _targets(routes: Iterable[Effective]) -> tuple[Who, ...]:
    return tuple(dict.fromkeys(who for route in routes for who in route.targets))
