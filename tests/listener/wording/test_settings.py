"""Fields of forms are called as people write it, not as the file spells it."""

from __future__ import annotations

import re

import pytest
from pydantic import BaseModel

from listener.config.catalogue import settings
from listener.wording.settings import SPELLED, setting_words
from rules.base import rules
from sources.base import sources

KINDS: dict[str, type[BaseModel]] = {**sources.all(), **rules.all()}
UNSAID = {"of", "own", "after", "within", "next", "nothing", "wait", "app", "page", "points", "share", "every", "view"}
"""Names that say nothing, or something else, without the table around them."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_label_reads_as_people_write_it(kind: str) -> None:
    found = list(settings(KINDS[kind]))
    labels = [each.label for each in found]
    assert len(set(labels)) == len(labels), "two fields of one form have one name"
    for each in found:
        words = re.findall(r"[^\W_]+", each.label)
        assert "_" not in re.sub(r"\{\w+\}", "", each.label)
        assert each.label[0].isupper()
        assert [word for word in words if word != SPELLED.get(word.lower(), word)] == [], "acronyms are capitals"
        assert each.label.lower() not in UNSAID
        assert len(each.label) <= 40


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        ("rss", "url", "Address"),
        ("youtube", "key", "API key"),
        ("appstoreconnect", "key_id", "Key ID"),
        ("x", "budget", "Budget a month, in US dollars"),
        ("youtube", "quota", "Units a day"),
        ("volume", "baseline", "Baseline, in days"),
        ("combined", "of", "All or any"),
        ("rating", "stars", "Maximum of stars"),
    ],
)
def test_units_and_what_a_kind_means_by_a_name_are_said(kind: str, name: str, label: str) -> None:
    assert {each.name: each.label for each in settings(KINDS[kind])}[name] == label


def test_a_name_that_nobody_has_written_a_label_for_is_spelled_well() -> None:
    assert setting_words("client_id") == "Client ID"
    assert setting_words("feed_url") == "Feed URL"
    assert setting_words("page_size") == "Page size"
