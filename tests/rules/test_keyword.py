from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from rules.keyword import PLAIN, Keyword
from storage.records import Author
from tests.worlds.alerts import NOW, hit, view


def test_all_posts_of_one_check_are_one_alert_with_newest_evidence_first() -> None:
    hits = [hit(n, "text", said_at=NOW - timedelta(minutes=n)) for n in (3, 1, 2)]
    (found,) = Keyword(name="acme", scope="brand:acme").check(view(*hits), NOW)
    assert found.summary == "3 posts mention acme"
    assert found.value == 3
    assert found.evidence == (1, 2, 3)
    assert found.starts_at == NOW - timedelta(minutes=3)
    assert found.ends_at == NOW + timedelta(hours=1)


def test_ten_thousand_posts_quote_twenty() -> None:
    (found,) = Keyword(name="acme", scope="brand:acme").check(view(*(hit(n) for n in range(10_000))), NOW)
    assert found.value == 10_000
    assert len(found.evidence) == 20
    assert found.summary.startswith("10,000 posts")


def test_a_post_that_claims_to_be_from_tomorrow_does_not_start_the_alert_in_the_future() -> None:
    (found,) = Keyword(name="acme", scope="brand:acme").check(view(hit(1, said_at=NOW + timedelta(days=1))), NOW)
    assert found.starts_at == NOW


def test_an_edited_post_counts_once() -> None:
    (found,) = Keyword(name="acme", scope="brand:acme").check(view(hit(1, "a"), hit(1, "b")), NOW)
    assert found.value == 1
    assert found.summary == "1 post mentions acme"


def test_other_scopes_and_silent_posts_say_nothing() -> None:
    rule = Keyword(name="acme", scope="query:acme core")
    assert not list(rule.check(view(hit(1), hit(2, scopes=("query:acme core",), live=False)), NOW))


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        (("recall",), "They RECALL it", True),
        (("recall",), "recalled", False),
        (("recall",), "a #recall", False),
        (("#recall",), "a #Recall now", True),
        (("#recall",), "a #recalled", False),
        (("class action",), "a class\n action suit", True),
        (("rappel",), "un rappel, enfin", True),
        (("été",), "répété", False),
        (("回収",), "製品回収のお知らせ", True),
        (("c++",), "written in c++ today", True),
        (("a.b",), "axb", False),
        (("fire", "smoke"), "Smoke!", True),
        (("burn*",), "two burns", True),
        (("wybuch*",), "po wybuchu", True),
        (("explo*", "bo?m"), "es explodierte", True),
        (("burn*",), "sunburn", False),
        (("can't", "I can’t"), "I CAN’T", True),
        (("yangın",), "YANGIN VAR", True),
        (("φωτιά",), "ΦΩΤΙΑ", True),
        (("at&t",), "at t-mobile", False),
        (("{BT}",), "bt is slow", False),
        (("{BT}",), "BT is slow", True),
        (("fire AND smoke",), "fire smoke", False),
        (("site:fire",), "site: fire", True),
    ],
)
def test_words_are_whole_words_in_any_case(words: tuple[str, ...], text: str, found: bool) -> None:
    rule = Keyword(name="r", scope="brand:acme", words=words)
    assert bool(list(rule.check(view(hit(1, text)), NOW))) is found
    assert bool(list(rule.check(view(hit(1, title=text)), NOW))) is found


def test_what_cannot_be_looked_for_is_refused_instead_of_never_found() -> None:
    for word in ("*fire", "!!!", '""'):
        with pytest.raises(ValidationError):
            Keyword(name="r", words=(word,))


@pytest.mark.parametrize("word", ["a", "7", "AND", "near", "e10", "x" * PLAIN])
def test_a_plain_word_is_always_found(word: str) -> None:
    rule = Keyword(name="r", scope="brand:acme", words=(word,))
    assert list(rule.check(view(hit(1, f"some {word} here")), NOW))
    assert not list(rule.check(view(hit(1, f"some {word}x here")), NOW))


def test_words_are_told_as_they_were_written_there() -> None:
    hits = (hit(1, "it burns"), hit(2, "it Burns"), hit(3, "burnt", title="No burns"))
    (found,) = Keyword(name="r", scope="brand:acme", words=("burn*",)).check(view(*hits), NOW)
    assert found.summary == '3 posts mention acme with "burns", "burnt"'


def test_an_empty_word_is_refused_because_it_would_match_everything() -> None:
    with pytest.raises(ValidationError, match="remove it"):
        Keyword(name="r", words=(" ",))


def test_authors_are_named_when_known() -> None:
    ann, bob = Author(handle="ann"), Author(name="Bob")
    (found,) = Keyword(name="r", scope="brand:acme").check(
        view(hit(1, author=ann), hit(2, author=ann), hit(3, author=bob), hit(4)), NOW
    )
    assert "Written by 2 known authors, most by ann (2), Bob (1)." in found.reasons


def test_an_author_who_took_another_handle_is_one() -> None:
    before, now = Author(id="7", handle="ann"), Author(id="7", handle="ann_b")
    (found,) = Keyword(name="r", scope="brand:acme").check(view(hit(1, author=before), hit(2, author=now)), NOW)
    assert [reason for reason in found.reasons if "Written by 1 known author, most by ann" in reason]
