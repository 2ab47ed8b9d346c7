"""The playbook that fits what people talk about lies open first, and says why."""

from __future__ import annotations

from listener.crisis.playbooks.suggested import suggested
from storage.records import Classification, Reading, StoredMention
from tests.worlds.mentions import mention

BOOKS = ("data-breach", "outage", "product-safety")


def posts(**risks: int) -> list[StoredMention]:
    labels = [label for label, count in risks.items() for _ in range(count)]
    return [
        StoredMention(
            mention=mention(label, number),
            classification=Classification(model="m", heads={"risk": Reading(label=label, probability=0.9)}),
        )
        for number, label in enumerate(labels)
    ]


def test_the_risk_that_most_posts_are_about_decides() -> None:
    found = suggested([*posts(breach=4, outage=1, none=5), StoredMention(mention=mention("unread"))], BOOKS)
    assert found is not None
    assert found.playbook == "data-breach"
    assert found.reason == "4 of 10 posts that were read are about a data breach"


def test_a_playbook_of_ones_own_for_a_risk_comes_first() -> None:
    found = suggested(posts(fraud=4), (*BOOKS, "fraud"))
    assert found is not None
    assert found.playbook == "fraud"


def test_nothing_is_suggested_for_few_posts_no_risk_or_no_playbook() -> None:
    assert suggested(posts(breach=2, none=8), BOOKS) is None
    assert suggested(posts(none=8), BOOKS) is None
    assert suggested(posts(legal=8), BOOKS) is None
    assert suggested([], BOOKS) is None
