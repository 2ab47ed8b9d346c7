"""Who is told of an alert: a tree of routes, as in Alertmanager; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from rules.wording.durations import notation
from rules.wording.several import several
from storage.records import Scope, Who

if TYPE_CHECKING:
    from storage.records import Alert

Label = Literal["rule", "severity", "scope", "brand", "query"]
Labels = Mapping[str, str]


def _as_text(value: object) -> object:
    """One value or a list of them, numbers as text: `severity = 2` stays one value, `severity = [2]` a list."""
    if isinstance(value, list | tuple):
        return tuple(str(one) for one in value)
    return str(value) if isinstance(value, int) else value


Wanted = Annotated[str | tuple[str, ...], BeforeValidator(_as_text)]


class Timings(BaseModel):
    """When people are told; what is left out comes from the route above."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True, populate_by_name=True)

    group_by: tuple[Label, ...] | None = Field(
        None,
        description='Alerts equal in these are one incident; left out: ["brand"]. Only at the top: finer routes add '
        "recipients to an incident, and never make another",
    )
    group_wait: timedelta | None = Field(
        None, ge=timedelta(0), description="How long a new incident collects alerts before it is told; at the top 30s"
    )
    group_interval: timedelta | None = Field(
        None, gt=timedelta(0), description="The least time between two notices of one incident; at the top 5m"
    )
    repeat_interval: timedelta | None = Field(
        None, gt=timedelta(0), description="When to remind of an incident that goes on; at the top 4h"
    )


class Route(Timings):
    """A branch: which alerts it takes, and whom it tells.

    An alert that matches goes down to the first child that matches too (further ones only after `continue = true`);
    where no child matches, it stays with this route. A number for `severity` means "at least this severe" (2 takes 1
    and 2); a list means exactly those. Every other label is compared as a whole, a list meaning any of them.
    """

    name: str = Field(min_length=1, description="Unique name; its identity")
    match: dict[Label, Wanted] = Field(
        default_factory=dict, description="Labels that an alert must have: rule, severity, scope, brand, query"
    )
    targets: tuple[Who, ...] | None = Field(
        None, description='Whom to tell: names of targets, or "person:NAME"; left out: those above'
    )
    policy: str | None = Field(None, description="Policy that pages people about its incidents; left out: as above")
    continue_: bool = Field(default=False, alias="continue", description="true: look at the next sibling too")
    routes: tuple[Route, ...] = Field((), description="Finer routes below this one")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        severities = self.match.get("severity", ())
        for one in several(severities):
            if one not in {"1", "2", "3"}:
                raise ValueError(f"severity {one!r} does not exist: write 1, 2 or 3, or a list of them")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Effective:
    """A route with everything it inherits.

    Attributes:
        name: The route's own name.
        top: Name of the top-level route that it belongs to.
        path: Names from the top down to it.
        policy: Name of the policy that pages people; None: nobody is paged.
        others: Of several routes taken together, the further policies.
        because: Why the alert came here, in words.
    """

    name: str
    top: str = ""
    path: tuple[str, ...] = ()
    targets: tuple[Who, ...] = ()
    policy: str | None = None
    others: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ("brand",)
    group_wait: timedelta = timedelta(seconds=30)
    group_interval: timedelta = timedelta(minutes=5)
    repeat_interval: timedelta = timedelta(hours=4)
    because: tuple[str, ...] = ()

    @property
    def policies(self) -> tuple[str, ...]:
        """Names of all policies that page people."""
        return (self.policy, *self.others) if self.policy else ()


UNROUTED = "unrouted"


def tree(routes: Sequence[Route]) -> Route:
    """The configured top-level routes under one root. A single route that takes everything is the root itself;
    otherwise alerts that nothing takes stay at a root named "unrouted", without targets: seen on the page, not sent."""
    if len(routes) == 1 and not routes[0].match:
        return routes[0]
    return Route(name=UNROUTED, targets=(), routes=tuple(routes))


def labels(alert: Alert, brand_of_query: Mapping[str, str]) -> Labels:
    """What routes can match: rule, severity, scope, brand and query, "" where the alert has none."""
    scope = alert.scope
    query = scope.name if scope.kind == "query" else ""
    brand = scope.name if scope.kind == "brand" else brand_of_query.get(query, "")
    return {"rule": alert.rule, "severity": str(alert.severity), "scope": scope, "brand": brand, "query": query}


