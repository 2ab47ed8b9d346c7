"""Somebody says what is right in a reading: it counts at once for all copies, and teaches what is read later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from listener.actions.actor import check
from listener.actions.cases import Done, change, found
from listener.app import App
from listener.classify.bundle import labels
from listener.config.findings import suggest
from rules.cases import events
from storage.errors import ListenerError
from storage.records import Actor, Correction, StoredMention

TOWARD = "toward"
MOST_COPIES = 1_000


async def correct(app: App, id: int, head: str, label: str, actor: Actor, brand: str = "") -> Done:
    """The right label of a head, or of the tone toward a brand, of a case's first mention and its copies.

    Raises ListenerError where there is no such head, label or brand.
    """
    check(actor, "cases")
    case = await found(app, id)
    about = _checked(head, label, brand, case.brands)
    _, copies, _ = await app.read(app.store.case_mentions, id, MOST_COPIES)
    stored = await app.read(app.store.mentions, [case.lead, *copies])
    if not stored:
        raise ListenerError("its posts are gone, so there is nothing to correct")
    now = app.clock.now()
    made = [
        _correction(each, *place, label, actor.name, now) for each in stored for place in _places(each, head, about)
    ]
    what = f"{head} {about}: {label}".replace(" :", ":")
    doubt = _still_in_doubt(stored, head, about)
    return await change(
        app,
        [id],
        actor,
        lambda _: events.Corrected(who=actor.name, what=what, doubt=doubt),
        f"corrected {what} of",
        made,
    )


def _checked(head: str, label: str, brand: str, brands: Sequence[str]) -> str:
    known = labels()
    if head not in known:
        raise ListenerError(f'there is nothing called "{head}" to correct; {suggest(head, known)}')
    if label not in known[head]:
        raise ListenerError(f'{head} cannot be "{label}"; it is one of {", ".join(known[head])}')
    if head != TOWARD:
        return ""
    about = brand or (brands[0] if len(brands) == 1 else "")
    if about not in brands:
        raise ListenerError(f"toward which brand? It is about {', '.join(brands) or 'none'}")
    return about


def _places(stored: StoredMention, head: str, brand: str) -> list[tuple[str, str]]:
    """What is corrected: of a post about one brand, the sentiment is that toward it as well, which else would count."""
    only, read = stored.only_brand, stored.classification.toward if stored.classification else {}
    own = [(TOWARD, only)] if head == "sentiment" and only and only in read else []
    return [(head, brand), *own]


def _correction(stored: StoredMention, head: str, brand: str, label: str, who: str, now: datetime) -> Correction:
    reading = stored.classification
    answers = {} if reading is None else reading.toward if head == TOWARD else reading.heads
    before = answers.get(brand or head)
    return Correction(
        mention=stored.id,
        head=head,
        brand=brand,
        label=label,
        before=before.label if before else None,
        certainty=before.probability if before else 0.0,
        doubted=(brand or head) in _doubted(stored, head),
        who=who,
        at=now,
    )


def _doubted(stored: StoredMention, head: str) -> tuple[str, ...]:
    left = stored.classification.abstained if stored.classification else None
    if left is None or left.reason != "unsure":
        return ()
    return left.toward if head == TOWARD else left.heads


def _still_in_doubt(stored: Sequence[StoredMention], head: str, brand: str) -> bool:
    lead = stored[0].classification
    left = lead.abstained if lead else None
    if left is None or left.reason != "unsure":
        return False
    said = (TOWARD if brand else "", brand or head)
    doubts = {("", each) for each in left.heads} | {(TOWARD, each) for each in left.toward}
    return bool(doubts - {said})
