"""The inbox's list as a person reads it: each case with its first post, and how many there are of each sort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from listener.app import App
from listener.messages.compose import sample
from storage.records import Case, CaseView, QueueTally, Sample, StoredMention, Wanted
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case of the list.

    Attributes:
        post: Its first post; None where that was forgotten.
        messages, copies: How many posts are in its conversation, and how many tell the same elsewhere.
        late: Its answer is overdue.
    """

    case: Case
    lead: StoredMention | None
    post: Sample | None
    messages: int
    copies: int
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What one look at the inbox shows of the list.

    Attributes:
        total: How many there are beyond the page.
        more: Whether there is a next page.
    """

    rows: Sequence[Row]
    total: int
    more: bool
    tally: QueueTally
    views: Sequence[CaseView]


def queue(app: App, wanted: Wanted, who: str, now: datetime, after: int | None, limit: int) -> Queue:
    """A page of the list, in as many questions to the store however long it is."""
    store = app.store
    cases = store.queue(wanted, now, after=store.case(after) if after is not None else None, limit=limit + 1)
    return Queue(
        rows=rows(app, store, cases[:limit], now),
        total=store.queue_size(wanted, now),
        more=len(cases) > limit,
        tally=store.queue_tally(who, now),
        views=store.case_views(),
    )


def rows(app: App, store: Store, cases: Sequence[Case], now: datetime) -> list[Row]:
    """These cases with their posts."""
    leads = {each.id: each for each in store.mentions([case.lead for case in cases])}
    sizes = store.case_sizes([case.id or 0 for case in cases])
    found = []
    for case in cases:
        lead, (messages, copies) = leads.get(case.lead), sizes.get(case.id or 0, (0, 0))
        found.append(
            Row(
                case=case,
                lead=lead,
                post=sample(app, lead) if lead else None,
                messages=messages,
                copies=copies,
                late=case.due_at is not None and case.due_at < now and case.status in ("new", "open"),
            )
        )
    return found