def matter(alerts: Sequence[Alert], brand_of_query: Mapping[str, str]) -> Scope:
    """Whose posts an incident with these alerts is about: theirs where all have one scope, else those of the brand that
    all are about, else all."""
    scopes = {alert.scope for alert in alerts}
    if len(scopes) == 1:
        return scopes.pop()
    brands = {labels(alert, brand_of_query)["brand"] for alert in alerts}
    return Scope.brand(brands.pop()) if len(brands) == 1 and "" not in brands else Scope.ALL


def resolve(root: Route, labels: Labels) -> list[Effective]:
    """Where an alert with these labels ends up: at the root where nothing below takes it, so never nowhere."""
    return list(_descend(root, _below(None, root), labels))


def audience(root: Route, alerts: Iterable[Alert], brand_of_query: Mapping[str, str]) -> list[Effective]:
    """Every route that takes one of these alerts, each once, in the order in which the alerts came."""
    found = [route for alert in alerts for route in resolve(root, labels(alert, brand_of_query))]
    return list({route.name: route for route in found}.values())


def together(routes: Sequence[Effective]) -> Effective:
    """Several routes of one incident as one: the first, which tells all of theirs, as soon as the soonest of them, and
    pages by every policy that one of them names. `routes` must not be empty."""
    first, *others = dict.fromkeys(route.policy for route in routes if route.policy) or [None]
    return replace(
        routes[0],
        targets=tuple(dict.fromkeys(who for route in routes for who in route.targets)),
        policy=first,
        others=tuple(filter(None, others)),
        group_wait=min(route.group_wait for route in routes),
        group_interval=min(route.group_interval for route in routes),
        repeat_interval=min(route.repeat_interval for route in routes),
    )


def every(root: Route) -> dict[str, Effective]:
    """Each route of the tree by its name, with what it inherits."""
    return {effective.name: effective for effective in _walk(root, None)}


def explain(root: Route, labels: Labels) -> str:
    """Who would be told of such an alert, when and why, for a person to read."""
    known = ", ".join(f"{label} {value}" for label, value in labels.items() if value) or "no labels"
    return "\n".join([f"An alert with {known}:", *(_described(route) for route in resolve(root, labels))])


def _descend(route: Route, effective: Effective, labels: Labels) -> Iterator[Effective]:
    taken = False
    for child in route.routes:
        if all(_matches(label, wanted, labels) for label, wanted in child.match.items()):
            taken = True
            yield from _descend(child, _below(effective, child), labels)
            if not child.continue_:
                return
    if not taken:
        yield effective


def _walk(route: Route, above: Effective | None) -> Iterator[Effective]:
    effective = _below(above, route)
    yield effective
    for child in route.routes:
        yield from _walk(child, effective)


def _below(above: Effective | None, route: Route) -> Effective:
    above = above or Effective(name="")
    own = {name: value for name in Timings.model_fields if (value := getattr(route, name)) is not None}
    inherited = {name: getattr(above, name) for name in Timings.model_fields}
    is_top = above.top in ("", UNROUTED)
    if not is_top:
        own.pop("group_by", None)
    return Effective(
        name=route.name,
        top=route.name if is_top else above.top,
        path=(*above.path, route.name),
        targets=above.targets if route.targets is None else route.targets,
        policy=above.policy if route.policy is None else route.policy,
        because=(*above.because, *(_because(label, wanted) for label, wanted in route.match.items())),
        **(inherited | own),
    )


def _matches(label: Label, wanted: str | tuple[str, ...], labels: Labels) -> bool:
    value = labels.get(label, "")
    if isinstance(wanted, tuple):
        return value in wanted
    if label == "severity":
        return value != "" and int(value) <= int(wanted)
    return value == wanted


def _because(label: str, wanted: str | tuple[str, ...]) -> str:
    if isinstance(wanted, tuple):
        return f"{label} is {' or '.join(wanted)}"
    return f"severity is {wanted} or more severe" if label == "severity" else f"{label} is {wanted}"


def _described(route: Effective) -> str:
    told = ", ".join(route.targets) or "nobody (no targets)"
    why = " and ".join(route.because) or "it takes everything"
    grouped = " and ".join(route.group_by)
    return (
        f"  {' > '.join(route.path)}: tells {told}\n"
        f"    because {why}\n"
        f"    {f'one incident for each {grouped}' if grouped else 'all in one incident'}; first notice after "
        f"{notation(route.group_wait)}, news at most every {notation(route.group_interval)}, "
        f"a reminder every {notation(route.repeat_interval)} while it goes on"
    )
