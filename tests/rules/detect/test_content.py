"""One text passed on, one author at work, and many people are three things, and an alert says which."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rules.base import BUCKET, CONTEXT, Track, View
from rules.counting.counts import CountRule
from rules.crisis import Crisis
from rules.volume import Volume
from storage.records import Alert, Series
from tests.worlds.alerts import DAY, NOW, track

ACME = "brand:acme"
CRISIS = Crisis(name="r", scope=ACME)
LAST = 12


def usual(mean: float = 1.0) -> np.ndarray:
    return np.random.default_rng(2).poisson(mean, 28 * DAY)


def context(total: np.ndarray, burst: float) -> Track:
    """The last days of a series with so many in each of the last hour's buckets."""
    found = total[-(CONTEXT // BUCKET) :].copy()
    found[-LAST:] = burst
    return track(list(found))


def told(rule: CountRule = CRISIS, **burst: float) -> Alert:
    """What is told of 40 posts in each bucket of an hour, by so many authors and in so many stories of each bucket."""
    counts = usual()
    tracks = {Series(ACME, name.replace("_", ":")): context(usual(), each) for name, each in burst.items()}
    for name in ("tone_negative", "tone_positive", "intent_spam", "intent_complaint", "risk_breach", "risk_none"):
        if name in burst:
            tracks[Series(ACME, name.replace("_", ":"))] = context(0 * usual(), burst[name])
    counts[-LAST:] = 40
    (found,) = rule.check(View(tracks={Series(ACME): track(list(counts)), **tracks}, fresh=28 * DAY - LAST), NOW)
    return found


def test_many_people_with_a_story_each_wake_somebody() -> None:
    found = told(authors=39, stories=37)
    assert found.severity == 1
    assert found.summary.startswith("Possible crisis: 480 posts")
    assert "480 posts by 468 authors in 444 stories, counted in steps of five minutes." in found.reasons


def test_one_author_wakes_nobody_and_the_alert_says_why() -> None:
    found = told(authors=1, stories=39)
    assert found.severity == 2
    assert any(
        "0\u202f% of the rise comes from further authors. So it is one severity lower." in each
        for each in found.reasons
    )


def test_one_author_on_top_of_a_loud_brand_wakes_nobody_either() -> None:
    """The usual authors are all there, and only one writes more than ever."""
    loud = usual(10)
    tracks = {Series(ACME): track([*loud[:-LAST], *(loud[-LAST:] + 60)])}
    voices = loud[-(CONTEXT // BUCKET) :].copy()
    voices[-LAST:] += 1
    tracks |= {Series(ACME, name): track(list(voices)) for name in ("authors",)}
    (found,) = CRISIS.check(View(tracks=tracks, fresh=28 * DAY - LAST), NOW)
    assert found.severity == 2


def test_copies_of_one_text_wake_nobody_unless_they_are_read_as_negative() -> None:
    spam = told(authors=40, stories=1, intent_spam=38)
    assert spam.severity == 2
    assert any(each.startswith("Most are copies of few texts") for each in spam.reasons)
    assert told(authors=40, stories=1, tone_negative=30).severity == 1


def test_spam_of_many_accounts_in_many_words_wakes_nobody() -> None:
    found = told(authors=40, stories=40, intent_spam=25, intent_complaint=10)
    assert found.severity == 2
    assert "300 of 420 that are read are spam. So it is one severity lower." in found.reasons
    assert told(authors=40, stories=40, intent_spam=5, intent_complaint=30).severity == 1


def test_the_tone_says_whether_it_is_a_crisis_or_a_success() -> None:
    def summary(**tones: float) -> str:
        return told(authors=40, stories=40, **tones).summary.partition(":")[0]

    assert summary(tone_negative=30, tone_positive=5) == "Possible crisis"
    assert summary(tone_negative=3, tone_positive=30) == "Possible success"
    assert summary(tone_negative=5, tone_positive=8, tone_neutral=25) == "Unusual interest"
    assert summary() == summary(tone_positive=0.2) == "Possible crisis"


def test_a_risk_is_named_in_the_title_and_is_no_success_in_any_tone() -> None:
    found = told(authors=40, stories=40, tone_positive=30, risk_breach=20, risk_none=10)
    assert found.severity == 1
    assert found.summary.startswith("Possible crisis: 480 posts about acme, 240 about a data breach, in 1 hour")
    assert any("240 about a data breach." in each for each in found.reasons)
    few = told(authors=40, stories=40, tone_positive=30, risk_breach=5, risk_none=25)
    assert few.summary.startswith("Possible success: 480 posts about acme in 1 hour")


def test_a_living_title_names_the_risk_of_the_newest_window() -> None:
    counts, breach = usual(), context(0 * usual(), 0)
    counts[-4 * LAST : -3 * LAST], counts[-LAST:] = 60, 5
    live = np.zeros(len(breach.total), dtype=np.int64)
    live[-LAST:] = 4
    tracks = {Series(ACME): track(list(counts)), Series(ACME, "risk:breach"): track(list(live))}
    (found,) = CRISIS.check(View(tracks=tracks, fresh=28 * DAY - 4 * LAST), NOW)
    assert found.summary.startswith("Possible crisis: 720 posts about acme in 1 hour")
    assert "now 60 posts about acme, 48 about a data breach, in 1 hour, peak 720" in found.now


def test_what_is_not_read_yet_is_said() -> None:
    assert "Not read yet: none of them has a tone so far." in told(authors=40, stories=40).reasons
    read = told(authors=40, stories=40, tone_negative=5, tone_positive=1, intent_spam=2)
    assert "72 of them are read so far: 60 negative, 12 positive; 24 spam." in read.reasons


def test_where_nobody_counted_voices_nothing_is_said_of_them() -> None:
    """A store that an older version filled knows no authors; the alert must not call that nobody."""
    counts = usual()
    counts[-LAST:] = 40
    unknown = replace(context(0 * usual(), 0), known_since=None)
    tracks = {Series(ACME): track(list(counts)), Series(ACME, "authors"): unknown, Series(ACME, "stories"): unknown}
    (found,) = CRISIS.check(View(tracks=tracks, fresh=28 * DAY - LAST), NOW)
    assert found.severity == 1
    assert not any("author" in each for each in found.reasons)


def test_other_rules_say_it_too_and_keep_their_severity() -> None:
    found = told(Volume(name="r", scope=ACME, severity=2), authors=1, stories=39)
    assert found.severity == 2
    assert any(each.startswith("Few authors wrote them") and "severity" not in each for each in found.reasons)


def test_an_alert_knows_its_band_and_how_probable_chance_is() -> None:
    found = told()
    assert found.band is not None
    assert found.chance is not None
    assert found.expected is not None
    assert found.band[0] <= found.expected <= found.band[1] < found.value
    assert found.chance < 1e-4


def test_other_measures_are_told_in_their_own_words() -> None:
    def summary(measure: str, scale: int = 1) -> str:
        counts = usual() * scale
        counts[-LAST:] = 40 * scale
        rule = Volume(name="r", scope=ACME, measure=measure)
        (found,) = rule.check(View(tracks={rule.series[0]: track(list(counts))}, fresh=28 * DAY - LAST), NOW)
        return found.summary.partition(" in ")[0]

    assert summary("authors") == "480 authors about acme"
    assert summary("reach", 1000) == "480,000 followers about acme"
    assert summary("stars:low") == "480 posts about acme with few stars"
    assert summary("intent:complaint") == "480 posts about acme read as complaint"
