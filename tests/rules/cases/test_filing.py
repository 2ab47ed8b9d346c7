"""The first rule that a post satisfies decides, says why, and waits for a reading only where it needs one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from rules.cases.filing import Inbox, Taken, Unread
from rules.cases.inbox import InboxRule
from storage.records import Author, Classification, Match, Reading, StoredMention
from tests.worlds.mentions import mention

COMPLAINT = Classification(
    model="test",
    heads={
        "intent": Reading(label="complaint", probability=0.9),
        "sentiment": Reading(label="negative", probability=0.8),
    },
)


def post(text: str = "The lid burst", followers: int | None = 120, **fields: Any) -> StoredMention:
    return StoredMention(
        mention=replace(mention(text, author=Author(handle="ada", followers=followers)), id=1, **fields),
        matches=(Match(query="acme", brand="Acme"),),
        classification=COMPLAINT,
    )


def taken(stored: StoredMention, *rules: Mapping[str, Any], final: bool = True) -> Taken | None:
    return Inbox([InboxRule(**rule) for rule in rules]).decide(stored, final=final)


def reason(stored: StoredMention, *rules: Mapping[str, Any]) -> str | None:
    found = taken(stored, *rules)
    return found.reason if found else None


LOUD = {"name": "Complaints of many", "expression": "intent:complaint", "followers": 5000, "due": timedelta(hours=1)}
ALL = {"name": "Complaints", "expression": "intent:complaint"}
LID = {"name": "Lids", "expression": "lid OR Deckel", "tags": ("#Lid",)}


def test_the_first_one_that_holds_decides_and_says_why() -> None:
    assert reason(post(followers=9000), LOUD, ALL) == (
        "Complaints of many: complaint, negative · 9,000 followers · answer within 1 hour"
    )
    assert reason(post(), LOUD, ALL) == "Complaints: complaint, negative"
    assert reason(post(), LID, ALL) == "Lids: “lid”"
    assert reason(post("Der Deckel! DECKEL"), LID) == "Lids: “Deckel”"
    assert reason(post("fine"), LID) is None


@pytest.mark.parametrize(("followers", "inside"), [(4999, False), (5000, True), (None, False)])
def test_followers_that_nobody_knows_are_not_many(followers: int | None, inside: bool) -> None:
    assert (taken(post(followers=followers), LOUD) is not None) == inside


def test_what_is_kept_out_stays_out_of_all_that_follow() -> None:
    out = {"name": "our own", "expression": "author:ada", "put": "not in"}
    assert taken(post(), out, ALL) is None
    assert taken(post(), ALL, out) is not None


def test_brands_are_those_that_matched() -> None:
    assert taken(post(), {"name": "x", "brands": ("Bolt",)}) is None
    assert reason(post(), {"name": "x", "brands": ("Bolt", "Acme")}) == "x"


def test_only_what_needs_a_reading_waits_for_one_and_all_that_follow_it() -> None:
    unread = replace(post(), classification=None)
    assert taken(unread, LID, ALL, final=False)
    with pytest.raises(Unread):
        taken(unread, ALL, LID, final=False)
    assert reason(unread, ALL, LID) == "Lids: “lid”"
    assert taken(unread, LOUD, LID, final=False), "too few followers, whatever is read"


def test_a_language_waits_where_only_the_model_can_tell_it() -> None:
    german = {"name": "German", "expression": "language:de"}
    unread = replace(post(language=None), classification=None)
    with pytest.raises(Unread):
        taken(unread, german, final=False)
    assert taken(replace(post(language="de"), classification=None), german, final=False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "asks for nothing"},
        {"name": "out", "expression": "x", "put": "not in", "assignee": "Mia"},
        {"name": "tags", "expression": "x", "tags": ("a b,c",)},
        {"name": "", "expression": "x"},
        {"name": "due", "expression": "x", "due": timedelta(0)},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: Mapping[str, Any]) -> None:
    with pytest.raises(ValidationError):
        InboxRule(**wrong)


def test_what_strangers_write_stays_short_and_on_one_line_in_a_reason() -> None:
    long = post("lid" + "\n" * 50 + "x")
    assert reason(long, {"name": "any", "expression": "lid*"}) == "any: “lid”"
    found = reason(post("word " * 500), {"name": "any", "expression": '"' + "word " * 30 + '"'})
    assert found
    assert len(found) < 200
