"""The contract of a rule: pure, stateless, told everything it may know."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from storage.plugins import Plugins
from storage.records import Scope

if TYPE_CHECKING:  # the command line reads rules from the configuration without waiting for numpy
    import numpy as np
    import numpy.typing as npt

    from storage.records import Alert, Hit, Series

BUCKET = timedelta(minutes=5)
ALONE = timedelta(days=365)
"""A post that is older than the horizon by so much, as one that a page keeps at its top for years, does not mean that
all since then is known."""
HORIZON = timedelta(days=35)
CONTEXT = timedelta(days=3)
LEARNING_DAYS = 3
"""How many days must be known before a rule judges by what is usual."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Track:
    """One series as a rule sees it.

    Attributes:
        start: Start of the first bucket.
        total: int64, mentions a bucket, whatever way they came: for baselines.
        live: int64, those among them that may alert.
        known_since: Start of the first bucket that ever counted something; None if nothing ever did.
    """

    start: datetime
    total: npt.NDArray[np.int64]
    live: npt.NDArray[np.int64]
    known_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """A stretch in which one source could not be read.

    Attributes:
        until: None while it lasts.
        share: The part of what is usually said in the scope that it is the first to bring, between 0 and 1.
    """

    source: str
    since: datetime
    until: datetime | None
    share: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unseen:
    """What nobody can know of one scope.

    Attributes:
        share: float64, for each bucket of its tracks the part of the usual posts whose sources could not be read, from
            0 (all could) to 1 (none could).
        stretches: Where that comes from; sources that usually bring nothing to the scope are not among them.
    """

    share: npt.NDArray[np.float64]
    stretches: tuple[Blind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that a rule may know when it is asked.

    Attributes:
        tracks: For each series it declared, over HORIZON, and for each of its context, over CONTEXT or more; they end
            at the last complete bucket before `now`; for a rule of severity 1 that is `rising`, at the one under way.
        fresh: Index of the first bucket that was not judged before or has had late posts.
        settled: Index of the first bucket whose posts a source may not have brought yet; None: all are there.
        blind: Of each scope, what is unknown as sources could not be read; of scopes that are not in it all is known.
        hits: For rules about single posts: those of its scope since it was last asked, in order.
    """

    tracks: Mapping[Series, Track] = field(default_factory=dict)
    fresh: int = 0
    settled: int | None = None
    blind: Mapping[Scope, Unseen] = field(default_factory=dict)
    hits: Sequence[Hit] = ()

    def unseen(self, scope: Scope) -> npt.NDArray[np.float64] | None:
        """The unknown part of a scope in each bucket; None where all is known."""
        found = self.blind.get(scope)
        return found.share if found is not None and found.share.any() else None


class Rule(BaseModel):
    """Settings that every rule has, and what it must answer; a rule adds its own settings."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    needs: ClassVar[Literal["series", "matches", "readings"]] = "series"

    name: str = Field(min_length=1, description="Unique name; its identity")
    scope: Scope = Field(Scope.ALL, description='"brand:NAME", "query:NAME" or "all"')
    severity: Literal[1, 2, 3] = Field(3, description="1 wakes people, 2 wants to be seen today, 3 is good to know")
    enabled: bool = Field(default=True, description="false: it watches no more; what it raised stays")

    @property
    def series(self) -> tuple[Series, ...]:
        """What it wants to see; only for rules that need series."""
        return ()

    @property
    def context(self) -> tuple[Series, ...]:
        """What it wants to see of the last three days only, beside its series: to say what the posts are like."""
        return ()

    @property
    def softened(self) -> bool:
        """Whether what its posts read as may lower the severity of what it finds: then that waits for the reading."""
        return bool(self.context)

    @property
    def combines(self) -> tuple[str, ...]:
        """Names of other rules that it asks; rules about counts that combine nothing themselves."""
        return ()

    @property
    def rising(self) -> bool:
        """Whether it looks for more than usual: then a bucket that has not ended yet can hide something from it, and
        never makes it see what is not there."""
        return False

    @property
    def stretch(self) -> timedelta | None:
        """The window whose posts it counts, and finds many; None where it counts nothing so."""
        return None

    @property
    def learning(self) -> str:
        """What it asks for while too little is known to say what is usual, in a sentence; "" where it always asks for
        the same."""
        return ""

    def counted(self, alert: Alert) -> Series | None:  # noqa: ARG002 - for those that count several things
        """What an alert of this rule has counted; None where the rule counts nothing."""
        return self.series[0] if self.series else None

    def bound(self, others: Mapping[str, Rule]) -> Self:  # noqa: ARG002 - for those that combine
        """This rule with the rules that it asks, chosen by name; the configuration calls it once all are read."""
        return self

    def check(self, view: View, now: datetime) -> Iterable[Alert]:
        """What there is to say. Pure: the same view and time give the same alerts."""
        raise NotImplementedError


def fingerprint(rule: str, scope: Scope, *group: str) -> str:
    """Hash of rule, scope and group values, without time: 16 hex digits."""
    return hashlib.sha256("\x1f".join((rule, scope, *group)).encode()).hexdigest()[:16]


def bucket_start(at: datetime) -> datetime:
    """Start of the bucket that a moment lies in."""
    return _EPOCH + (at - _EPOCH) // BUCKET * BUCKET


rules: Plugins[Rule] = Plugins("rules", group="listener.rules")
rule = rules.register
