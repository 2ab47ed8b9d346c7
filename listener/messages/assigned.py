"""What somebody is told who was given cases of the inbox by somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog

from listener.app import App
from listener.messages.addressing import waits_until
from listener.messages.compose import sample
from listener.messages.recipients import recipients
from listener.wording.figures import counted
from listener.wording.text import one_line
from storage.records import Case, Delivery, Notice, Scope, StoredMention, Who

log = structlog.get_logger()

QUOTED = 3
"""Posts that the message quotes."""


async def assigned(app: App, cases: Sequence[Case], to: str, by: str, act: int, now: datetime) -> list[Delivery]:
    """A message on each way to them; none where the configuration knows no way, which is logged.

    Args:
        act: Number of what was done: the same message is never sent twice for it.
    """
    ways = recipients(app.config, Who.person(to), now)
    if not ways:
        log.warning("nobody is told of a case: no working channel", who=to)
        return []
    leads = await app.read(app.store.mentions, [case.lead for case in cases[:QUOTED]])
    notice = _notice(app, cases, leads, by, act, now)
    return [
        Delivery(
            key=f"{notice.thread}/{way.target}/{to}",
            target=way.target,
            notice=notice,
            next_try_at=waits_until(app.config, way, notice, now) or now,
            to=way.to,
            person=way.person,
        )
        for way in ways
    ]


def _notice(
    app: App, cases: Sequence[Case], leads: Sequence[StoredMention], by: str, act: int, now: datetime
) -> Notice:
    first = cases[0]
    alone = len(cases) == 1
    what = f"case {first.id}: {one_line(first.reason, 120)}" if alone else counted(len(cases), "case")
    path = f"/inbox?assignee=me&case={first.id}" if alone else "/inbox?assignee=me"
    return Notice(
        kind="assigned",
        incident_id=None,
        thread=f"assigned-{act}",
        number=1,
        title=f"{by} gave you {what}",
        severity=3,
        scope=Scope.ALL,
        created_at=now,
        samples=tuple(sample(app, each) for each in leads),
        note="It stands in your view of the inbox. If it is not yours, give it on or back to all.",
        path=path,
    )
