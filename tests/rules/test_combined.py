from __future__ import annotations

from datetime import timedelta

from rules.base import BUCKET, View
from rules.combined import Combined
from rules.volume import Volume
from storage.records import Alert, Series
from tests.worlds.alerts import DAY, NOW, track

ACME, RIVAL = Series("brand:acme"), Series("brand:rival")
PARTS = {
    "ours": Volume(name="ours", scope="brand:acme", cooldown=timedelta(minutes=10)),
    "theirs": Volume(name="theirs", scope="brand:rival", cooldown=timedelta(minutes=10)),
}


def rule(of: str = "all", within: timedelta = timedelta(hours=2)) -> Combined:
    asked = {"name": "both", "scope": "brand:acme", "of": of, "rules": list(PARTS), "within": within}
    return Combined.model_validate(asked).bound(PARTS)


def fired(ours: int | None, theirs: int | None, combined: Combined, fresh: int = 12) -> list[Alert]:
    """Weeks with a post an hour about each, and a burst so many buckets ago."""
    tracks = {}
    for series, back in ((ACME, ours), (RIVAL, theirs)):
        counts = [1 if n % 12 == 0 else 0 for n in range(20 * DAY)]
        if back:
            counts[-back] = 60
        tracks[series] = track(counts)
    return list(combined.check(View(tracks=tracks, fresh=20 * DAY - fresh), NOW))


def test_all_must_alert() -> None:
    (found,) = fired(3, 6, rule())
    assert found.rule == "both"
    assert found.value == 2
    assert found.starts_at == NOW - 3 * BUCKET
    assert "ours and theirs" in found.summary
    assert any(reason.startswith("theirs: ") for reason in found.reasons)
    assert not fired(3, None, rule())


def test_any_is_enough_where_any_is_asked() -> None:
    (found,) = fired(3, None, rule("any"))
    assert found.value == 1
    assert not fired(None, None, rule("any"))


def test_they_must_be_close_together() -> None:
    assert fired(3, 30, rule())
    assert not fired(3, 90, rule())
    assert fired(3, 90, rule(within=timedelta(hours=8)))


def test_what_was_told_before_is_not_told_again() -> None:
    assert not fired(50, 52, rule())


def test_an_alert_that_began_with_one_of_them_before_what_is_new_is_found() -> None:
    assert fired(2, 26, rule(), fresh=3)


def test_it_wants_the_series_of_its_parts() -> None:
    assert rule().series == (ACME, RIVAL)


def test_without_names_it_asks_for_many_posts_that_are_bad() -> None:
    alone = Combined(name="both", scope="brand:acme")
    assert {series.measure for series in alone.series} == {
        "mentions",
        "tone:negative",
        "tone:neutral",
        "tone:positive",
    }
