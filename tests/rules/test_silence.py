from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from rules.base import BUCKET, Unseen
from rules.silence import SilenceRule
from rules.wording.moments import utc
from storage.records import Alert, Scope, Series
from tests.worlds.alerts import DAY, NOW, series_view, track, unknown

ACME = Series("brand:acme")
RULE = SilenceRule(name="r", scope="brand:acme")
HOUR = 12


def busy(days: int = 20, per_hour: float = 6, seed: int = 1) -> list[int]:
    return list(np.random.default_rng(seed).poisson(per_hour / HOUR, days * DAY))


def fired(counts: list[int], rule: SilenceRule = RULE, fresh: int | None = None, **told: object) -> list[Alert]:
    shown = series_view(ACME, track(counts), max(0, len(counts) - 2 * HOUR) if fresh is None else fresh)
    return list(rule.check(replace(shown, **told), NOW))


def test_a_brand_that_falls_silent_is_told_with_the_last_post() -> None:
    counts = [*busy(), 1, *[0] * 7 * HOUR]
    (found,) = fired(counts)
    assert found.value == 0
    assert found.expected == pytest.approx(36, rel=0.2)
    assert found.summary.startswith("Nothing about acme in 6 hours, usually 3")
    last = NOW - BUCKET * (7 * HOUR + 1)
    assert f"The last post was said on {utc(last)}." in found.reasons
    assert found.lasting
    assert found.ends_at > NOW


def test_far_less_than_usual_is_told_too_but_half_is_not() -> None:
    few, half = ([1 if n % step == 0 else 0 for n in range(7 * HOUR)] for step in (40, 4))
    (found,) = fired([*busy(), *few])
    assert found.value == 1
    assert not fired([*busy(), *half])


def test_late_posts_are_waited_for() -> None:
    assert not fired([*busy(), *[0] * 6 * HOUR])
    patient = SilenceRule(name="r", scope="brand:acme", wait=timedelta(hours=3))
    assert not fired([*busy(), *[0] * 8 * HOUR], patient)
    assert fired([*busy(), *[0] * 11 * HOUR], patient, fresh=20 * DAY)


def test_what_a_source_may_still_bring_is_waited_for() -> None:
    counts = [*busy(), *[0] * 9 * HOUR]
    assert fired(counts, settled=len(counts))
    assert not fired(counts, settled=len(counts) - 4 * HOUR)


def blind(counts: list[int], hours: int, share: float) -> dict[Scope, Unseen]:
    """The last hours, of which so much could not be seen."""
    part = np.zeros(len(counts))
    part[-hours * HOUR :] = share
    return unknown(part)


def test_a_time_in_which_the_only_source_was_out_is_unknown_not_silent() -> None:
    counts = [*busy(), *[0] * 8 * HOUR]
    assert fired(counts)
    assert not fired(counts, blind=blind(counts, 8, 1.0))


def test_one_blind_source_of_ten_excuses_no_silence_of_the_others_and_is_named() -> None:
    counts = [*busy(), *[0] * 8 * HOUR]
    (found,) = fired(counts, blind=blind(counts, 8, 0.1))
    assert found.expected == pytest.approx(0.9 * 36, rel=0.2)
    assert any("Could not be read: feed, usually 10\u202f% of these posts" in reason for reason in found.reasons)


def test_the_loss_of_a_source_that_brings_nearly_all_is_no_silence() -> None:
    counts = [*busy(), *([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0] * 8)]
    assert not fired(counts, blind=blind(counts, 8, 0.9))
    assert not fired(counts, blind=blind(counts, 8, 0.7))


def test_a_silence_is_not_over_as_its_source_cannot_be_read() -> None:
    counts = [*busy(), *[0] * 20 * HOUR]
    (found,) = fired(counts, fresh=len(counts) - HOUR, blind=blind(counts, 8, 1.0))
    assert found.ends_at > NOW


def test_nights_and_quiet_weekends_are_usual() -> None:
    nights = [0 if n % DAY < 8 * HOUR else 2 for n in range(20 * DAY)]
    assert not fired(nights, fresh=0)
    weekends = [0 if n // DAY % 7 >= 5 else 1 for n in range(35 * DAY)]
    assert not fired(weekends, fresh=14 * DAY)
    assert fired([*weekends[: 31 * DAY], *[0] * 8 * HOUR], fresh=31 * DAY)


def test_a_small_brand_is_never_called_silent() -> None:
    assert not fired([*busy(per_hour=0.5), *[0] * 20 * HOUR])


def test_ordinary_weeks_are_loud_enough() -> None:
    assert not fired(busy(days=35), fresh=0)


def test_the_first_days_say_nothing() -> None:
    assert not fired([*busy(days=6), *[0] * 8 * HOUR])
    assert fired([*busy(days=8), *[0] * 8 * HOUR])


def test_an_import_makes_no_silence_of_what_follows_it() -> None:
    imported = [10] * 20 * DAY
    live = [0] * 19 * DAY + [1 if n % 6 == 0 else 0 for n in range(DAY)]
    shown = series_view(ACME, track([*imported, *[0] * 8 * HOUR], live=[*live, *[0] * 8 * HOUR]))
    assert not list(RULE.check(shown, NOW))


def test_sensitivity_in_words_and_numbers() -> None:
    few = [*busy(), *[1 if n % 12 == 0 else 0 for n in range(8 * HOUR)]]
    results = {
        word: bool(fired(few, SilenceRule.model_validate({"name": "r", "scope": "brand:acme", "sensitivity": word})))
        for word in ("fewer", "balanced", "more", 4.0)
    }
    assert results == {"fewer": False, "balanced": False, "more": True, 4.0: True}


@pytest.mark.parametrize("wrong", [{"window": timedelta(minutes=7)}, {"sensitivity": 0.5}])
def test_impossible_settings_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="write"):
        SilenceRule.model_validate({"name": "r", **wrong})
