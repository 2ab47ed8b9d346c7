"""The subject says what it is, whose, and the newest number; of a single post its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from listener.notify.render.subject import LONGEST, steady, subject
from storage.records import Scope
from tests.worlds.notices import alert, notice, sample

POST = {
    "brand": "Acme",
    "title": "1 post mentions Acme",
    "alerts": (alert(evidence=(7,), value=1.0, lasting=False, scope=Scope.brand("Acme")),),
}
SPIKE = {
    "brand": "Acme",
    "title": "Now 36 posts about Acme in 1 hour, peak 42",
    "alerts": (alert(evidence=(), value=42.0, latest=36.0, lasting=True, scope=Scope.brand("Acme")),),
}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({**POST, "kind": "opened"}, "NEW Acme: “There was glass in my Nordkaffee.”"),
        ({**POST, "kind": "page"}, "PAGE Acme: “There was glass in my Nordkaffee.”"),
        ({**POST, "kind": "opened", "samples": ()}, "NEW Acme: 1 post mentions Acme"),
        ({**POST, "kind": "updated", "fresh": 1}, "UPDATE Acme: 1 new post, “There was glass in my Nordkaffee.”"),
        (
            {**POST, "kind": "updated", "fresh": 1200},
            "UPDATE Acme: 1,200 new posts, the newest “There was glass in my Nordkaffee.”",
        ),
        ({**POST, "kind": "updated", "fresh": 2, "samples": ()}, "UPDATE Acme: 1 post mentions Acme; 2 new posts"),
        (
            {**POST, "kind": "updated", "fresh": 1, "news": "Now 40 posts, peak 42"},
            "UPDATE Acme: Now 40 posts, peak 42; 1 new post",
        ),
        ({**POST, "kind": "updated", "news": "Now 40 posts, peak 42"}, "UPDATE Acme: Now 40 posts, peak 42"),
        ({**POST, "kind": "updated"}, "UPDATE Acme: 1 post mentions Acme"),
        ({**SPIKE, "kind": "opened"}, "NEW Acme: Now 36 posts about Acme in 1 hour, peak 42"),
        ({**SPIKE, "kind": "updated"}, "UPDATE Acme: Now 36 posts about Acme in 1 hour, peak 42"),
        (
            {**SPIKE, "kind": "resolved", "by": "Mia"},
            "RESOLVED by Mia, Acme: Now 36 posts about Acme in 1 hour, peak 42",
        ),
        ({**POST, "kind": "resolved"}, "RESOLVED by itself, Acme: 1 post mentions Acme"),
        ({**POST, "kind": "handover"}, "HANDED OVER Acme: 1 post mentions Acme"),
        ({**POST, "kind": "reminder"}, "REMINDER Acme: 1 post mentions Acme"),
        ({"kind": "digest", "title": "3 notices"}, "DIGEST: 3 notices"),
        ({"kind": "test", "title": "Test"}, "TEST: Test"),
        ({**SPIKE, "kind": "page", "drill": True}, "DRILL: PAGE Acme: Now 36 posts about Acme in 1 hour, peak 42"),
        ({"kind": "opened", "scope": Scope.ALL, "title": "Much"}, "NEW all brands: Much"),
        ({"kind": "opened", "scope": Scope.query("acme-uk"), "brand": "Acme", "title": "Acme: much"}, "NEW Acme: much"),
    ],
)
def test_what_it_says(said: dict[str, Any], expected: str) -> None:
    assert subject(notice(**said)) == f"[Listener] {expected}"


def test_strangers_words_are_short_and_on_one_line() -> None:
    wild = sample("Acme\r\nBcc: everybody@example.org " + "x" * 500)
    found = subject(notice(**{**POST, "samples": (wild,)}))
    assert "\n" not in found
    assert len(found) < 2 * LONGEST


def test_two_posts_are_no_single_post() -> None:
    both = (alert(evidence=(7,), value=1.0), alert(evidence=(8,), value=1.0, fingerprint="f2"))
    assert "“" not in subject(notice(alerts=both))


def test_on_request_all_that_an_incident_tells_has_one_subject_and_a_page_its_own() -> None:
    told = [
        notice(**{**POST, "kind": "opened", "scope": Scope.brand("Acme")}),
        notice(**{**SPIKE, "kind": "updated", "scope": Scope.brand("Acme"), "brand": ""}),
        notice(**{**SPIKE, "kind": "resolved", "by": "Mia", "scope": Scope.brand("Acme")}),
    ]
    assert {steady(one) for one in told} == {f"[Listener] Acme: incident {told[0].incident_id}"}
    page = notice(**{**SPIKE, "kind": "page"})
    assert steady(page) == subject(page)


def test_a_post_that_joins_a_smaller_matter_wakes_people_by_its_own_words() -> None:
    small = alert(fingerprint="court", severity=3, evidence=(1, 2), value=2.0, lasting=False)
    grave = alert(fingerprint="fire", severity=1, evidence=(7,), value=1.0, lasting=False)
    page = notice(**{**POST, "kind": "page", "alerts": (small, grave)})
    assert subject(page) == "[Listener] PAGE Acme: “There was glass in my Nordkaffee.”"
    both = notice(**{**POST, "kind": "page", "alerts": (small, replace(grave, evidence=(7, 8), value=2.0))})
    assert subject(both) == "[Listener] PAGE Acme: 1 post mentions Acme"


def test_what_is_quoted_of_an_update_is_called_the_newest_where_it_is() -> None:
    (first,) = notice(**POST).samples
    later = replace(first, mention_id=8, said_at=first.said_at + timedelta(minutes=1))
    told = {**POST, "kind": "updated", "fresh": 2}
    assert ": 2 new posts, the newest “" in subject(notice(**{**told, "samples": (later, first)}))
    assert ": 2 new posts, among them “" in subject(notice(**{**told, "samples": (first, later)}))
