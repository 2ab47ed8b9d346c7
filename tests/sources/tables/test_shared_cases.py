"""Small tables that other tools got wrong, where they are at hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sources.tables.problems import Imported
from tests.worlds.tables import read

INPUTS = Path(__file__).parents[4] / "shared" / "cases" / "inputs"
NOW = datetime(2026, 11, 29, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not INPUTS.is_dir(), reason="the cases are not on this machine")


def case(name: str) -> Imported:
    return read((INPUTS / f"{name}.csv").read_bytes(), now=NOW, undated=False)


@pytest.mark.parametrize(
    ("name", "encoding", "words"), [("02-shift-jis", "cp932", "アクメ最高"), ("03-cp1251", "cp1251", "Пылесос Акме")]
)
def test_encodings(name: str, encoding: str, words: str) -> None:
    found = case(name)
    assert (found.form, found.problems) == (encoding, ())
    assert any(words in mention.text for mention in found.mentions)


def test_meltwater_of_the_classic_kind() -> None:
    tweet, _, article = case("04-meltwater-classic").mentions
    assert (tweet.author.handle, tweet.author.followers) == ("kettlefan", 1520)
    assert (tweet.native_id, tweet.extra["country"]) == ("1811111111111111111", "GB")
    assert (article.author.name, article.author.handle, article.kind) == ("Jane Roe", None, "news")


def test_the_smallest() -> None:
    (mention,) = case("05b-smallest").mentions
    assert mention.published_at == datetime(2026, 11, 20, 17, 12, tzinfo=UTC)


def test_brandwatch_of_the_twitter_era() -> None:
    (mention,) = case("06-brandwatch-twitter-era").mentions
    assert (mention.author.id, mention.author.followers) == ("99887766", 152_000)
    assert mention.engagement == {"likes": 42, "shares": 17, "replies": 4}
    assert mention.extra["country"] == "GB"


def test_dates_of_the_united_states() -> None:
    said = [mention.published_at for mention in case("09-us-dates").mentions]
    assert said == [datetime(2026, 11, day, 17, 12, tzinfo=UTC) for day in (13, 12, 4)]


def test_two_columns_of_one_name() -> None:
    found = case("12-duplicate-headers")
    assert [mention.text for mention in found.mentions] == ["Acme text here", "Acme other text"]
    assert any("columns are named 'text'" in note.what for note in found.problems)


def test_backslashes_before_quotation_marks() -> None:
    assert [mention.text for mention in case("13-backslash-quotes").mentions] == [
        'She said "Acme, never again" and left',
        "Acme is fine",
    ]
