"""Which texts of a batch and of the week before it are one story."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage.intake.grouping import CROWD, Grouping
from storage.intake.stories import WINDOW, Signature, signatures

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEXT = "The new Acme kettle caught fire in our kitchen this morning and nobody at support picks up the phone at all"
OTHER = "Acme opens a shop in the old town hall, which the neighbours like very much and the mayor does not"


def signed(text: str) -> Signature:
    (found,) = signatures([text])
    assert found is not None
    return found


def test_a_copy_joins_the_first_of_its_batch_and_another_text_starts_its_own() -> None:
    grouping = Grouping()
    batch = ((5, TEXT), (6, OTHER), (7, f"RT @joe {TEXT}"))
    assert [grouping.join(id, NOW, signed(text)) for id, text in batch] == [5, 6, 5]
    assert list(grouping.started) == [5, 6]
    assert {story for story, _ in grouping.listed} == {5, 6}


def test_a_copy_joins_what_is_stored_for_a_week_and_no_longer() -> None:
    story = signed(TEXT)
    for passed, expected in ((WINDOW, 5), (-WINDOW, 5), (WINDOW + timedelta(seconds=1), 6)):
        grouping = Grouping()
        grouping.know([(band, 5) for band in story.bands], [(5, NOW, story.rows)])
        assert grouping.join(6, NOW + passed, story) == expected


def test_of_several_the_oldest_is_joined() -> None:
    story, grouping = signed(TEXT), Grouping()
    grouping.know([(story.bands[0], id) for id in (9, 4, 6)], [(id, NOW, story.rows) for id in (9, 4, 6)])
    assert grouping.join(10, NOW, story) == 4


def test_no_further_story_is_listed_under_a_crowded_band() -> None:
    story, grouping = signed(TEXT), Grouping()
    grouping.know([(story.bands[0], id) for id in range(CROWD)], [])
    assert grouping.join(100, NOW, story) == 100
    assert {band for _, band in grouping.listed} == set(story.bands[1:])


def test_texts_without_words_are_stories_of_their_own_and_stored_nowhere() -> None:
    grouping = Grouping()
    assert [grouping.join(id, NOW, None) for id in (1, 2)] == [1, 2]
    assert not grouping.started
    assert not grouping.listed
