"""A store with little or much in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from listener.app import App
from storage.records import Arrival, Author, Incident, Match, Mention, Poll, SourceState, Verdict
from tests.worlds.incidents import ALERT, NOW, incident

MINUTE = timedelta(minutes=1)


def store_posts(app: App, span: timedelta, count: int, source: str = "feed") -> None:
    """So many about one brand, evenly over the time before now; every third tells the same story."""
    match = Match(query="acme", brand="Acme")
    posts = [
        Mention(
            kind="social",
            native_id=f"{span} {number}",
            text=_text(number, span),
            author=Author(name=f"a{number}"),
            collected_at=NOW,
            published_at=NOW - 5 * MINUTE - span * (number / count) * 0.99,
        )
        for number in range(count)
    ]
    state = SourceState(name=source, health="ok", next_due_at=NOW + MINUTE, first_done=True, last_success_at=NOW)
    arrivals = [Arrival(mention=post, matches=(match,), tokens=post.text.lower()) for post in posts]
    app.store.commit_polls([Poll(state=state, arrivals=arrivals)], NOW)


def _text(number: int, span: timedelta) -> str:
    if number % 3:
        return f"Acme <b>number</b> {number} of {span}"
    return "Acme lids burst in the kitchen this morning, says everybody who has one of the new ones at home"


def many(count: int) -> list[Incident]:
    """As many that are open as that are over and as drills, with more alerts the more there are."""
    alerts = tuple(replace(ALERT, rule=f"r{number}", fingerprint=f"f{number}") for number in range(count))
    return [
        incident(key=f"{sort} {number}", alerts=alerts, **changes)
        for number in range(count)
        for sort, changes in (
            ("open", {}),
            ("over", {"state": "resolved", "resolved_at": NOW}),
            ("drill", {"drill": True}),
        )
    ]


def judge(app: App, count: int) -> None:
    """People say what they were worth."""
    for number in range(count):
        said = Verdict(incident_id=1 + number, rule="r0", useful=bool(number % 2), who="Mia", at=NOW)
        app.store.add_verdict(said)
